/** Short messages at the edge of the page, and questions they may ask. */
import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  tone: 'info' | 'error';
  action?: { label: string; run: () => void };
}

export const notices = signal<Notice[]>([]);
let next = 0;

/** Takes a notice away. */
export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Shows a notice. What can be acted on, or went wrong, stays until it is dismissed. */
export function notify(text: string, options: { tone?: Notice['tone']; action?: Notice['action'] } = {}): void {
  const { tone = 'info', action } = options;
  const id = ++next;
  const notice: Notice = action ? { id, text, tone, action } : { id, text, tone };
  notices.value = [...notices.value.slice(-2), notice];
  if (tone === 'info') setTimeout(() => dismiss(id), action ? 12_000 : 4_000);
}
