// @ts-check
/** The index that the search reads. */
import { searchIndex } from '../search.mjs';

export const data = { permalink: 'search.json' };

/** @param {{ written: { page: import('../pages.mjs').Page, html: string }[] }} given */
export const render = ({ written }) => searchIndex(written);
