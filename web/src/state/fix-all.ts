/** Fixes all that can be fixed, in one step that Undo takes back. */
import { engine } from '../engine/client';
import { setTemplateText } from './actions';
import { lintOptions } from './run';
import { notify } from './notices';
import { change, session, undo } from './store';

/** Applies the safe fixes of all templates, or all fixes. */
export async function fixAll(unsafe: boolean): Promise<void> {
  const { requestTemplates, responses } = session.peek();
  const texts = [...requestTemplates.map(({ text }, index) => ({ side: 'request' as const, index, text })), ...responses.map(({ text }, index) => ({ side: 'response' as const, index, text }))];
  const results: ((typeof texts)[number] & { result: { text: string; fixed: number } })[] = [];
  try {
    for (const one of texts) results.push({ ...one, result: await engine.call('fix', [one.text, { ...lintOptions(one.side, one.index), unsafe }]) });
  } catch (error) {
    return notify(`Nothing was fixed: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
  const fixed = results.reduce((sum, { result }) => sum + result.fixed, 0);
  if (fixed === 0) return notify('Nothing to fix');
  change(fixed === 1 ? 'the fix' : `${fixed} fixes`, () => {
    for (const { side, index, text, result } of results) if (result.text !== text) setTemplateText(side, index, result.text);
  });
  notify(fixed === 1 ? 'Fixed 1 problem' : `Fixed ${fixed} problems`, { action: { label: 'Undo', run: undo } });
}
