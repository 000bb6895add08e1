// @ts-check
/** Every page of the site. */
import { layout } from '../layout.mjs';

/** @typedef {{ page: import('../pages.mjs').Page, html: string, headings: import('../markdown.mjs').Heading[] }} Written */

export const data = {
  pagination: { data: 'written', size: 1, alias: 'entry' },
  permalink: (/** @type {{ entry: Written }} */ { entry }) => `${entry.page.url}index.html`,
};

/** @param {{ entry: Written, written: Written[] }} given */
export const render = ({ entry, written }) => layout(entry.page, written.map(({ page }) => page), entry);
