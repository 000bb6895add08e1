/** What the pages of the site do beyond being read: the theme, the search, boxes that scroll, and working without a network. */
import '../styles/index.css';
import { startSearch } from './search';
import { startTheme } from './theme';

/** The address of the site's root. */
const base = new URL(document.body.dataset.base ?? './', location.href);

/** Links to the playground of the time when it was at the root of the site still open it. */
function followOldLink(): boolean {
  const isHome = location.pathname.replace(/index\.html$/, '') === base.pathname;
  if (!isHome || !/^#\d+\./.test(location.hash)) return false;
  location.replace(new URL(`play/${location.hash}`, base));
  return true;
}

/** Code and tables that are wider than their place can be scrolled by keyboard, and have a name. */
function startScrolling(): void {
  const look = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      const scrolls = target.scrollWidth > target.clientWidth;
      if (scrolls) {
        target.tabIndex = 0;
        target.setAttribute('role', 'group');
        target.setAttribute('aria-label', target.dataset.scrolls ?? '');
      } else for (const name of ['tabindex', 'role', 'aria-label']) target.removeAttribute(name);
    }
  });
  for (const element of document.querySelectorAll('[data-scrolls]')) look.observe(element);
}

/** On a wide screen the menu is open, as its style already shows it. */
function startMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>('.menu');
  if (!menu) return;
  const wide = matchMedia('(min-width: 761px)');
  const look = () => (menu.open = wide.matches);
  wide.addEventListener('change', look);
  look();
}

/** Keeps the pages, so that they can be read without a network. */
function startWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => void navigator.serviceWorker.register(new URL('sw.js', base)).catch(() => undefined);
  if (document.readyState === 'complete') register();
  else addEventListener('load', register);
}

if (!followOldLink()) {
  startTheme();
  startMenu();
  startSearch(base);
  startScrolling();
  startWorker();
}
