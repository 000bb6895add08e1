// @ts-check
/** How texts are found; the index is made and read with the same options. */

/** @type {import('minisearch').Options} */
export const SEARCH = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page'],
  // Names such as `unescaped-in-string` and `$input.json` are found by their parts.
  tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''),
  searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), combineWith: 'AND' },
};
