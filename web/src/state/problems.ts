/** All that is wrong, wherever it is: errors first. */
import { computed } from '@preact/signals';
import type { Diagnostic } from '../engine/types';
import { openDialog } from '../ui/Dialog';
import { jump, showPart } from './actions';
import { fileFindings } from './file-findings';
import { notify } from './notices';
import { failures, findings, routeFindings, type Finding, type RouteFinding } from './run';
import type { OpenedFile } from './store';

/** A place of an opened file. */
export interface FilePlace {
  file: OpenedFile;
  start: number;
  end: number;
}

/** A problem of the mapping: a template that fails for this request, or a finding in a template or around it. */
export type Listed =
  | { kind: 'failure'; failure: (typeof failures.value)[number] }
  | { kind: 'template'; finding: Finding }
  | { kind: 'route'; finding: RouteFinding };

const ORDER: Record<Diagnostic['severity'], number> = { error: 0, warning: 1, info: 2 };

function severity(listed: Listed): Diagnostic['severity'] {
  return listed.kind === 'failure' ? 'error' : listed.finding.diagnostic.severity;
}

function bySeverity<T>(list: T[], severity: (item: T) => Diagnostic['severity']): T[] {
  return list.toSorted((one, other) => ORDER[severity(one)] - ORDER[severity(other)]);
}

/** The problems of the mapping, errors first; those of one severity in the order of the request's way. */
export const listed = computed<Listed[]>(() =>
  bySeverity<Listed>(
    [
      ...failures.value.map((failure) => ({ kind: 'failure' as const, failure })),
      ...findings.value.map((finding) => ({ kind: 'template' as const, finding })),
      ...routeFindings.value.map((finding) => ({ kind: 'route' as const, finding })),
    ],
    severity,
  ),
);

/** The problems in the rest of the file that the route was picked of, errors first. */
export const listedInFile = computed(() => bySeverity(fileFindings.value?.diagnostics ?? [], (diagnostic) => diagnostic.severity));

export const problemCount = computed(() => listed.value.length + listedInFile.value.length);

function counted(count: number, name: string): string {
  return count === 0 ? '' : `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** How many problems there are, in words. */
export const problemWords = computed(() => {
  const all = [...listed.value.map(severity), ...listedInFile.value.map((diagnostic) => diagnostic.severity)];
  const of = (wanted: Diagnostic['severity']) => all.filter((one) => one === wanted).length;
  const infos = of('info');
  const parts = [counted(of('error'), 'error'), counted(of('warning'), 'warning'), infos === 0 ? '' : `${infos} info`].filter((part) => part !== '');
  return parts.length === 0 ? 'No problems' : parts.join(', ');
});

/** Shows a place of the file that was opened. */
export function showInFile(place: FilePlace): void {
  openDialog('file', place);
}

/** Goes to the place of a problem. */
export function goToProblem(problem: Listed): void {
  if (problem.kind === 'route') return showPart(problem.finding);
  if (problem.kind === 'template') {
    const { side, index, diagnostic } = problem.finding;
    return jump(side, index, diagnostic.start, diagnostic.end);
  }
  const { side, mapping, error } = problem.failure;
  jump(side, mapping.index, error.start ?? 0, error.end ?? error.start ?? 0);
}

/** What goes to each problem, in the order of the list. */
function ways(): (() => void)[] {
  const file = fileFindings.peek()?.file;
  return [
    ...listed.peek().map((problem) => () => goToProblem(problem)),
    ...listedInFile.peek().map(({ start, end }) => () => file && showInFile({ file, start, end })),
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
