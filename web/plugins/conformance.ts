/** `virtual:conformance`: the recorded cases of the repository that a page can run, made when the page is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Recorded {
  id: string;
  mode?: string;
  template?: string;
  request?: unknown;
  vars?: object;
  xfail?: string;
  compare?: string;
  expected?: Expected;
  expected_aws?: Expected;
  also?: Record<string, Expected>;
}

interface Expected {
  output?: string;
  error?: unknown;
}

/** A case as the page runs it: without `output` the template has to fail. */
export interface PageCase {
  id: string;
  template: string;
  request: unknown;
  output?: string;
}

/** The case as a page can run it, if it can: numbers of JavaScript are all doubles, and half a pair has no UTF-8. */
function forPage(text: string): PageCase[] {
  const recorded = JSON.parse(text) as Recorded;
  const { id, mode, template, request = {}, vars = {}, xfail, compare = 'exact' } = recorded;
  if (template === undefined || xfail !== undefined || compare !== 'exact' || /\\u[dD][89a-fA-F]/.test(text)) return [];
  if (mode === 'plain' && Object.keys(vars).length > 0) return [];
  const expected = mode === 'plain' ? (recorded.expected_aws ?? recorded.expected) : (recorded.also?.['jsonpath-2.9.0'] ?? recorded.expected);
  if (!expected) return [];
  if (expected.error !== undefined) return [{ id, template, request }];
  return expected.output === undefined ? [] : [{ id, template, request, output: expected.output }];
}

function read(folder: string): PageCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson')).sort();
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return lines.filter((line) => line.trim() !== '').flatMap(forPage);
}

/** The plugin, for the cases in a folder. */
export function conformance(folder: string): Plugin {
  const name = 'virtual:conformance';
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(read(folder)))});` : undefined),
  };
}
