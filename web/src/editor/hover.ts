/** What hovering says: the value that was printed and its Java type, and what the catalogue knows. */
import { hoverTooltip } from '@codemirror/view';
import type { Mapping, Trace } from '../engine/types';
import { proseNodes } from '../model/prose';
import { catalog } from '../state/catalog';
import { run, stale } from '../state/run';
import type { Side } from './completion';

function mapping(side: Side): Mapping | undefined {
  const current = run.value;
  return side === 'request' ? current?.request : current?.response;
}

/** A line of the tooltip; only ever text. */
function line(text: string, name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  element.textContent = text;
  return element;
}

/** A line of the tooltip that has code in it. */
function prose(text: string, name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  element.append(...proseNodes(text));
  return element;
}

function shorten(text: string): string {
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}

/** The value of a piece, in words. */
export function describeValue(value: NonNullable<Trace['pieces'][number]['value']>): string {
  if (value.type === 'missing') return 'missing, so empty';
  return `${value.type}  ${value.type === 'String' ? JSON.stringify(shorten(value.text)) : shorten(value.text)}`;
}

/** The documentation of the name at a place of a template. */
function documentation(text: string, position: number): { signature: string; docs: string } | undefined {
  const start = text.slice(0, position).search(/[\w.$!{]*$/);
  const word = /^[\w]*/.exec(text.slice(position))?.[0] ?? '';
  const chain = text.slice(start, position) + word;
  const [, root, name] = /^\$!?\{?([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?$/.exec(chain) ?? [];
  const found = catalog.value.variables.find((one) => one.name === root);
  if (found && name === undefined) return { signature: `$${found.name}`, docs: found.docs };
  const member = found?.members.find((one) => one.name === name);
  if (member) return member;
  const last = /[.)\]]?\.?([A-Za-z_]\w*)$/.exec(chain)?.[1];
  if (root !== undefined && name === undefined) return undefined;
  for (const { name: of, methods } of catalog.value.classes) {
    const method = methods.find((one) => one.name === last && one.signature.includes('('));
    if (method && chain.includes('.')) return { signature: `${of}: ${method.signature}`, docs: method.docs };
  }
  return undefined;
}

/** What hovering over a template of a side shows. */
export function templateHover(side: Side) {
  return hoverTooltip((view, position) => {
    const text = view.state.doc.toString();
    const traced = stale.value ? undefined : mapping(side);
    const trace = traced?.text === text ? traced.trace : undefined;
    const around = (trace?.pieces ?? []).filter(({ template: [start, end], value }) => value && start <= position && position < end);
    const branch = trace?.branches.find(({ template: [start, end] }) => start <= position && position < end);
    const loop = trace?.loops.find(({ template: [start, end] }) => start <= position && position < end);
    const docs = documentation(text, position);
    const first = around[0];
    if (!first && !docs && !branch && !loop) return null;
    return {
      pos: first?.template[0] ?? position,
      end: first?.template[1] ?? position,
      above: true,
      create() {
        const dom = document.createElement('div');
        dom.className = 'hover';
        if (branch) dom.append(prose(`${branch.taken ? 'Taken' : 'Not taken'}: ${branch.reason}`, 'hover-docs'));
        if (loop) dom.append(line(`${loop.rounds} ${loop.rounds === 1 ? 'iteration' : 'iterations'}`, 'hover-value'));
        for (const { value } of around.slice(0, 3)) if (value) dom.append(line(describeValue(value), 'hover-value'));
        if (around.length > 3) dom.append(line(`${around.length - 3} more values`, 'hover-docs'));
        if (docs) dom.append(line(docs.signature, 'hover-signature'), prose(docs.docs, 'hover-docs'));
        return { dom };
      },
    };
  }, { hoverTime: 250 });
}

/** What hovering over an output shows: the piece of template and the value behind it. */
export function outputHover(side: Side) {
  return hoverTooltip((view, position) => {
    const traced = mapping(side);
    if (traced?.output === undefined || traced.output !== view.state.doc.toString()) return null;
    const piece = traced.trace?.pieces.find(({ output: [start, end] }) => start <= position && position < end);
    if (!piece?.value) return null;
    const { value, template, output } = piece;
    return {
      pos: output[0],
      end: output[1],
      above: true,
      create() {
        const dom = document.createElement('div');
        dom.className = 'hover';
        dom.append(line(shorten(traced.text.slice(...template)), 'hover-signature'), line(describeValue(value), 'hover-value'));
        return { dom };
      },
    };
  }, { hoverTime: 250 });
}
