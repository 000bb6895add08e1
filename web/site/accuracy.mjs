// @ts-check
/** The tables of the page on accuracy, counted from the recorded cases. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.mjs';

/** Where the cases of the repository are. */
const FOLDER = root('tests/conformance');

/** What a file of cases is about. @type {Record<string, string>} */
const TOPICS = {
  arith: 'arithmetic',
  comment: 'comments',
  compare: 'comparisons, truth',
  context: '`$context`, `$stageVariables`',
  crlf: 'Windows line endings',
  define: '`#define`',
  error: 'templates that fail',
  escape: 'backslashes before `$` and `#`',
  evaluate: '`#evaluate`',
  foreach: '`#foreach`',
  fuzz: 'random templates whose output has differed',
  if: '`#if`, `#elseif`, `#else`',
  input: '`$input.path`, `$input.json`, `$input.body`',
  interpolation: 'references inside strings',
  'java-regex': 'regular expressions, by Java 17',
  'jsonpath-odd': 'JSONPath: unusual and invalid paths',
  jsonpath: 'JSONPath',
  list: 'lists',
  literal: '`#[[…]]#`',
  macro: 'macros',
  map: 'maps',
  methods: 'methods of Java’s `String`, `List`, `Map` and numbers',
  null: '`null`, missing values',
  number: 'numbers',
  numbers: 'parsing and printing of numbers',
  params: '`$input.params`',
  ref: 'references',
  set: '`#set`',
  string: 'strings',
  template: 'whole templates',
  util: '`$util`',
  whitespace: 'whitespace and line breaks around directives',
};

/** The cases of a file. @param {string} name */
function cases(name) {
  const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => /** @type {{ id: string, xfail?: string }} */ (JSON.parse(line)));
}

/** Replaces the marks of a page by the tables. @param {string} page */
export function accuracy(page) {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ndjson')).sort();
  const counted = files.map((name) => ({ topic: name.replace('.ndjson', ''), all: cases(name) }));
  const missing = counted.find(({ topic }) => !(topic in TOPICS));
  if (missing) throw new Error(`tests/conformance/${missing.topic}.ndjson has no description in site/accuracy.mjs`);
  const rows = counted.map(({ topic, all }) => {
    const failing = all.filter(({ xfail }) => xfail !== undefined).length;
    return `| ${TOPICS[topic]} | [${topic}.ndjson](../tests/conformance/${topic}.ndjson) | ${all.length} | ${all.length - failing} |`;
  });
  const total = counted.reduce((sum, { all }) => sum + all.length, 0);
  const failing = counted.flatMap(({ all }) => all.filter(({ xfail }) => xfail !== undefined));
  const passed = total - failing.length;
  const number = (/** @type {number} */ count) => count.toLocaleString('en-US');
  const own = [`| topic | file | cases | passed |`, '|---|---|---|---|', ...rows, `| all | | ${number(total)} | ${number(passed)} |`].join('\n');
  const known = failing.length === 0 ? 'All cases pass.' : ['| case | reason for the difference |', '|---|---|', ...failing.map(({ id, xfail }) => `| \`${id}\` | ${xfail?.replaceAll('|', '\\|')} |`)].join('\n');
  const row = `| ${number(total)} | ${number(passed)} |`;
  if (!page.includes(row)) throw new Error(`docs/accuracy.md has other numbers for the project's own cases than: ${row}`);
  // The tables contain `$`, which is special in a replacement that is a string.
  return page.replace('<!-- own cases -->', () => own).replace('<!-- cases that fail -->', () => known);
}
