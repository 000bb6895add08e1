// @ts-check
/** A page for each command, from what `--help` prints. */
import { existsSync, readFileSync } from 'node:fs';
import { root, vtlkit } from './command.mjs';

/** @typedef {import('./pages.mjs').Page} Page */

/** Text from the command in Markdown: names in angle brackets and stars stay as they are. @param {string} text */
const literal = (text) => text.replaceAll(/(`[^`]*`)|([<>*_[\]])/g, (_, code, sign) => code ?? `\\${sign}`);

/**
 * The entries of a part of the help: a name at the margin, its text below it or behind it.
 * @param {string[]} lines
 */
function entries(lines) {
  /** @type {{ name: string, text: string[] }[]} */
  const found = [];
  for (const line of lines) {
    const name = /^ {2,6}(\S.*?)(?: {2,}(\S.*))?$/.exec(line);
    const isName = name?.[1] !== undefined && /^ {2}(?: {4}(?=--))?\S/.test(line);
    if (isName && name[1] !== undefined) found.push({ name: name[1], text: name[2] ? [name[2]] : [] });
    else found.at(-1)?.text.push(line.trim());
  }
  return found;
}

const escape = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The text of an entry; values that an option can have become a list. @param {string[]} lines */
const described = (lines) => lines.map((line) => (/^- \S/.test(line) ? line.replace(/^- ([^:\s]+):\s*/, (_, value) => `- \`${value}\`: `) : literal(line))).join('\n').trim();

/** A part of the help as Markdown. @param {string} title @param {string[]} lines */
function part(title, lines) {
  // Every command has `--help`.
  const shown = entries(lines).filter(({ name }) => name !== '-h, --help');
  if (shown.length === 0) return '';
  const list = shown.map(({ name, text }) => `<dt><code>${escape(name)}</code></dt>\n<dd>\n\n${described(text)}\n\n</dd>`);
  return `## ${title}\n\n<dl>\n${list.join('\n')}\n</dl>\n`;
}

/** What `--help` prints, in its parts. @param {string} help */
function parts(help) {
  const lines = help.trimEnd().split('\n');
  /** @type {{ title: string, lines: string[] }[]} */
  const found = [{ title: '', lines: [] }];
  for (const line of lines) {
    const title = /^([A-Z][\w -]*):$/.exec(line)?.[1];
    if (title) found.push({ title, lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  const [intro, ...rest] = found;
  const text = intro?.lines ?? [];
  const usage = text.find((line) => line.startsWith('Usage:'))?.replace('Usage: ', '') ?? '';
  return { intro: text.filter((line) => !line.startsWith('Usage:')).join('\n').trim(), usage, rest };
}

/** The commands with a sentence about each. @param {string} help */
function listed(help) {
  const { rest } = parts(help);
  const commands = rest.find(({ title }) => title === 'Commands')?.lines ?? [];
  return entries(commands).map(({ name, text }) => ({ name, about: text.join(' ') })).filter(({ name }) => name !== 'help' && name !== '');
}

/** The page of a command. @param {{ name: string, about: string }} command @returns {Promise<Page>} */
async function page({ name, about }) {
  const { intro, usage, rest } = parts(await vtlkit([name, '--help']));
  const file = `docs/commands/${name}.md`;
  const written = existsSync(root(file)) ? readFileSync(root(file), 'utf8').trim() : '';
  const calls = rest.find(({ title }) => title === 'Examples')?.lines ?? [];
  const commands = [usage, '', ...calls.map((line) => line.trim())].join('\n').trim();
  const options = rest.filter(({ title }) => title !== 'Examples').map(({ title, lines }) => part(title, lines)).join('\n');
  const text = `# vtlkit ${name}\n\n${literal(intro)}\n\n\`\`\`text\n${commands}\n\`\`\`\n\n${written}\n\n${options}`;
  return { url: `commands/${name}/`, title: `vtlkit ${name}`, short: name, description: about, file, edit: written ? file : 'crates/vtlkit/src/cli/commands', text, parent: 'commands/' };
}

/** The pages of all commands, behind the one that lists them. @returns {Promise<Page[]>} */
export async function commandPages() {
  const help = await vtlkit(['--help']);
  const commands = listed(help);
  if (commands.length === 0) throw new Error('`vtlkit --help` lists no commands');
  const { rest } = parts(help);
  const more = rest.filter(({ title }) => !['Commands', 'Options', 'Examples'].includes(title)).map(({ title, lines }) => part(title, lines));
  const list = commands.map(({ name, about }) => `| [${name}](${name}.md) | ${literal(about)} |`).join('\n');
  const text = `# Commands

\`vtlkit COMMAND --help\` prints the options of a command, which are also on its page here.

| command | description |
|---|---|
${list}

${more.join('\n')}`;
  const index = { url: 'commands/', title: 'Commands', short: 'Commands', description: 'All commands of vtlkit, with their options and examples.', file: 'docs/commands/index.md', edit: 'crates/vtlkit/src/cli', text };
  return [index, ...(await Promise.all(commands.map(page)))];
}
