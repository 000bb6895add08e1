/** All that is wrong, wherever it is. */
import { computed } from '@preact/signals';
import { openDialog } from '../ui/Dialog';
import { jump, showPart } from './actions';
import { fileFindings } from './file-findings';
import { notify } from './notices';
import { failures, findings, routeFindings } from './run';
import type { OpenedFile } from './store';

export const problemCount = computed(() => findings.value.length + failures.value.length + routeFindings.value.length + (fileFindings.value?.diagnostics.length ?? 0));

/** A place of an opened file. */
export interface FilePlace {
  file: OpenedFile;
  start: number;
  end: number;
}

/** Shows a place of the file that was opened. */
export function showInFile(place: FilePlace): void {
  openDialog('file', place);
}

/** What goes to each problem, in the order of the list. */
function ways(): (() => void)[] {
  const around = fileFindings.peek();
  return [
    ...findings.peek().map(({ side, index, diagnostic: { start, end } }) => () => jump(side, index, start, end)),
    ...routeFindings.peek().map((finding) => () => showPart(finding)),
    ...(around?.diagnostics ?? []).map(({ start, end }) => () => around && showInFile({ file: around.file, start, end })),
  ];
}

let last = -1;

/** Goes to the next problem, from the first again after the last. */
export function nextProblem(): void {
  const all = ways();
  if (all.length === 0) return notify('No problems');
  last = (last + 1) % all.length;
  all[last]?.();
}
