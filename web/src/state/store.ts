/** The session that is worked on, with the way back from what replaced it. */
import { computed, effect, signal } from '@preact/signals';
import { parseSession } from './parse';
import { activeRequest, emptySession, type Backend, type IntegrationResponse, type NamedRequest, type Route, type Session } from './session';
import { load, save } from './storage';

/** A session of before, and when it was left. */
export interface Remembered {
  at: number;
  session: Session;
}

const MOST_REMEMBERED = 20;

export const session = signal<Session>(emptySession());
export const request = computed(() => activeRequest(session.value));
/** Which request template and which response is shown in its pane. */
export const shownTemplate = signal(0);
export const shownResponse = signal(0);
export const history = signal<Remembered[]>([]);

/** A definition file that a route was picked of. */
export interface OpenedFile {
  name: string;
  text: string;
}

/** The file that the session is a route of, until another session takes its place. */
export const openedFile = signal<OpenedFile | undefined>(undefined);

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
  remember();
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

/** Puts the session into the local history, once for each state. */
export function remember(): void {
  const text = JSON.stringify(session.value);
  const others = history.value.filter((entry) => JSON.stringify(entry.session) !== text);
  history.value = [{ at: Date.now(), session: session.value }, ...others].slice(0, MOST_REMEMBERED);
  save('history', history.value);
}

/** Forgets the local history. */
export function forgetHistory(): void {
  history.value = [];
  save('history', []);
}

/** Reads what was stored: the last session, or `undefined` where there is none. Throws where it cannot be read. */
export function restore(): Session | undefined {
  const stored = load('session');
  return stored === undefined ? undefined : parseSession(stored);
}

/** Reads the local history. Throws where it cannot be read. */
export function restoreHistory(): void {
  const stored = load('history');
  if (stored === undefined) return;
  if (!Array.isArray(stored)) throw new Error('the history is no list');
  history.value = stored.slice(0, MOST_REMEMBERED).map((entry: { at?: unknown; session?: unknown } | null) => ({
    at: Number(entry?.at) || 0,
    session: parseSession(entry?.session),
  }));
}

/** Stores the session from now on, a moment after each change. */
export function keep(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const current = session.value;
    clearTimeout(timer);
    timer = setTimeout(() => save('session', current), 300);
  });
  addEventListener('pagehide', () => save('session', session.value));
}
