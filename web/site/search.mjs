// @ts-check
/** The index of the search: a document for each section of a page. */
import MiniSearch from 'minisearch';
import { SEARCH } from './client/options.mjs';

/** @typedef {import('./pages.mjs').Page} Page */

/** HTML as the text that is read. @param {string} html */
const readable = (html) =>
  html
    .replaceAll(/<a class="anchor"[^>]*>#<\/a>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The sections of a page, one for each heading. @param {Page} page @param {string} html */
function sections(page, html) {
  const parts = html.split(/(?=<h[1-3] id=")/);
  return parts.flatMap((part) => {
    const [, level, slug, title] = /^<h([1-3]) id="([^"]*)">([\s\S]*?)<\/h\1>/.exec(part) ?? [];
    if (!level || title === undefined) return [];
    const text = readable(part.slice(part.indexOf(`</h${level}>`)));
    const isTop = level === '1';
    return [{ id: isTop ? page.url : `${page.url}#${slug}`, page: page.title, title: readable(title), text }];
  });
}

/** The index as JSON. @param {{ page: Page, html: string }[]} written */
export function searchIndex(written) {
  const index = new MiniSearch(SEARCH);
  index.addAll(written.flatMap(({ page, html }) => sections(page, html)));
  return JSON.stringify(index);
}
