/** Files that are opened, dropped or pasted: definitions become routes to pick, templates the template, JSON the body. */
import { signal } from '@preact/signals';
import { callOnFile } from '../engine/client';
import { routeChoices, templateChoices, type Choice } from '../model/import';
import { definitionKind, isBody } from '../model/kinds';
import { closeDialog, openDialog } from '../ui/Dialog';
import { notify } from './notices';
import { LONGEST, parseSession } from './parse';
import { takeOver } from './pasted';
import { replace, shownTemplate, undo, type OpenedFile } from './store';

/** A file that was read, and what of it can be opened. */
export interface Opened {
  file: OpenedFile;
  choices: Choice[];
  notes: string[];
}

const LARGEST = 20_000_000;
/** Whether a file is held above the page. */
export const dropping = signal(false);
/** Whether a file is being read. */
export const reading = signal(false);

const megabytes = (size: number) => `${(size / 1_000_000).toFixed(1)} MB`;

function refuse(name: string, why: string): void {
  notify(`${name} cannot be opened: ${why}`, { tone: 'error' });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads a file and offers what is in it. */
export async function readFile(file: File): Promise<void> {
  const isTemplate = /\.(vtl|vm|tpl)$/.test(file.name);
  const largest = isTemplate ? LONGEST : LARGEST;
  if (file.size > largest) return refuse(file.name, `it has ${megabytes(file.size)}, and ${isTemplate ? 'a template' : 'a file'} has at most ${largest / 1_000_000} MB here`);
  try {
    const text = await file.text();
    if (!isTemplate) return await readDefinition(file.name, text);
    closeDialog();
    shownTemplate.value = 0;
    takeOver('request template', text);
    notify(`${file.name} is now the request template.`, { action: { label: 'Undo', run: undo } });
  } catch (error) {
    refuse(file.name, reason(error));
  }
}

/** Takes a choice of a file over, in place of the session that is there. */
export function open(file: OpenedFile, { method, path, losses, session }: Choice): void {
  const what = `${method} ${path}`.trim();
  try {
    // What could not be kept is not opened.
    replace(`opening ${what}`, parseSession(session()), file);
  } catch (error) {
    return refuse(what, reason(error));
  }
  const lost = losses.length === 0 ? '' : `. Not as in the file: ${losses.join('; ')}.`;
  notify(`Opened ${what}${lost}`, { action: { label: 'Back to what I had', run: undo } });
}

function couldBeBody(text: string): boolean {
  return text.length <= LONGEST && isBody(text);
}

/** Takes JSON over as the body of the request. */
function takeBody(name: string, text: string): void {
  closeDialog();
  takeOver('body', text);
  notify(`${name} has no routes and no templates: it is now the body of the request.`, { action: { label: 'Undo', run: undo } });
}

/** Reads a definition, or another file with templates in it; where there is one choice it is taken at once. */
export async function readDefinition(name: string, text: string): Promise<void> {
  reading.value = true;
  try {
    const { apis, templates, errors } = await callOnFile('readApi', [name, text]);
    const choices = apis.length > 0 ? routeChoices(apis) : templateChoices(name, text, templates);
    const [only, ...others] = choices;
    if (!only && couldBeBody(text)) return takeBody(name, text);
    if (!only) return refuse(name, errors[0] ?? 'there are no routes and no templates in it');
    if (others.length > 0) return openDialog('open', { file: { name, text }, choices, notes: [...errors, ...apis.flatMap(({ notes }) => notes)] } satisfies Opened);
    closeDialog();
    open({ name, text }, only);
  } catch (error) {
    if (couldBeBody(text)) takeBody(name, text);
    else refuse(name, reason(error));
  } finally {
    reading.value = false;
  }
}

/** A text that was pasted where there is no field for it. */
function readPasted(text: string): void {
  const definition = definitionKind(text);
  if (definition) void readDefinition(definition.name, text);
  else if (couldBeBody(text)) takeBody('What you pasted', text);
  else notify('Paste it into an editor: this is neither a definition nor JSON.');
}

/** Takes files that are dropped anywhere or pasted, and texts that are pasted outside of a field. */
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
  addEventListener(
    'paste',
    (event) => {
      const file = event.clipboardData?.files[0];
      const inField = event.target instanceof Element && event.target.closest('input, textarea, select, .cm-content') !== null;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!file && (inField || text.trim() === '')) return;
      event.preventDefault();
      event.stopPropagation();
      if (file) void readFile(file);
      else readPasted(text);
    },
    true,
  );
}
