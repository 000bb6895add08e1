/** Findings of the linter and errors of a run, as an editor shows them. */
import type { Diagnostic as Shown } from '@codemirror/lint';
import type { Diagnostic, Failure } from '../engine/types';
import { plainText, proseNodes } from '../model/prose';
import { previewFix } from '../state/fixes';
import type { Finding, RouteFinding } from '../state/run';
import { loadWitness } from '../state/witness';
import { openDialog } from '../ui/Dialog';

/** The message with its reason and help, as text. */
function wording({ message, why, help }: Diagnostic): string {
  return [message, why, help === undefined ? undefined : `Help: ${help}`].filter((part) => part !== undefined).join('\n');
}

/** The message as an editor shows it: as text for a screen reader, and as elements. */
function message(text: string): Pick<Shown, 'message' | 'renderMessage'> {
  const renderMessage = () => {
    const element = document.createElement('span');
    element.append(...proseNodes(text));
    return element;
  };
  return { message: plainText(text), renderMessage };
}

/** A finding of the route, where it has a place in a text. */
export function shownInPart({ place, diagnostic }: RouteFinding): Shown[] {
  if (!place) return [];
  const explain = { name: 'Explain', apply: () => openDialog('explain', diagnostic.rule) };
  return [{ from: place.start, to: place.end, severity: diagnostic.severity, ...message(wording(diagnostic)), source: diagnostic.rule, actions: [explain] }];
}

/** One finding with its actions. */
export function shownFinding(finding: Finding): Shown {
  const { diagnostic } = finding;
  const actions: NonNullable<Shown['actions']>[number][] = [];
  if (diagnostic.fix) actions.push({ name: 'Fix', apply: () => void previewFix(finding) });
  if (diagnostic.witness) actions.push({ name: 'Show a request that breaks it', apply: () => loadWitness(finding) });
  if (diagnostic.rule !== null) actions.push({ name: 'Explain', apply: () => openDialog('explain', diagnostic.rule) });
  return {
    from: diagnostic.start,
    to: diagnostic.end,
    severity: diagnostic.severity,
    ...message(wording(diagnostic)),
    ...(diagnostic.rule !== null && { source: diagnostic.rule }),
    actions,
  };
}

/** An error of a run, where it has a place. */
export function shownFailure(failure: Failure): Shown[] {
  if (failure.start === undefined) return [];
  const words = failure.help === undefined ? failure.message : `${failure.message}\nHelp: ${failure.help}`;
  return [{ from: failure.start, to: failure.end ?? failure.start, severity: 'error', ...message(words) }];
}
