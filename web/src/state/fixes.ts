/** Fixes of what the linter found: one at the caret, one of the list, or all of them. */
import type { EditorView } from '@codemirror/view';
import { engine, PATIENT } from '../engine/client';
import { applyEdits } from '../model/edits';
import { openDialog } from '../ui/Dialog';
import { templateText, views, type Side } from './actions';
import { notify } from './notices';
import { findings, whenChecked, type Finding } from './run';
import { change, session, shownResponse, shownTemplate, undo, update } from './store';

/** The template that had the focus last: a command chosen from the list of actions is meant for it. */
let last: Side | undefined;

/** Notes that the editor of a template has the focus. */
export function noteFocus(side: Side): void {
  last = side;
}

/** The finding as it is in the newest texts: its places may have moved since it was shown. */
async function current(finding: Finding): Promise<Finding | undefined> {
  await whenChecked();
  if (findings.peek().includes(finding)) return finding;
  const { side, index, diagnostic } = finding;
  const alike = findings.peek().filter((other) => other.side === side && other.index === index && other.diagnostic.rule === diagnostic.rule && other.diagnostic.message === diagnostic.message);
  return alike.toSorted((one, other) => Math.abs(one.diagnostic.start - diagnostic.start) - Math.abs(other.diagnostic.start - diagnostic.start))[0];
}

/** Shows what a fix would change, and asks. */
export async function previewFix(finding: Finding): Promise<void> {
  const found = await current(finding);
  const fix = found?.diagnostic.fix;
  if (!found || !fix) return notify('The template has changed, and the problem is no longer there.');
  const { side, index } = found;
  const before = templateText(side, index);
  openDialog('fix', { side, index, title: fix.title, safe: fix.safe, before, after: applyEdits(before, fix.edits) });
}

/** How far a finding is from the caret: it contains it, or is on the caret's line; `undefined` for any other. */
function distance({ start, end }: Finding['diagnostic'], view: EditorView): number | undefined {
  const at = view.state.selection.main.head;
  if (start <= at && at < end) return 0;
  const line = view.state.doc.lineAt(at);
  // What ends with the line above, its line break included, is not on this line.
  const isHere = start >= line.from ? start <= line.to : end > line.from;
  return isHere ? 1 + Math.max(start - at, at - end, 0) : undefined;
}

/** The finding with a fix at the caret of a template, or on its line. */
function atCaret(side: Side, view: EditorView): Finding | undefined {
  const index = side === 'request' ? shownTemplate.peek() : shownResponse.peek();
  const near = findings.peek().flatMap((finding) => {
    const far = finding.side === side && finding.index === index && finding.diagnostic.fix ? distance(finding.diagnostic, view) : undefined;
    return far === undefined ? [] : [{ finding, far }];
  });
  return near.toSorted((one, other) => one.far - other.far)[0]?.finding;
}

/** Fixes the problem on the line of the caret; without a caret in a template, the first one that can be fixed. */
export async function fixAtCaret(): Promise<void> {
  await whenChecked();
  const focused = document.activeElement?.closest('.cm-editor');
  const inTemplate = (['request', 'response'] as const).find((side) => views[side]?.dom === focused);
  if (focused && !inTemplate) return notify('Put the caret on the line of a problem in a template first.');
  const side = inTemplate ?? last;
  const view = side && views[side];
  const finding = view ? atCaret(side, view) : findings.peek().find(({ diagnostic }) => diagnostic.fix);
  if (finding) return previewFix(finding);
  notify(view ? 'There is no problem with a fix on this line.' : 'There is no problem with a fix.');
}

/** Applies the safe fixes of all templates, or all fixes, in one step that Undo takes back. */
export async function fixAll(unsafe: boolean): Promise<void> {
  const before = session.peek();
  try {
    const { session: fixedSession, fixed } = await engine.call('fix', [before, unsafe], PATIENT);
    if (fixed === 0 || session.peek() !== before) return notify('Nothing was fixed');
    const { requestTemplates, responses } = fixedSession;
    change(fixed === 1 ? 'the fix' : `${fixed} fixes`, () => update({ requestTemplates, responses }));
    notify(fixed === 1 ? 'Fixed 1 problem' : `Fixed ${fixed} problems`, { action: { label: 'Undo', run: undo } });
  } catch (error) {
    notify(`Nothing was fixed: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
}
