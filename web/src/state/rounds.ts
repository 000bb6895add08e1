/** The round of a `#foreach` that is looked at. */
import { signal } from '@preact/signals';
import type { Mapping, Round, Trace } from '../engine/types';
import type { Side } from './actions';
import { showDrawer } from './layout';
import { pointed } from './link';

export type Loop = Trace['loops'][number];

/** Which run of a loop of a template, and which of its rounds, from 0. */
export interface Stepped {
  loop: number;
  round: number;
}

const START: Stepped = { loop: 0, round: 0 };

export const stepped = { request: signal(START), response: signal(START) };

/** The runs of loops whose rounds are known. */
export function walkable({ trace }: Mapping): Loop[] {
  return (trace?.loops ?? []).filter(({ each }) => each.length > 0);
}

/** So many pieces light up at once. */
const MOST_LIT = 2000;

/** Goes to a round, within what there is, and lights up what it printed. */
export function step(side: Side, loops: Loop[], to: Stepped): void {
  const loop = Math.min(Math.max(0, to.loop), loops.length - 1);
  const rounds = loops[loop]?.each ?? [];
  const round = Math.min(Math.max(0, to.round), rounds.length - 1);
  const at = rounds[round];
  if (!at) return;
  stepped[side].value = { loop, round };
  const [from, behind] = at.pieces;
  pointed.value = { side, pieces: Array.from({ length: Math.min(behind - from, MOST_LIT) }, (_, index) => from + index) };
}

/** Shows the rounds of the loop that stands at a place of a template. */
export function showRounds(side: Side, mapping: Mapping, start: number): void {
  const loops = walkable(mapping);
  const loop = loops.findIndex(({ template }) => template[0] === start);
  showDrawer('trace');
  if (loop >= 0) step(side, loops, { loop, round: 0 });
}

/** What a round printed: its pieces follow each other without gaps. */
export function printedIn({ trace, output }: Mapping, { pieces: [from, behind] }: Round): string {
  const start = trace?.pieces[from]?.output[0];
  const end = trace?.pieces[behind - 1]?.output[1];
  return behind > from && start !== undefined && end !== undefined ? (output ?? '').slice(start, end) : '';
}
