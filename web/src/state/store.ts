/** The session that is worked on, with the way back from what replaced it. */
import { computed, signal } from '@preact/signals';
import { remember } from './history';
import { activeRequest, emptySession, type Backend, type IntegrationResponse, type NamedRequest, type Route, type Session } from './session';

export const session = signal<Session>(emptySession());
export const request = computed(() => activeRequest(session.value));
/** Which request template and which response is shown in its pane. */
export const shownTemplate = signal(0);
export const shownResponse = signal(0);

/** A definition file that a route was picked of. */
export interface OpenedFile {
  name: string;
  text: string;
}

/** The file that the session is a route of, until another session takes its place. */
export const openedFile = signal<OpenedFile | undefined>(undefined);

/** The example that was opened last, as it was. */
export const example = signal<Session | undefined>(undefined);

const undoable = signal<{ what: string; session: Session; file: OpenedFile | undefined }[]>([]);
/** What Undo takes back, if there is something. */
export const undoLabel = computed(() => undoable.value.at(-1)?.what);

/** Changes the session a little, as typing does. */
export function update(change: Partial<Session>): void {
  session.value = { ...session.value, ...change };
}

/** Changes the request that is shown. */
export function updateRequest(change: Partial<NamedRequest>): void {
  const { requests, active } = session.value;
  update({ requests: requests.map((old, index) => (index === active ? { ...old, ...change } : old)) });
}

/** Changes what the backend answers to the request that is shown. */
export function updateBackend(change: Partial<Backend>): void {
  updateRequest({ backend: { ...request.value.backend, ...change } });
}

/** Changes the route. */
export function updateRoute(change: Partial<Route>): void {
  update({ route: { ...session.value.route, ...change } });
}

/** Changes the text of the request template that is shown. */
export function updateRequestTemplate(text: string): void {
  const index = shownTemplate.value;
  update({ requestTemplates: session.value.requestTemplates.map((old, at) => (at === index ? { ...old, text } : old)) });
}

/** Changes the integration response that is shown. */
export function updateResponse(change: Partial<IntegrationResponse>): void {
  const index = shownResponse.value;
  update({ responses: session.value.responses.map((old, at) => (at === index ? { ...old, ...change } : old)) });
}

/** Makes a change that Undo takes back in one step, such as a fix. */
export function change(what: string, make: () => void): void {
  undoable.value = [...undoable.value.slice(-49), { what, session: session.value, file: openedFile.value }];
  make();
}

/** Puts another session in place of this one, which is remembered; it may be a route of a file. */
export function replace(what: string, other: Session, file?: OpenedFile): void {
  remember(session.peek());
  change(what, () => {
    openedFile.value = file;
    session.value = other;
    shownTemplate.value = 0;
    shownResponse.value = 0;
  });
}

/** Takes the last change that was not typed back. */
export function undo(): void {
  const last = undoable.value.at(-1);
  if (!last) return;
  undoable.value = undoable.value.slice(0, -1);
  openedFile.value = last.file;
  session.value = last.session;
  shownTemplate.value = 0;
  shownResponse.value = 0;
}
