// @ts-check
/** What all pages have around their text. */

/** @typedef {import('./pages.mjs').Page} Page */
/** @typedef {import('./markdown.mjs').Heading} Heading */

const REPOSITORY = 'https://github.com/vtlkit/vtlkit';

const escape = (/** @type {string} */ text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The way from a page to the root of the site. @param {string} url */
export const up = (url) => '../'.repeat(url.split('/').length - 1) || './';

/** A link of the navigation. @param {Page} page @param {Page} current */
const item = (page, current) => `<li><a href="${up(current.url)}${page.url}"${page === current ? ' aria-current="page"' : ''}>${escape(page.short)}</a></li>`;

/** A page of the navigation with those below it: of rules, only those of the group that is shown. @param {Page} page @param {Page[]} all @param {Page} current */
function branch(page, all, current) {
  const isOpen = page === current || current.parent === page.url;
  const below = isOpen ? all.filter(({ parent, group }) => parent === page.url && (group === undefined || group === current.group)) : [];
  const list = below.length > 0 ? `<ul>${below.map((it) => item(it, current)).join('')}</ul>` : '';
  return item(page, current).replace('</li>', `${list}</li>`);
}

/** The navigation. @param {Page[]} all @param {Page} current */
function navigation(all, current) {
  const sections = [...new Set(all.map(({ section }) => section))];
  return sections
    .map((section) => {
      const pages = all.filter((page) => page.section === section && page.parent === undefined);
      return `<p class="section">${escape(section ?? '')}</p><ul>${pages.map((page) => branch(page, all, current)).join('')}</ul>`;
    })
    .join('');
}

/** The sections of a page. @param {Heading[]} headings */
function contents(headings) {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return '';
  const links = shown.map(({ text, slug, level }) => `<li class="level-${level}"><a href="#${slug}">${escape(text)}</a></li>`);
  return `<nav class="contents" aria-label="On this page"><p class="section">On this page</p><ul>${links.join('')}</ul></nav>`;
}

/** Links to the pages before and behind. @param {Page[]} all @param {Page} current */
function neighbours(all, current) {
  const index = all.indexOf(current);
  const link = (/** @type {Page | undefined} */ page, /** @type {string} */ rel, /** @type {string} */ label) =>
    page ? `<a rel="${rel}" href="${up(current.url)}${page.url}"><span>${label}</span> ${escape(page.short)}</a>` : '';
  return `<nav class="neighbours" aria-label="Previous and next page">${link(all[index - 1], 'prev', 'Previous')}${link(all[index + 1], 'next', 'Next')}</nav>`;
}

/**
 * A page as HTML.
 * @param {Page} page
 * @param {Page[]} all
 * @param {{ html: string, headings: Heading[] }} text
 */
export function layout(page, all, { html, headings }) {
  const base = up(page.url);
  const title = page.url === '' ? 'vtlkit: API Gateway mapping templates on your machine' : `${page.title} · vtlkit`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escape(page.description.slice(0, 300))}">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="icon" href="${base}icon.svg" type="image/svg+xml" vite-ignore>
<script src="${base}theme.js" vite-ignore></script>
<script type="module" src="/@site/client/main.ts"></script>
</head>
<body data-base="${base}">
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<a class="home" href="${base}"><img src="${base}icon.svg" vite-ignore width="24" height="24" alt="">vtlkit</a>
<search class="search"><label class="hidden-label" for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-describedby="query-keys" disabled><kbd id="query-keys" aria-label="Press / to search">/</kbd>
<div id="results" hidden><p role="status"></p><ul></ul></div></search>
<a class="action" href="${base}play/">Playground</a>
<a class="action wide" href="${REPOSITORY}">GitHub</a>
<button class="theme" type="button" hidden>Theme</button>
</header>
<div class="columns">
<details class="menu"><summary>Menu</summary><nav class="pages" aria-label="Pages">${navigation(all, page)}</nav></details>
<main id="main" tabindex="-1">
<article${page.url === '' ? ' class="front"' : ''}>
${html}
</article>
${neighbours(all, page)}
<p class="edit"><a href="${REPOSITORY}/blob/main/${page.edit}">Source of this page</a></p>
</main>
${contents(headings)}
</div>
</body>
</html>
`;
}
