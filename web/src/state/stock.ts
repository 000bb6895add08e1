/** Where a run of the service differs from Velocity 1.7 as it comes. */
import { computed } from '@preact/signals';
import type { Mapping } from '../engine/types';
import { run } from './run';

/** One difference, at the first place where it shows. */
export interface StockNote {
  side: 'request' | 'response';
  index: number;
  start: number;
  end: number;
  text: string;
}

function notesOf(side: StockNote['side'], { index, text, trace }: Mapping): StockNote[] {
  const note = ([start, end]: [number, number], words: string): StockNote => ({ side, index, start, end, text: words });
  const missing = trace?.pieces.find(({ value }) => value?.type === 'missing');
  const source = missing ? text.slice(...missing.template) : '';
  const branch = trace?.branches.find(({ taken, reason }) => taken && /missing|empty/.test(reason));
  const loop = trace?.loops.find(({ rounds }) => rounds >= 1000);
  const macro = /#macro\s*\(/.exec(text);
  return [
    ...(missing && !source.includes('!') ? [note(missing.template, `\`${source}\` is missing and prints nothing; stock Velocity prints \`${source}\``)] : []),
    ...(branch ? [note(branch.template, `\`${text.slice(...branch.template)}\` is an empty string, so true; in stock Velocity a missing value is null, so false`)] : []),
    ...(loop ? [note(loop.template, 'The loop silently stops after 1,000 iterations; stock Velocity continues')] : []),
    ...(macro ? [note([macro.index, macro.index + 6], '`#macro` defines nothing here; stock Velocity defines a macro')] : []),
  ];
}

/** The differences of the run that is shown, each kind once for a template. */
export const stockNotes = computed<StockNote[]>(() => {
  const { request, response } = run.value ?? {};
  return [...(request ? notesOf('request', request) : []), ...(response ? notesOf('response', response) : [])];
});
