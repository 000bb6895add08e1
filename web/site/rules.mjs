// @ts-check
/** A page for each rule of the linter, from the rule's own documentation. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain, rules } from 'vtlkit';
import { root, vtlkit } from './command.mjs';
import { code } from './highlight.mjs';
import { fileLink, templateLink } from './playground.mjs';

/** @typedef {import('./pages.mjs').Page} Page */
/** @typedef {{ name: string, severity: string, group: string, summary: string }} Rule */

/** What the groups are about. @type {Record<string, string>} */
const GROUPS = {
  syntax: 'The template is not valid Velocity 1.7: API Gateway responds to every request with an error.',
  values: 'References, conditions, and the variables of API Gateway.',
  jsonpath: 'The paths in `$input.path(…)` and `$input.json(…)`.',
  output: 'The output is invalid JSON, XML or form data for some requests. Each finding has an example request.',
  wiring: 'The template does not match its integration or its definition.',
  security: 'A client can do more than intended.',
  models: 'Request models and request validators.',
  definition: 'API Gateway refuses the definition, or every request fails.',
  suppression: 'Suppression comments, and templates that the linter cannot check.',
};

/** The names of the files for examples, by language. @type {Record<string, string>} */
const FILES = { vtl: 'template.vtl', yaml: 'api.yaml', json: 'api.json', hcl: 'main.tf' };

/** Where the examples are linted. */
const FOLDER = root('target/site/examples');

/**
 * Writes an example to a file, without a line end behind it, which could hide what the example shows. Gives the folder.
 * @param {string} rule
 * @param {{ language: string, text: string }} example
 * @param {number} index
 */
function place(rule, { language, text }, index) {
  const folder = join(FOLDER, rule, String(index));
  const file = FILES[language];
  if (!file) throw new Error(`${rule}: an example is in ${language}, which is not known here`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text.replace(/\n$/, ''));
  return { folder, file };
}

/**
 * What `vtlkit lint` prints about the bad examples of a rule, and a request that shows the finding, if it has one.
 * @param {string} rule
 * @param {{ language: string, text: string }} example
 * @param {number} index
 */
async function linted(rule, example, index) {
  const { folder, file } = place(rule, example, index);
  const options = ['lint', file, '--select', rule];
  const printed = await vtlkit([...options, '--show-witness'], folder);
  const findings = /** @type {{ witness?: { request?: object } }[]} */ (JSON.parse(await vtlkit([...options, '--output', 'json'], folder)));
  if (findings.length === 0) throw new Error(`${rule}: nothing is reported of its example ${index + 1}`);
  return { file, printed, request: findings.find(({ witness }) => witness?.request)?.witness?.request ?? {} };
}

/** The fences of examples in a documentation, with their language. @param {string} docs */
const fences = (docs) => [...docs.matchAll(/^```(\w+),(bad|good)\n([\s\S]*?)^```$/gm)].map(([, language = '', kind = '', text = '']) => ({ language, kind, text }));

/** The text of a request's member. @param {unknown} value */
const textOf = (value) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** A link to the playground with an example. @param {Rule} rule @param {string} language @param {string} text @param {any} request */
function tryIt(rule, language, text, request) {
  const link = language === 'vtl' ? templateLink(rule.name, text, { ...request, body: textOf(request.body) }) : fileLink(FILES[language] ?? 'api.yaml', text);
  return `<p class="try"><a href="../../play/${link}">Try it in the playground</a></p>`;
}

