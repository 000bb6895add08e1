/** The frame of a pane: its number and name, its state in a word, and its place in the loop. */
import type { ComponentChildren } from 'preact';
import { Icon } from '../ui/Icon';
import { folded, maximised, narrow, openPane, sizes, toggleFold, toggleMaximised, type PaneNumber } from '../state/layout';

export type Tone = 'ok' | 'warning' | 'error' | 'idle';
const SIGN: Record<Tone, string> = { ok: '✓', warning: '!', error: '✕', idle: '·' };

export interface PaneProps {
  number: PaneNumber;
  title: string;
  tone: Tone;
  /** The state in a word or two. */
  state: string;
  /** What the state means. */
  stateTitle?: string;
  /** Goes to what the state is about. */
  onState?: (() => void) | undefined;
  /** Sizes and times. */
  meta?: string;
  dimmed?: boolean;
  children: ComponentChildren;
}

/** The other pane of the column. */
const BELOW: Record<PaneNumber, PaneNumber> = { 1: 6, 2: 5, 3: 4, 4: 3, 5: 2, 6: 1 };
const COLUMN: Record<PaneNumber, 0 | 1 | 2> = { 1: 0, 2: 1, 3: 2, 4: 2, 5: 1, 6: 0 };
const HEAD = '38px';

/** Left, top, width and height of a pane in the loop. */
function place(number: PaneNumber): Record<string, string> {
  if (maximised.value === number) return { left: '0', top: '0', width: '100%', height: '100%' };
  const edges = [0, ...sizes.value.columns, 1];
  const column = COLUMN[number];
  const left = edges[column] ?? 0;
  const right = edges[column + 1] ?? 1;
  const isUpper = number <= 3;
  const isFolded = folded.value.includes(number);
  const otherFolded = folded.value.includes(BELOW[number]);
  const share = isUpper ? sizes.value.row : 1 - sizes.value.row;
  const height = isFolded ? HEAD : otherFolded ? `calc(100% - ${HEAD})` : `${share * 100}%`;
  return { left: `${left * 100}%`, width: `${(right - left) * 100}%`, height, ...(isUpper ? { top: '0' } : { bottom: '0' }) };
}

/** The state; a button where it leads to what it is about. */
function Pill({ tone, state, stateTitle, onState }: Pick<PaneProps, 'tone' | 'state' | 'stateTitle' | 'onState'>) {
  const content = (
    <>
      <span aria-hidden="true">{SIGN[tone]}</span> {state}
    </>
  );
  const name = `state ${tone}`;
  if (!onState) {
    return (
      <span class={name} title={stateTitle}>
        {content}
      </span>
    );
  }
  return (
    <button type="button" class={name} title={stateTitle} aria-label={`${state}: ${stateTitle ?? 'show it'}`} onClick={onState}>
      {content}
    </button>
  );
}

export function Pane({ number, title, tone, state, stateTitle, onState, meta, dimmed, children }: PaneProps) {
  const isList = narrow.value;
  const isMaximised = maximised.value === number;
  const hidden = maximised.value !== null && !isMaximised;
  const open = isList ? openPane.value === number : !folded.value.includes(number) || isMaximised;
  const toggle = () => {
    if (isList) openPane.value = number;
    else toggleFold(number);
  };
  const keys = (event: KeyboardEvent) => {
    const typing = (event.target as Element).closest('input, textarea, select, .cm-content');
    if (event.key.toLowerCase() === 'f' && !typing && !event.ctrlKey && !event.metaKey && !isList) toggleMaximised(number);
  };
  return (
    <section
      class={`pane${dimmed ? ' dimmed' : ''}${open ? '' : ' folded'}`}
      data-pane={number}
      aria-label={`${number} ${title}`}
      style={isList ? undefined : place(number)}
      hidden={!isList && hidden}
      onKeyDown={keys}
    >
      <header class="pane-head" onDblClick={(event) => !isList && !(event.target as Element).closest('.pane-tools, .state') && toggleMaximised(number)}>
        <button type="button" class="pane-title" aria-expanded={open} onClick={toggle} title={isList ? undefined : 'Fold or unfold'}>
          <span class="pane-number">{number}</span>
          <h2>{title}</h2>
        </button>
        <Pill tone={tone} state={state} {...(stateTitle !== undefined && { stateTitle })} onState={onState} />
        <span class="pane-tools">
          {meta !== undefined && <span class="meta">{meta}</span>}
          {!isList && (
            <button type="button" class="icon" aria-label={`${isMaximised ? 'Restore' : 'Maximise'} ${title}`} title={isMaximised ? 'Restore (F)' : 'Maximise (F)'} aria-pressed={isMaximised} onClick={() => toggleMaximised(number)}>
              <Icon name={isMaximised ? 'restore' : 'maximise'} />
            </button>
          )}
        </span>
      </header>
      {open && <div class="pane-body">{children}</div>}
    </section>
  );
}
