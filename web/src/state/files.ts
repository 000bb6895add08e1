/** Files that are opened or dropped: definitions become routes to pick, templates become the template. */
import { signal } from '@preact/signals';
import { engine } from '../engine/client';
import { routeChoices, templateChoices, type Choice } from '../model/import';
import { closeDialog, openDialog } from '../ui/Dialog';
import { notify } from './notices';
import { change, replace, shownTemplate, undo, updateRequestTemplate, type OpenedFile } from './store';

/** A file that was read, and what of it can be opened. */
export interface Opened {
  file: OpenedFile;
  choices: Choice[];
  notes: string[];
}

const LARGEST = 20_000_000;
/** Whether a file is held above the page. */
export const dropping = signal(false);

/** Reads a file and offers what is in it. */
export async function readFile(file: File): Promise<void> {
  if (file.size > LARGEST) return notify(`${file.name} is larger than 20 MB`, { tone: 'error' });
  const text = await file.text();
  if (/\.(vtl|vm|tpl)$/.test(file.name)) {
    closeDialog();
    change(`opening ${file.name}`, () => {
      shownTemplate.value = 0;
      updateRequestTemplate(text);
    });
    return notify(`${file.name} is now the request template`);
  }
  await readDefinition(file.name, text);
}

/** Takes a choice of a file over, in place of the session that is there. */
export function open(file: OpenedFile, { method, path, losses, session }: Choice): void {
  const what = `${method} ${path}`.trim();
  replace(`opening ${what}`, session(), file);
  const lost = losses.length === 0 ? '' : `. Not as in the file: ${losses.join('; ')}.`;
  notify(`Opened ${what}${lost}`, { action: { label: 'Back to what I had', run: undo } });
}

/** Reads a definition, or another file with templates in it; where there is one choice it is taken at once. */
export async function readDefinition(name: string, text: string): Promise<void> {
  try {
    const { apis, templates, errors } = await engine.call('readApi', [name, text]);
    const choices = apis.length > 0 ? routeChoices(apis) : templateChoices(name, text, templates);
    const [only, ...others] = choices;
    if (!only) return notify(`${name} cannot be opened: ${errors[0] ?? 'there are no routes and no templates in it'}`, { tone: 'error' });
    if (others.length > 0) return openDialog('open', { file: { name, text }, choices, notes: [...errors, ...apis.flatMap(({ notes }) => notes)] } satisfies Opened);
    closeDialog();
    open({ name, text }, only);
  } catch (error) {
    notify(`${name} cannot be opened: ${error instanceof Error ? error.message : String(error)}`, { tone: 'error' });
  }
}

/** Takes files that are dropped anywhere. */
export function listenToDrops(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    dropping.value = true;
    clearTimeout(timer);
    // There is no event for a file that leaves the window in every browser; it stops being dragged over it.
    timer = setTimeout(() => (dropping.value = false), 300);
  });
  addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    dropping.value = false;
    void readFile(file);
  });
}
