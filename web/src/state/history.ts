/** The mappings that something else took the place of. All tabs share the list. */
import { signal } from '@preact/signals';
import { parseSession } from './parse';
import type { Session } from './session';
import { forget, load, onOtherTab, save } from './storage';

/** A session of before, and when it was left. */
export interface Remembered {
  at: number;
  session: Session;
  /** The tab that it was open in, where another tab put it here. */
  tab?: string;
}

const MOST = 20;
const NAME = 'history';

export const history = signal<Remembered[]>([]);

function entry(value: unknown): Remembered[] {
  const { at, session, tab } = (value ?? {}) as { at?: unknown; session?: unknown; tab?: unknown };
  try {
    return [{ at: Number(at) || 0, session: parseSession(session), ...(typeof tab === 'string' && { tab }) }];
  } catch {
    // One entry that cannot be read does not cost the others.
    return [];
  }
}

/** What is stored now, by whichever tab. Throws where it is not a list. */
function stored(): Remembered[] {
  const value = load(NAME);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error('the history is not a list');
  return value.slice(0, MOST).flatMap(entry);
}

/** Stores as many of the newest entries as there is room for. */
function write(entries: Remembered[]): void {
  history.value = entries;
  for (let count = entries.length; count > 0; count--) if (save(NAME, entries.slice(0, count))) return;
  forget(NAME);
}

/** Changes the list as it is now, so that what other tabs have added stays. */
function edit(change: (entries: Remembered[]) => Remembered[]): void {
  let entries = history.peek();
  try {
    entries = stored();
  } catch {
    // What this tab knows of is all there is.
  }
  write(change(entries).slice(0, MOST));
}

/** Puts a session first, once for each state. One that another tab has open takes the place of its earlier states. */
export function remember(session: Session, tab?: string): void {
  const text = JSON.stringify(session);
  edit((entries) => [
    { at: Date.now(), session, ...(tab !== undefined && { tab }) },
    ...entries.filter((other) => JSON.stringify(other.session) !== text && (tab === undefined || other.tab !== tab)),
  ]);
}

/** Gives up the oldest entry, to make room; `false` where there is none. */
export function forgetOldest(): boolean {
  if (history.peek().length === 0) return false;
  edit((entries) => entries.slice(0, -1));
  return true;
}

/** Forgets the local history. */
export function forgetHistory(): void {
  write([]);
}

/** Reads the list, and follows what other tabs make of it. Throws where it cannot be read. */
export function restoreHistory(): void {
  onOtherTab(NAME, () => {
    try {
      history.value = stored();
    } catch {
      // The list of this tab stays.
    }
  });
  history.value = stored();
}
