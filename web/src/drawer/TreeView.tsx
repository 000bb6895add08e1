/** The syntax tree of a template, linked to its source. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine/client';
import type { Node } from '../engine/types';
import { jump, templateText, type Side } from '../state/actions';
import { session, shownResponse, shownTemplate } from '../state/store';
import { Icon } from '../ui/Icon';
import { Empty, Prose, Select } from '../ui/widgets';

const side = signal<Side>('request');
const tree = signal<{ text: string; root: Node } | { error: string } | undefined>(undefined);

async function read(text: string): Promise<void> {
  try {
    const { tree: root } = await engine.call('parse', [text]);
    tree.value = { text, root };
  } catch (error) {
    tree.value = { error: error instanceof Error ? error.message : String(error) };
  }
}

const MOST_SHOWN = 40;

function excerpt(text: string): string {
  const line = text.replaceAll('\n', '↵');
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN - 1)}…` : line;
}

function Branch({ node, text, index, depth }: { node: Node; text: string; index: number; depth: number }) {
  const open = useSignal(depth < 3);
  const isLeaf = node.children.length === 0;
  return (
    <li>
      <span class="branch">
        {isLeaf ? (
          <span class="icon-space" />
        ) : (
          <button type="button" class="icon" aria-expanded={open.value} aria-label={`${open.value ? 'Fold' : 'Unfold'} ${node.kind}`} onClick={() => (open.value = !open.value)}>
            <Icon name={open.value ? 'down' : 'right'} />
          </button>
        )}
        <button type="button" class="row" onClick={() => jump(side.peek(), index, node.start, node.end)}>
          <span class="kind">{node.kind}</span>
          {node.name !== undefined && <code>{node.name}</code>}
          {isLeaf && <span class="note mono">{excerpt(text.slice(node.start, node.end))}</span>}
          <span class="note">
            {node.start}–{node.end}
          </span>
        </button>
      </span>
      {open.value && !isLeaf && (
        <ul>
          {node.children.map((child, at) => (
            <Branch key={at} node={child} text={text} index={index} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  );
}

export function TreeView() {
  const index = side.value === 'request' ? shownTemplate.value : shownResponse.value;
  void session.value;
  const text = templateText(side.value, index);
  useEffect(() => void read(text), [text]);
  const shown = tree.value;
  return (
    <div>
      <div class="bar">
        <Select label="Template" value={side.value} values={['request', 'response'] as const} name={(value) => (value === 'request' ? 'Request template' : 'Response template')} onChange={(value) => (side.value = value)} />
        <span class="note">Click a node to see its source.</span>
      </div>
      {!shown && <Empty>Loading…</Empty>}
      {shown && 'error' in shown && <p class="verdict error"><Prose text={shown.error} /></p>}
      {shown && 'root' in shown && (
        <ul class="plain tree">
          <Branch node={shown.root} text={shown.text} index={index} depth={0} />
        </ul>
      )}
    </div>
  );
}