const escape = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The page of a rule. @param {Rule} rule @returns {Promise<Page>} */
async function page(rule) {
  const docs = explain(rule.name);
  const examples = fences(docs);
  const bad = examples.filter(({ kind }) => kind === 'bad');
  const results = await Promise.all(bad.map((example, index) => linted(rule.name, example, index)));
  const body = docs.replaceAll(/^(#+ )/gm, '#$1').replace(/^## What it flags\s+/, '');
  // Comments of templates begin with a number sign, too; those of the fences stay as they are.
  const text = restore(body, docs);
  /** @param {string} language @param {string} kind @param {string} example */
  const actions = (language, kind, example) => {
    if (kind !== 'bad' && kind !== 'good') return '';
    const index = bad.findIndex((it) => it.text === example);
    const result = kind === 'bad' ? results[index] : undefined;
    const output = result ? code(`$ vtlkit lint ${result.file} --show-witness\n${result.printed}`, 'console', '', '') : '';
    return output + tryIt(rule, language, example, results[0]?.request ?? {});
  };
  return {
    url: `rules/${rule.name}/`,
    title: rule.name,
    short: rule.name,
    description: rule.summary,
    file: `docs/rules/${rule.name}.md`,
    edit: `crates/vtlkit-lint/src/rules/${rule.name.replaceAll('-', '_')}.rs`,
    text: `# ${rule.name}\n\n${facts(rule)}\n\n${text}\n\n${configuration(rule)}`,
    parent: 'rules/',
    group: rule.group,
    actions,
  };
}

/** The examples of a text as they were before its headings were moved. @param {string} moved @param {string} docs */
function restore(moved, docs) {
  const original = [...docs.matchAll(/^```[\s\S]*?^```$/gm)].map(([fence]) => fence);
  return moved.replaceAll(/^```[\s\S]*?^```$/gm, () => original.shift() ?? '');
}

/** What is known of a rule at a glance. @param {Rule} rule */
const facts = ({ group, severity }) => `<p class="facts"><span class="severity ${escape(severity)}">${escape(severity)}</span> <span>group <a href="../#${group}">${escape(group)}</a></span></p>`;

/** How a rule is set. @param {Rule} rule */
const configuration = ({ name, severity }) => `## Configuration

The default severity is \`${severity}\`. \`vtlkit.toml\` can change it, and \`"off"\` disables the rule:

\`\`\`toml
[severity]
${name} = "off"
\`\`\`

A comment suppresses the rule for the next line, in templates and in YAML files:

\`\`\`vtl
## vtlkit-disable-next-line ${name}: the reason
\`\`\`

\`\`\`yaml
# vtlkit-disable-next-line ${name}: the reason
\`\`\`

[Lint](../lint.md) describes all settings, [comments](../lint.md#comments), and the [baseline](../lint.md#baseline) for existing findings.
`;

/** The list of all rules. @param {Rule[]} all @returns {Page} */
function index(all) {
  const groups = Object.keys(GROUPS).map((group) => {
    const rows = all.filter((rule) => rule.group === group).map(({ name, severity, summary }) => `| [${name}](${name}.md) | ${severity} | ${summary.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`);
    return `## ${group}\n\n${GROUPS[group]}\n\n| rule | severity | reports |\n|---|---|---|\n${rows.join('\n')}`;
  });
  const text = `# Rules

\`vtlkit lint\` has ${all.length} rules for mapping templates and the definitions that contain them. Rules of the group \`output\` report only confirmed
findings: each has a request for which the linter has rendered the template, and the output is invalid.

\`vtlkit rules\` prints this list, and \`vtlkit explain RULE\` the documentation of a rule.

${groups.join('\n\n')}
`;
  return { url: 'rules/', title: 'Rules', short: 'Rules', description: `All ${all.length} rules of vtlkit lint.`, file: 'docs/rules/index.md', edit: 'crates/vtlkit-lint/src/rules', text };
}

/** The pages of all rules, behind the one that lists them. @returns {Promise<Page[]>} */
export async function rulePages() {
  const all = /** @type {Rule[]} */ (rules());
  const unknown = all.find(({ group }) => !(group in GROUPS));
  if (unknown) throw new Error(`${unknown.name} is of the group ${unknown.group}, which is not described in site/rules.mjs`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'vtlkit.toml'), 'stage-variables = ["table", "tenant"]\n');
  return [index(all), ...(await Promise.all(all.map(page)))];
}
