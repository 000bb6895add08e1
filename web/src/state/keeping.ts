/** Keeps the session in the browser: each tab its own, and none of them is lost to another one. */
import { effect } from '@preact/signals';
import { forgetOldest, remember } from './history';
import { notify } from './notices';
import { parseSession } from './parse';
import type { Session } from './session';
import { forget, loadText, onOtherTab, saveText } from './storage';
import { session } from './store';
import { download } from '../ui/download';

const NAME = 'session';
/** Marks what this tab has stored. */
const TAB = Math.random().toString(36).slice(2);

/** What the tabs share, as this tab has read or written it last; anything else was written by another tab. */
let shared: string | undefined;
/** The session that is stored. */
let kept: Session | undefined;

interface Stored {
  session: Session;
  tab: string | undefined;
}

/** Reads what was stored; throws where it cannot be read. */
function read(text: string): Stored {
  const value: unknown = JSON.parse(text);
  const { tab } = (value ?? {}) as { tab?: unknown };
  return { session: parseSession(value), tab: typeof tab === 'string' ? tab : undefined };
}

/** The session of this tab before it was loaded again, else the one that was worked on last, in whichever tab. */
export function restore(): Session | undefined {
  const own = loadText(NAME, 'tab');
  const last = loadText(NAME);
  if (own !== undefined) {
    try {
      const { session } = read(own);
      shared = last === own ? last : undefined;
      return session;
    } catch {
      forget(NAME, 'tab');
    }
  }
  if (last === undefined) return undefined;
  try {
    return read(last).session;
  } catch {
    forget(NAME);
    const action = { label: 'Download what was stored', run: () => download('vtlkit-session.json', last) };
    notify('The stored mapping could not be read. The page starts with the first example.', { tone: 'error', action });
    return undefined;
  }
}

/** Puts what another tab has stored into the history, before it is overwritten. */
function spare(text: string): void {
  try {
    const other = read(text);
    remember(other.session, other.tab);
  } catch {
    // What cannot be read here could not be read later either.
  }
}

/** Why a session cannot be stored, if it cannot. */
function store(current: Session): string | undefined {
  try {
    // What could not be read back is not stored.
    parseSession(current);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const text = JSON.stringify({ ...current, tab: TAB });
  const last = loadText(NAME);
  if (last !== undefined && last !== shared) spare(last);
  saveText(NAME, text, 'tab');
  while (!saveText(NAME, text)) if (!forgetOldest()) return "the browser's storage is full or not available";
  shared = text;
  kept = current;
  return undefined;
}

/** Stores the session from now on, a moment after each change of the one that the page has started with. */
export function keep(start: Session): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let problem: string | undefined;
  kept = start;
  const now = () => {
    clearTimeout(timer);
    if (session.peek() === kept) return;
    const before = problem;
    problem = store(session.peek());
    if (problem !== undefined && problem !== before) notify(`This mapping is not stored in the browser: ${problem}. Share or export it before you close the page.`, { tone: 'error' });
  };
  effect(() => {
    void session.value;
    clearTimeout(timer);
    timer = setTimeout(now, 300);
  });
  addEventListener('pagehide', now);
  watchOthers();
}

/** Says, once, that another tab is at work on another mapping. */
function watchOthers(): void {
  let told = false;
  onOtherTab(NAME, (text) => {
    if (told || text === undefined) return;
    try {
      const other = read(text);
      if (JSON.stringify(other.session) === JSON.stringify(session.peek())) return;
      told = true;
      notify(`Another tab has changed “${other.session.name}”. Each tab has its own mapping; History has those that another tab replaced.`);
    } catch {
      // Another version of the page wrote it.
    }
  });
}
