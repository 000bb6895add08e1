/** `virtual:examples`: the examples of the repository as text, made when the page is built. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { parse } from 'yaml';

/** A folder of `examples`. */
export interface ExampleFolder {
  id: string;
  /** Its files by name, those of folders in it too. */
  files: Record<string, string>;
  /** What its files of cases say, by name. */
  cases: Record<string, unknown>;
}

const LARGEST = 200_000;

function filesOf(folder: string, prefix = ''): [string, string][] {
  return readdirSync(folder)
    .sort()
    .flatMap((name): [string, string][] => {
      const path = join(folder, name);
      const status = statSync(path);
      if (status.isDirectory()) return filesOf(path, `${prefix}${name}/`);
      return status.size > LARGEST ? [] : [[`${prefix}${name}`, readFileSync(path, 'utf8')]];
    });
}

function read(root: string): ExampleFolder[] {
  return readdirSync(root)
    .sort()
    .filter((name) => statSync(join(root, name)).isDirectory())
    .map((id) => {
      const files = Object.fromEntries(filesOf(join(root, id)));
      const suites = Object.entries(files).filter(([name]) => /\.test\.ya?ml$/.test(name));
      return { id, files, cases: Object.fromEntries(suites.map(([name, text]) => [name, parse(text, { merge: true }) as unknown])) };
    });
}

/** The plugin, for the examples in a folder. */
export function examples(root: string): Plugin {
  const name = 'virtual:examples';
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(read(root))};` : undefined),
  };
}
