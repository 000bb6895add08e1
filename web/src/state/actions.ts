/** Texts and places of the templates: read them, replace them, go there. */
import { EditorView } from '@codemirror/view';
import type { Range } from '../engine/types';
import { goTo, requestTab, routeOpen, selectionOpen } from './layout';
import type { RouteFinding } from './run';
import { session, shownResponse, shownTemplate, update } from './store';

export type Side = 'request' | 'response';

/** The editors that something leads to, while they are there: the templates, the model, and what is sent and received. */
export const views: Record<Side | 'model' | 'sent' | 'received', EditorView | null> = { request: null, response: null, model: null, sent: null, received: null };

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

/** Shows a place of a template and puts the caret there. */
export function jump(side: Side, index: number, start: number, end = start): void {
  if (side === 'request') shownTemplate.value = index;
  else shownResponse.value = index;
  goTo(side === 'request' ? 2 : 5);
  select(side, start, end);
}

/** Shows a place of the body that is sent to the backend, or that the client receives. */
export function showInOutput(output: 'sent' | 'received', [start, end]: Range): void {
  goTo(output === 'sent' ? 3 : 6);
  select(output, start, end);
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
