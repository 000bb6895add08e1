/** Files that are opened, dropped or pasted: definitions become routes to pick, templates the template, JSON the body. */
import { signal } from '@preact/signals';
import { callOnFile } from '../engine/client';
import { routeChoices, templateChoices } from '../model/import';
import { definitionKind, isBody } from '../model/kinds';
import { closeDialog, openDialog } from '../ui/Dialog';
import { notify } from './notices';
import { LONGEST, parseSession } from './parse';
import { takeOver } from './pasted';
import { chosenFiles, droppedFiles, readProject, textsOf, type OpenChoice, type Parameters, type ProjectFile } from './project';
import { replace, shownTemplate, undo, type OpenedFile } from './store';

/** Files that were read, and what of them can be opened. */
export interface Opened {
  title: string;
  choices: OpenChoice[];
  notes: string[];
  /** The values that are not known, and those that are set. */
  unknown: string[];
  parameters: Parameters;
  /** Reads the files again with values for parameters. */
  reread: (parameters: Parameters) => void;
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

/** Takes a choice over, in place of the session that is there. */
export function open({ file, method, path, losses, session }: OpenChoice): void {
  const what = `${method} ${path}`.trim();
  try {
    // What could not be kept is not opened.
    replace(`opening ${what}`, parseSession(session()), file);
  } catch (error) {
    return refuse(what, reason(error));
  }
  const lost = losses.length === 0 ? '' : `. Differences from the file: ${losses.join('; ')}.`;
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
export async function readDefinition(name: string, text: string, parameters: Parameters = {}): Promise<void> {
  reading.value = true;
  try {
    const { apis, templates, errors, missing, unknown } = await callOnFile('readApi', [name, text, { parameters }]);
    const file: OpenedFile = { name, text };
    const choices = (apis.length > 0 ? routeChoices(apis) : templateChoices(name, text, templates)).map((choice) => ({ ...choice, file }));
    const [only, ...others] = choices;
    if (!only && couldBeBody(text)) return takeBody(name, text);
    if (!only) return refuse(name, errors[0] ?? missing[0] ?? 'there are no routes and no templates in it');
    const isOpen = unknown.length > 0 || missing.length > 0 || Object.keys(parameters).length > 0;
    const reread = (given: Parameters) => void readDefinition(name, text, given);
    if (others.length > 0 || isOpen) return openDialog('open', { title: name, choices, notes: [...errors, ...missing], unknown, parameters, reread } satisfies Opened);
    closeDialog();
    open(only);
  } catch (error) {
    if (couldBeBody(text)) takeBody(name, text);
    else refuse(name, reason(error));
  } finally {
    reading.value = false;
  }
}

/** Reads several files as one project, and offers the routes of its definitions. */
async function readFiles(files: ProjectFile[], parameters: Parameters = {}): Promise<void> {
  reading.value = true;
  const title = `${files.length} files`;
  try {
    const { choices, notes, unknown } = await readProject(files, parameters);
    if (choices.length === 0) return refuse(title, notes[0] ?? 'there are no routes in them');
    openDialog('open', { title, choices, notes, unknown, parameters, reread: (given) => void readFiles(files, given) } satisfies Opened);
  } catch (error) {
    refuse(title, reason(error));
  } finally {
    reading.value = false;
  }
}

async function readSeveral(files: { path: string; file: File }[]): Promise<void> {
  const [first, ...others] = files;
  if (!first) return;
  if (others.length === 0) return readFile(first.file);
  await readFiles(await textsOf(files));
}

/** Reads the files that were chosen in a dialog: one, several, or a folder. */
export function readChosen(list: FileList): void {
  void readSeveral(chosenFiles(list));
}

/** A text that was pasted where there is no field for it. */
function readPasted(text: string): void {
  const definition = definitionKind(text);
  if (definition) void readDefinition(definition.name, text);
  else if (couldBeBody(text)) takeBody('The pasted text', text);
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
    if (!event.dataTransfer || event.dataTransfer.items.length === 0) return;
    event.preventDefault();
    dropping.value = false;
    void droppedFiles(event.dataTransfer).then(readSeveral);
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
