/** Fixes all that can be fixed, in one step that Undo takes back. */
import { engine } from '../engine/client';
import { notify } from './notices';
import { change, session, undo, update } from './store';

/** Applies the safe fixes of all templates, or all fixes. */
export async function fixAll(unsafe: boolean): Promise<void> {
  const before = session.peek();
  try {
    const { session: mended, fixed } = await engine.call('fix', [before, unsafe]);
    if (fixed === 0 || session.peek() !== before) return notify('Nothing was fixed');
    const { requestTemplates, responses } = mended;
    change(fixed === 1 ? 'the fix' : `${fixed} fixes`, () => update({ requestTemplates, responses }));
    notify(fixed === 1 ? 'Fixed 1 problem' : `Fixed ${fixed} problems`, { action: { label: 'Undo', run: undo } });
  } catch (error) {
    notify(`Nothing was fixed: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
}
