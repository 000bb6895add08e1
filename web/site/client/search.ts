/** The search: an index that is loaded with the first use, and a list of the sections found. */
import MiniSearch, { type SearchResult } from 'minisearch';
import { SEARCH } from './options.mjs';

/** So many sections are listed. */
const MOST = 12;

/** The parts of the page that the search uses. */
interface Box {
  input: HTMLInputElement;
  panel: HTMLElement;
  status: HTMLElement;
  list: HTMLElement;
}

function box(): Box | undefined {
  const input = document.querySelector<HTMLInputElement>('#query');
  const panel = document.querySelector<HTMLElement>('#results');
  const status = panel?.querySelector('p');
  const list = panel?.querySelector('ul');
  return input && panel && status && list ? { input, panel, status, list } : undefined;
}

/** The index, which is read once. */
function loader(base: URL): () => Promise<MiniSearch> {
  let index: Promise<MiniSearch> | undefined;
  const load = async () => {
    const response = await fetch(new URL('search.json', base));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return MiniSearch.loadJSON(await response.text(), SEARCH);
  };
  return () => {
    index ??= load();
    // The next use tries again.
    index.catch(() => (index = undefined));
    return index;
  };
}

function entry(result: SearchResult, base: URL): HTMLLIElement {
  const { id, title, page } = result as SearchResult & { id: string; title: string; page: string };
  const link = document.createElement('a');
  link.href = new URL(id, base).href;
  link.append(title);
  if (title !== page) {
    const where = document.createElement('span');
    where.textContent = page;
    link.append(' ', where);
  }
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function show({ panel, status, list }: Box, results: SearchResult[], base: URL): void {
  panel.hidden = false;
  const count = results.length > MOST ? `The best ${MOST} of ${results.length} sections` : `${results.length} ${results.length === 1 ? 'section' : 'sections'}`;
  status.textContent = results.length === 0 ? 'Nothing found' : count;
  list.replaceChildren(...results.slice(0, MOST).map((result) => entry(result, base)));
}

function close({ panel, list, status }: Box): void {
  panel.hidden = true;
  list.replaceChildren();
  status.textContent = '';
}

/** Moves the focus through the input and the links below it. */
function move({ input, list }: Box, step: 1 | -1): void {
  const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
}

function listen(found: Box, search: () => void): void {
  const { input, panel, list } = found;
  input.addEventListener('input', search);
  input.addEventListener('focus', search);
  const root = input.closest('search') ?? panel;
  root.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      move(found, key === 'ArrowDown' ? 1 : -1);
    } else if (key === 'Escape') {
      input.focus();
      close(found);
    } else if (key === 'Enter' && document.activeElement === input) list.querySelector('a')?.click();
  });
  root.addEventListener('focusout', (event) => {
    if (!root.contains((event as FocusEvent).relatedTarget as Node | null)) close(found);
  });
  list.addEventListener('click', () => close(found));
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest('input, textarea')) return;
    event.preventDefault();
    input.focus();
  });
}

/** Starts the search in the head of the page. */
export function startSearch(base: URL): void {
  const found = box();
  if (!found) return;
  const load = loader(base);
  let turn = 0;
  const search = async () => {
    const query = found.input.value.trim();
    const mine = (turn += 1);
    if (query === '') return close(found);
    try {
      const index = await load();
      if (mine === turn) show(found, index.search(query), base);
    } catch (error) {
      if (mine !== turn) return;
      show(found, [], base);
      found.status.textContent = `The search could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  listen(found, () => void search());
  found.input.disabled = false;
}
