/** The examples: a file of their own, which is loaded once the engine is. */
import { signal } from '@preact/signals';
import type { Example } from '../model/examples';
import { notify } from './notices';
import { example as opened, replace, undo } from './store';

/** All examples, by backend; `undefined` until they are loaded. */
export const examples = signal<Example[] | undefined>(undefined);

/** Loads the list; where that fails, it is tried again when it is asked for. */
export async function loadExamples(): Promise<void> {
  if (examples.peek()) return;
  try {
    examples.value = (await import('../model/examples')).examples;
  } catch {
    // The dialog says that they are being loaded.
  }
}

/** Opens an example in place of the session that is there. */
export async function openExample(example: Example): Promise<void> {
  try {
    const session = await example.session();
    replace(`opening “${example.title}”`, session);
    opened.value = session;
    notify(`Opened “${example.title}”`, { action: { label: 'Back to what I had', run: undo } });
  } catch (error) {
    notify(`The example cannot be opened: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
}
