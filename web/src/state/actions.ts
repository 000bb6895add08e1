/** What people do with what was found: fix it, see it break, go there. */
import { EditorView } from '@codemirror/view';
import type { Attempt } from '../engine/types';
import { applyEdits } from '../model/edits';
import { bodyText } from '../model/json';
import { writeLines } from '../model/lines';
import { openDialog } from '../ui/Dialog';
import { goTo, requestTab, routeOpen, selectionOpen } from './layout';
import { notify } from './notices';
import { MOST_ITEMS } from './parse';
import { findings, type Finding, type RouteFinding } from './run';
import { change, request, session, shownResponse, shownTemplate, undo, update, updateBackend, updateRequest } from './store';

export type Side = 'request' | 'response';

/** The editors of the two templates and of the model, while they are there. */
export const views: Record<Side | 'model', EditorView | null> = { request: null, response: null, model: null };

/** The text of a template of the session. */
export function templateText(side: Side, index: number): string {
  const { requestTemplates, responses } = session.peek();
  return (side === 'request' ? requestTemplates : responses)[index]?.text ?? '';
}

/** Puts a template's text in place of the old one. */
export function setTemplateText(side: Side, index: number, text: string): void {
  const { requestTemplates, responses } = session.peek();
  if (side === 'request') update({ requestTemplates: requestTemplates.map((old, at) => (at === index ? { ...old, text } : old)) });
  else update({ responses: responses.map((old, at) => (at === index ? { ...old, text } : old)) });
}

/** Shows what a fix would change, and asks. */
export function previewFix(finding: Finding): void {
  const { side, index, diagnostic } = finding;
  if (!diagnostic.fix) return;
  const before = templateText(side, index);
  openDialog('fix', { side, index, title: diagnostic.fix.title, safe: diagnostic.fix.safe, before, after: applyEdits(before, diagnostic.fix.edits) });
}

/** Loads the request for which a finding's output breaks. */
export function loadWitness({ side, diagnostic }: Finding): void {
  const witness = diagnostic.witness?.request;
  if (!witness) return;
  change('the witness', () => {
    if (side === 'response') {
      updateBackend({ body: bodyText(witness.body) });
      return;
    }
    const query = new URLSearchParams(witness.querystring ?? {}).toString();
    const path = request.peek().target.split('?', 1)[0] ?? '/';
    updateRequest({
      ...(witness.body !== undefined && { body: bodyText(witness.body) }),
      ...(witness.querystring && { target: query === '' ? path : `${path}?${query}` }),
      ...(witness.headers && { headers: writeLines(Object.entries({ 'Content-Type': 'application/json', ...witness.headers }), ':') }),
    });
  });
  notify('Loaded a request that breaks the output', { action: { label: 'Undo', run: undo } });
}

function put({ side, body, target, headers }: Attempt): void {
  if (side === 'response') updateBackend({ body: body ?? '' });
  else updateRequest({ ...(body !== undefined && { body }), ...(target !== undefined && { target }), ...(headers !== undefined && { headers }) });
}

/** Loads what an attack tried. */
export function loadAttempt(attempt: Attempt): void {
  change('the attack', () => put(attempt));
}

/** Keeps what an attack tried as a named request of its own. */
export function saveAttempt(attempt: Attempt): void {
  const { requests } = session.peek();
  if (requests.length >= MOST_ITEMS) return notify(`There are ${MOST_ITEMS} requests already`);
  change('the saved attack', () => {
    update({ requests: [...requests, { ...request.peek(), name: `${attempt.where}: ${attempt.change}`.slice(0, 80) }], active: requests.length });
    put(attempt);
  });
  notify('Saved as a request of its own');
}

/** Shows a place of a template and puts the caret there. */
export function jump(side: Side, index: number, start: number, end = start): void {
  if (side === 'request') shownTemplate.value = index;
  else shownResponse.value = index;
  goTo(side === 'request' ? 2 : 5);
  select(side, start, end);
}

/** Selects a place in an editor that comes into sight. */
function select(editor: keyof typeof views, start: number, end: number): void {
  setTimeout(() => {
    const view = views[editor];
    if (!view || end > view.state.doc.length) return;
    view.dispatch({ selection: { anchor: start, head: end }, effects: EditorView.scrollIntoView(start, { y: 'center' }) });
    view.focus();
  }, 60);
}

/** Shows the part of the session that a finding outside of templates is about. */
export function showPart({ part, place }: RouteFinding): void {
  if (typeof part === 'number') {
    shownResponse.value = part;
    selectionOpen.value = true;
    return goTo(5, '.settings');
  }
  if (part === 'route') {
    routeOpen.value = true;
    return goTo(2, '.settings');
  }
  requestTab.value = part === 'stage' ? 'stage' : 'model';
  goTo(1, part === 'validation' ? '.fields' : '.cm-editor');
  if (place) select('model', place.start, place.end);
}

/** The finding at the caret of a template, else the first that can be fixed. */
export function fixAtCaret(): void {
  const all = findings.peek().filter(({ diagnostic }) => diagnostic.fix);
  const here = all.find(({ side, diagnostic }) => {
    const view = views[side];
    const at = view?.hasFocus ? view.state.selection.main.head : -1;
    return diagnostic.start <= at && at <= diagnostic.end;
  });
  const finding = here ?? all[0];
  if (finding) previewFix(finding);
  else notify('Nothing to fix');
}
