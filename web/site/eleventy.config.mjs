// @ts-check
/**
 * The documentation site: Eleventy writes HTML, which Vite then builds with the styles and scripts of the site.
 *
 * Why Eleventy: its pages are static HTML that works without scripts, and their links are relative, so the site works under any path.
 * VitePress needs the base path at build time and depends on an older Vite and Vue; Starlight requires Node 22; mdBook would have to be
 * compiled, and its inline scripts violate the content security policy. The search index is a file that the browser loads.
 */
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from './command.mjs';
import { up } from './layout.mjs';
import { markdown, render } from './markdown.mjs';
import { pages } from './pages.mjs';

const REPOSITORY = 'https://github.com/vtlkit/vtlkit';
/** Where the site is published. Links to it are relative here, so that a copy of the site leads to itself. */
const SITE = 'https://vtlkit.github.io/vtlkit/';

/** The way from the folder in which the pages are written to the root of the repository, for Vite to find pictures. */
const BUILD_TO_ROOT = '../../../';

/** How links in the text of a page are resolved. @param {import('./pages.mjs').Page} page @param {import('./pages.mjs').Page[]} all */
function resolver(page, all) {
  return (/** @type {string} */ href) => {
    if (href.startsWith(SITE)) return up(page.url) + href.slice(SITE.length).replace(/(?<=[^/])(?=#|$)/, '/');
    if (/^(?:[a-z]+:|#)/.test(href)) return href;
    const [path = '', anchor] = href.split('#', 2);
    const file = posix.normalize(posix.join(posix.dirname(page.file), path)).replace(/\/$/, '');
    const target = all.find((it) => it.file === file);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    if (target) return `${up(page.url)}${target.url}${hash}`;
    if (!existsSync(root(file))) throw new Error(`${page.file}: the link ${href} leads to no file`);
    return /\.(?:png|svg)$/.test(file) ? `${up(page.url)}${BUILD_TO_ROOT}${file}` : `${REPOSITORY}/blob/main/${file}${hash}`;
  };
}

/** All pages with their text as HTML. */
async function written() {
  const all = await pages();
  const md = markdown();
  return all.map((page) => ({ page, ...render(md, page.text, { link: resolver(page, all), ...(page.actions ? { actions: page.actions } : {}) }) }));
}

/** @param {import('@11ty/eleventy').UserConfig} config */
export default function (config) {
  config.addGlobalData('written', written);
  return { dir: { input: 'site/templates', output: '../target/site/pages' } };
}
