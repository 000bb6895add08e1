// @ts-check
/** Code in colours, made when the site is built. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import diff from 'highlight.js/lib/languages/diff';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';

/** Velocity, as far as colours go. @type {import('highlight.js').LanguageFn} */
const vtl = () => ({
  name: 'VTL',
  contains: [
    { scope: 'comment', begin: /##/, end: /$/ },
    { scope: 'comment', begin: /#\*/, end: /\*#/ },
    { scope: 'keyword', begin: /#(?:\{[a-z]+\}|[a-z]+)\b/i },
    { scope: 'variable', begin: /\$!?(?:\{[^}]*\}|[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)*)/ },
    { scope: 'string', begin: /"/, end: /"/, contains: [{ scope: 'variable', begin: /\$!?\{?[A-Za-z_][\w.-]*\}?/ }] },
    { scope: 'string', begin: /'/, end: /'/ },
    { scope: 'number', begin: /\b\d+(?:\.\d+)?\b/ },
  ],
});

/** HCL, as far as colours go. @type {import('highlight.js').LanguageFn} */
const hcl = () => ({
  name: 'HCL',
  keywords: 'resource data variable output locals module provider terraform true false null for in if',
  contains: [
    { scope: 'comment', begin: /#|\/\//, end: /$/ },
    { scope: 'string', begin: /<<-?(\w+)/, end: /^\s*\w+$/ },
    { scope: 'string', begin: /"/, end: /"/ },
    { scope: 'attr', begin: /^\s*[\w-]+(?=\s*=)/ },
    { scope: 'number', begin: /\b\d+\b/ },
  ],
});

const LANGUAGES = { bash, diff, ini, javascript, json, python, rust, typescript, yaml, vtl, hcl };
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Other names of the languages. @type {Record<string, string>} */
const ALIASES = { sh: 'bash', js: 'javascript', ts: 'typescript', toml: 'ini', yml: 'yaml', velocity: 'vtl', tf: 'hcl', pycon: 'python', terraform: 'hcl', jsonc: 'json' };

const escape = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line of a terminal. @param {string} line */
function printed(line) {
  if (line.startsWith('$ ')) return `<span class="prompt">$ </span><span class="typed">${escape(line.slice(2))}</span>`;
  const [, severity, rest] = /^(error|warning|info)(\b.*)$/.exec(line) ?? [];
  if (severity && rest !== undefined) return `<span class="${severity}">${severity}</span>${escape(rest)}`;
  return escape(line).replace(/^(\s*\|.*?)(\^+.*)$/, '$1<span class="caret">$2</span>');
}

/** A terminal transcript, with the commands and the severities highlighted. @param {string} text */
const transcript = (text) => text.split('\n').map(printed).join('\n');

/** The names of kinds of examples, as people read them. @type {Record<string, string>} */
const KINDS = { bad: 'Reported', good: 'Not reported' };

/** What a block of code is called by a screen reader, where it has to be scrolled. @type {Record<string, string>} */
const SPOKEN = { console: 'Terminal', vtl: 'Template', hcl: 'Terraform', ini: 'TOML', bash: 'Shell', text: 'Text' };

/**
 * A block of code. `kind` is `bad` or `good` for examples of rules; `actions` is HTML to put below the block.
 * @param {string} text
 * @param {string} language
 * @param {string} kind
 * @param {string} actions
 */
export function code(text, language, kind, actions) {
  const known = ALIASES[language] ?? language;
  // Lines that the documentation of Rust hides, too.
  const body = (known === 'rust' ? text.replaceAll(/^# .*\n/gm, '') : text).replace(/\n$/, '');
  const inside = known === 'console' ? transcript(body) : hljs.getLanguage(known) ? hljs.highlight(body, { language: known }).value : escape(body);
  const label = KINDS[kind];
  const head = label ? `<p class="kind">${label}</p>` : '';
  const name = SPOKEN[known] ?? (known === '' ? 'Code' : known);
  const pre = `<pre data-scrolls="${label ? `${label}: ` : ''}${name}"><code class="${known || 'text'}">${inside}</code></pre>`;
  return `<div class="code${label ? ` ${kind}` : ''}">${head}${pre}${actions}</div>\n`;
}
