/** Several files that are opened together: definitions, and the files that they name. */
import { callOnFile } from '../engine/client';
import type { ReadDefinition } from '../engine/types';
import { routeChoices, type Choice } from '../model/import';
import { definitionKind } from '../model/kinds';
import type { OpenedFile } from './store';

/** A file of a project, by its path in what was opened. */
export interface ProjectFile {
  path: string;
  text: string;
}

/** A route and the file that it was opened from. */
export interface OpenChoice extends Choice {
  file: OpenedFile;
}

/** What a project holds. */
export interface Project {
  choices: OpenChoice[];
  notes: string[];
  /** The values that are not known, and that parameters can set. */
  unknown: string[];
}

export type Parameters = Record<string, string>;

/** The most files that are read, and the most characters of all of them. */
const MOST_FILES = 1000;
const MOST_TEXT = 40_000_000;
const MOST_DEFINITIONS = 50;
const SKIPPED = /^(?:node_modules|\.git|\.terraform|\.aws-sam|\.serverless|dist|target|venv|\.venv)$/;
const TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$/;
const DEFINITION = /\.(?:ya?ml|json|template|tf|tofu)$/;

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** The path of a file as another folder names it. */
function relative(path: string, folder: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = path.split('/');
  while (from.length > 0 && to.length > 1 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  return [...from.map(() => '..'), ...to].join('/');
}

/** The files that may hold definitions: one for each folder of Terraform, the least deep first. */
function definitions(files: ProjectFile[]): ProjectFile[] {
  const found = files.filter(({ path, text }) => DEFINITION.test(path) && definitionKind(text) !== undefined);
  const depth = ({ path }: ProjectFile) => path.split('/').length;
  const modules = new Set<string>();
  return found
    .sort((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path))
    .filter(({ path }) => {
      if (!TERRAFORM.test(path)) return true;
      const isNew = !modules.has(folderOf(path));
      modules.add(folderOf(path));
      return isNew;
    })
    .slice(0, MOST_DEFINITIONS);
}

async function read(file: ProjectFile, files: ProjectFile[], parameters: Parameters): Promise<ReadDefinition> {
  const folder = folderOf(file.path);
  const beside = Object.fromEntries(files.filter(({ path }) => path !== file.path).map(({ path, text }) => [relative(path, folder), text]));
  return callOnFile('readApi', [nameOf(file.path), file.text, { files: beside, parameters }]);
}

/** The routes of all definitions. Those that another definition includes are listed with it. */
export async function readProject(files: ProjectFile[], parameters: Parameters): Promise<Project> {
  const found: { file: ProjectFile; read: ReadDefinition }[] = [];
  const included = new Set<string>();
  for (const file of definitions(files)) {
    const result = await read(file, files, parameters);
    const folder = folderOf(file.path);
    for (const path of result.files.slice(1)) included.add(new URL(path, `file:///${folder}`).pathname.slice(1));
    found.push({ file, read: result });
  }
  const own = found.filter(({ file }) => !included.has(file.path));
  const choices = own.flatMap(({ file, read: { apis } }) =>
    routeChoices(apis).map((choice) => ({
      ...choice,
      note: [own.length > 1 ? file.path : '', choice.note].filter((part) => part !== '').join(' · '),
      file: { name: nameOf(file.path), text: file.text },
    })),
  );
  const notes = own.flatMap(({ file, read: { errors, missing } }) => [...errors, ...missing].map((note) => `${file.path}: ${note}`));
  return { choices, notes, unknown: [...new Set(own.flatMap(({ read: { unknown } }) => unknown))] };
}

/** The files below an entry of what was dropped. */
async function below(entry: FileSystemEntry, folder: string, out: { path: string; file: File }[]): Promise<void> {
  if (out.length >= MOST_FILES || SKIPPED.test(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    out.push({ path: folder + entry.name, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a part of the entries at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const next of entries) await below(next, `${folder}${entry.name}/`, out);
  }
}

/** The files that were dropped, those in folders with their paths. To be called before anything is waited for. */
export function droppedFiles(data: DataTransfer): Promise<{ path: string; file: File }[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...data.files].map((file) => ({ path: file.name, file }));
  return (async () => {
    const out: { path: string; file: File }[] = [];
    for (const entry of entries) await below(entry, '', out);
    return entries.length > 0 ? out : plain;
  })();
}

/** The files that were chosen in a dialog, those of a folder with their paths. */
export function chosenFiles(list: FileList): { path: string; file: File }[] {
  const all = [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  return all.filter(({ path }) => !path.split('/').some((part) => SKIPPED.test(part))).slice(0, MOST_FILES);
}

/** The texts of files; what is not text or is too much is left out. */
export async function textsOf(files: { path: string; file: File }[]): Promise<ProjectFile[]> {
  const out: ProjectFile[] = [];
  let size = 0;
  for (const { path, file } of files) {
    size += file.size;
    if (size > MOST_TEXT) break;
    const text = await file.text();
    if (!text.includes('\0')) out.push({ path, text });
  }
  return out;
}
