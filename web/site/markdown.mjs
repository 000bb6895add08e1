// @ts-check
/** Markdown as the site writes it: headings with anchors, links between pages, code in colours. */
import markdownIt from 'markdown-it';
import { code } from './highlight.mjs';

/** @typedef {import('markdown-it').default} MarkdownIt */
/** @typedef {{ text: string, slug: string, level: number }} Heading */
/**
 * What a page knows while it is written: the file that its text is from, how its links are resolved, and the headings found so far.
 * @typedef {{ link: (href: string) => string, headings: Heading[], slugs: Map<string, number>, actions?: (language: string, kind: string, text: string) => string }} Environment
 */

const escape = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * The anchor of a heading, as GitHub makes it, so that links work in both places.
 * @param {string} text
 * @param {Map<string, number>} taken
 */
export function slug(text, taken) {
  const base = text.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g, '-');
  const count = taken.get(base) ?? 0;
  taken.set(base, count + 1);
  return count === 0 ? base : `${base}-${count}`;
}

/** The plain text of inline tokens. @param {import('markdown-it').Token} token */
const plain = (token) => (token.children ?? []).map((child) => (['text', 'code_inline'].includes(child.type) ? child.content : child.type === 'softbreak' ? ' ' : '')).join('');

/** Headings get an anchor and a link to it. @param {MarkdownIt} md */
function headings(md) {
  md.renderer.rules.heading_open = (tokens, index, _, env) => {
    const token = tokens[index];
    const inline = tokens[index + 1];
    if (!token || !inline) return '';
    const level = Number(token.tag.slice(1));
    const text = plain(inline);
    const id = slug(text, env.slugs);
    env.headings.push({ text, slug: id, level });
    return level === 1 ? `<h1 id="${id}">` : `<${token.tag} id="${id}">`;
  };
  md.renderer.rules.heading_close = (tokens, index, _, env) => {
    const token = tokens[index];
    const last = env.headings.at(-1);
    if (!token || !last) return '';
    const anchor = last.level === 1 ? '' : ` <a class="anchor" href="#${last.slug}" aria-label="Link to the section ${escape(last.text)}">#</a>`;
    return `${anchor}</${token.tag}>\n`;
  };
}

/** Links and pictures lead to pages of the site, and to the repository for everything else. @param {MarkdownIt} md */
function links(md) {
  md.core.ruler.push('links', (state) => {
    for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
      const name = token.type === 'link_open' ? 'href' : token.type === 'image' ? 'src' : undefined;
      const value = name && token.attrGet(name);
      if (name && value) token.attrSet(name, state.env.link(value));
    }
  });
}

/** The renderer. */
export function markdown() {
  const md = markdownIt({ html: true, linkify: false, typographer: false });
  headings(md);
  links(md);
  md.renderer.rules.fence = (tokens, index, _, env) => {
    const token = tokens[index];
    const [language = '', kind = ''] = (token?.info ?? '').trim().split(/[ ,]/);
    return code(token?.content ?? '', language, kind, env.actions?.(language, kind, token?.content ?? '') ?? '');
  };
  md.renderer.rules.code_block = (tokens, index) => code(tokens[index]?.content ?? '', '', '', '');
  // Wide tables scroll on their own.
  md.renderer.rules.table_open = () => '<div class="table" data-scrolls="Table"><table>\n';
  md.renderer.rules.table_close = () => '</table></div>\n';
  return md;
}

/**
 * A text of Markdown as HTML, with its headings.
 * @param {MarkdownIt} md
 * @param {string} text
 * @param {Pick<Environment, 'link' | 'actions'>} page
 */
export function render(md, text, page) {
  /** @type {Environment} */
  const environment = { ...page, headings: [], slugs: new Map() };
  const html = md.render(text, environment);
  return { html, headings: environment.headings };
}
