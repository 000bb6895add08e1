// @ts-check
/** The pages of the site and their order. */
import { existsSync, readFileSync } from 'node:fs';
import { accuracy } from './accuracy.mjs';
import { root } from './command.mjs';
import { commandPages } from './commands.mjs';
import { rulePages } from './rules.mjs';

/**
 * A page. Links in its text are relative to `file`, as on GitHub; `edit` is the file or folder of its source.
 * @typedef {{
 *   url: string, title: string, short: string, description: string, file: string, text: string, edit: string,
 *   section?: string, parent?: string, group?: string,
 *   actions?: (language: string, kind: string, text: string) => string,
 * }} Page
 */

/** Files that become pages, by section: the file, its address, and what the navigation calls it. @type {[section: string, pages: [file: string, url: string, short: string][]][]} */
const WRITTEN = [
  [
    'Start',
    [
      ['docs/index.md', '', 'Overview'],
      ['docs/install.md', 'install/', 'Install'],
      ['docs/first-five-minutes.md', 'first-five-minutes/', 'First five minutes'],
      ['examples/README.md', 'examples/', 'Examples'],
    ],
  ],
  [
    'Your project',
    [
      ['docs/sam.md', 'sam/', 'With SAM'],
      ['docs/cdk.md', 'cdk/', 'With the CDK'],
      ['docs/terraform.md', 'terraform/', 'With Terraform'],
      ['docs/serverless.md', 'serverless/', 'With Serverless'],
      ['docs/editors.md', 'editors/', 'Editors'],
      ['docs/ci.md', 'ci/', 'CI'],
    ],
  ],
  [
    'Guides',
    [
      ['docs/cases.md', 'cases/', 'Test cases'],
      ['docs/lint.md', 'lint/', 'Lint'],
      ['docs/definitions.md', 'definitions/', 'Definitions'],
      ['pkg/README.md', 'javascript/', 'JavaScript'],
      ['docs/python.md', 'python/', 'Python'],
      ['docs/rust.md', 'rust/', 'Rust'],
    ],
  ],
  [
    'Reference',
    [
      ['commands', '', ''],
      ['rules', '', ''],
      ['docs/formats.md', 'formats/', 'Formats'],
      ['docs/limits.md', 'limits/', 'Limits'],
      ['docs/accuracy.md', 'accuracy/', 'Accuracy'],
      ['docs/comparison.md', 'comparison/', 'Comparison'],
      ['docs/performance.md', 'performance/', 'Performance'],
      ['ARCHITECTURE.md', 'architecture/', 'Architecture'],
      ['CONTRIBUTING.md', 'contributing/', 'Contributing'],
    ],
  ],
];

/** The first heading of a text. @param {string} text */
const heading = (text) => /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? '';

/** The first paragraph of a text, without marks. @param {string} text */
function firstParagraph(text) {
  const paragraph = text.split(/\n\n+/).find((part) => /^[\w`*[]/.test(part)) ?? '';
  return paragraph.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '').replaceAll(/\s+/g, ' ').trim();
}

/** A page from a file, if there is the file. @param {string} section @param {string} file @param {string} url @param {string} short @returns {Page[]} */
function written(section, file, url, short) {
  if (!existsSync(root(file))) return [];
  const source = readFileSync(root(file), 'utf8');
  // A file that needs no heading of its own where it is has one here.
  const text = /^# /m.test(source.replaceAll(/^```[\s\S]*?^```/gm, '')) && heading(source) !== 'vtlkit' ? source : `# ${short}\n\n${source.replace(/^# .*\n/, '')}`;
  const body = file === 'docs/accuracy.md' ? accuracy(text) : text;
  return [{ url, title: heading(body), short, description: firstParagraph(body.replace(/^# .*\n/, '')), file, edit: file, text: body, section }];
}

/** All pages, in the order of the navigation. @returns {Promise<Page[]>} */
export async function pages() {
  /** @type {Record<string, Page[]>} */
  const generated = { commands: await commandPages(), rules: await rulePages() };
  return WRITTEN.flatMap(([section, files]) =>
    files.flatMap(([file, url, short]) => (generated[file] ?? written(section, file, url, short)).map((page) => ({ ...page, section }))),
  );
}
