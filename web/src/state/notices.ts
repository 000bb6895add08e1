/** Short messages below the tools, and what can be done about them. All of them go away. */
import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  tone: 'info' | 'error';
  action?: { label: string; run: () => void };
}

export const notices = signal<Notice[]>([]);

/** How long a notice stays, in milliseconds: long enough to read it and to reach its button. */
const STAY = { info: 6_000, action: 20_000, error: 30_000 };
const MOST = 3;

let next = 0;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Takes a notice away. */
export function dismiss(id: number): void {
  hold(id);
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Keeps a notice while it is pointed at or has the focus. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Lets a notice go away after its time. */
export function release({ id, tone, action }: Notice): void {
  hold(id);
  timers.set(id, setTimeout(() => dismiss(id), tone === 'error' ? STAY.error : action ? STAY.action : STAY.info));
}

/** Shows a notice. Text in backticks is shown as code. */
export function notify(text: string, options: { tone?: Notice['tone']; action?: Notice['action'] } = {}): void {
  const { tone = 'info', action } = options;
  const id = ++next;
  const notice: Notice = action ? { id, text, tone, action } : { id, text, tone };
  for (const old of notices.value.slice(0, -(MOST - 1))) hold(old.id);
  notices.value = [...notices.value.slice(-(MOST - 1)), notice];
  release(notice);
}
