/** Which piece of an output is pointed at, in which of the panes that take part. */
import { computed, signal } from '@preact/signals';
import type { Mapping, Range, Trace } from '../engine/types';
import { locate, pathOf } from '../model/origin';
import type { Mark } from '../editor/marks';
import { run } from './run';

type Piece = Trace['pieces'][number];

/** What is pointed at: pieces of one rendered template. */
export interface Pointed {
  side: 'request' | 'response';
  pieces: number[];
}

export const pointed = signal<Pointed | null>(null);

function mapping(side: Pointed['side']): Mapping | undefined {
  return side === 'request' ? run.value?.request : run.value?.response;
}

function same(one: Pointed | null, other: Pointed | null): boolean {
  return one?.side === other?.side && String(one?.pieces) === String(other?.pieces);
}

function point(side: Pointed['side'], pieces: number[]): void {
  const next = pieces.length === 0 ? null : { side, pieces };
  if (!same(pointed.peek(), next)) pointed.value = next;
}

/** Points at the piece that printed this place of the output. */
export function pointAtOutput(side: Pointed['side'], position: number | null): void {
  const pieces = mapping(side)?.trace?.pieces ?? [];
  const index = position === null ? -1 : pieces.findIndex(({ output: [start, end] }) => start <= position && position < end);
  point(side, index < 0 ? [] : [index]);
}

/** Points at all that this place of the template printed. */
export function pointAtTemplate(side: Pointed['side'], position: number | null): void {
  const pieces = mapping(side)?.trace?.pieces ?? [];
  const around = pieces.filter(({ template: [start, end] }) => position !== null && start <= position && position < end);
  const narrowest = around.toSorted((one, other) => width(one.template) - width(other.template))[0];
  // Literal text prints itself; only what a reference gave is worth a light.
  if (!narrowest?.value) return point(side, []);
  point(side, pieces.flatMap((piece, index) => (String(piece.template) === String(narrowest.template) ? [index] : [])));
}

function width([start, end]: Range): number {
  return end - start;
}

/** The pieces that are pointed at. */
export const pieces = computed<Piece[]>(() => {
  const at = pointed.value;
  if (!at) return [];
  const all = mapping(at.side)?.trace?.pieces ?? [];
  return at.pieces.flatMap((index) => all[index] ?? []);
});

const NONE: Mark[] = [];

function linked(ranges: Range[]): Mark[] {
  return ranges.length === 0 ? NONE : ranges.map(([start, end]) => ({ start, end, kind: 'linked' }));
}

function marksOf(side: Pointed['side'], part: 'output' | 'template') {
  return computed(() => (pointed.value?.side === side ? linked(unique(pieces.value.map((piece) => piece[part]))) : NONE));
}

function unique(ranges: Range[]): Range[] {
  return [...new Map(ranges.map((range) => [String(range), range])).values()];
}

/** What lights up in the texts on one side of the backend. */
function side(name: Pointed['side']) {
  return {
    output: marksOf(name, 'output'),
    template: marksOf(name, 'template'),
    /** In the body that the template reads: where the value came from, as far as the template's text tells. */
    input: computed(() => {
      const piece = pieces.value[0];
      const of = mapping(name);
      if (pointed.value?.side !== name || !piece?.value || !of) return NONE;
      const path = pathOf(of.text, of.text.slice(...piece.template));
      const range = path && locate(of.request.body ?? '', path);
      return range ? linked([range]) : NONE;
    }),
  };
}

export const lights = { request: side('request'), response: side('response') };
