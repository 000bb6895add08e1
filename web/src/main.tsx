/** Starts the page: what was stored, or the link, or the first example. */
import { render } from 'preact';
import { App } from './app';
import { firstSession } from './model/first';
import { loadCatalog } from './state/catalog';
import { listenToKeys } from './state/commands';
import { measure } from './state/conformance';
import { lintFiles } from './state/file-findings';
import { startLayout } from './state/layout';
import { notify } from './state/notices';
import { NoSession } from './state/parse';
import { runs, startRunning } from './state/run';
import { decode, isLink } from './state/share';
import { forget } from './state/storage';
import { keep, replace, restore, restoreHistory, session, undo } from './state/store';
import { listenToDrops } from './state/files';
import './styles/index.css';

/** Reads what was stored; what cannot be read is forgotten, with a word about it. */
function stored(): boolean {
  try {
    restoreHistory();
  } catch {
    forget('history');
    notify('The local history could not be read and was emptied.', { tone: 'error' });
  }
  try {
    const last = restore();
    session.value = last ?? firstSession();
    return last !== undefined;
  } catch {
    forget('session');
    session.value = firstSession();
    notify('What this page had stored could not be read. It starts afresh.', { tone: 'error' });
    return false;
  }
}

/** Opens the link in the address, in place of what is there. */
async function openLink(hadSession: boolean): Promise<void> {
  if (!isLink(location.hash)) return;
  try {
    const linked = await decode(location.hash);
    if (JSON.stringify(linked) === JSON.stringify(session.peek())) return;
    replace('the link', linked);
    notify(`Opened “${linked.name}” from a link.`, hadSession ? { action: { label: 'Back to what I had', run: undo } } : {});
  } catch (error) {
    const why = error instanceof NoSession ? error.message : 'it cannot be read';
    notify(`The link could not be opened: ${why}.`, { tone: 'error' });
  }
  history.replaceState(null, '', location.pathname + location.search);
}

async function start(): Promise<void> {
  startLayout();
  const hadSession = stored();
  await openLink(hadSession);
  const host = document.getElementById('app');
  if (host) render(<App />, host);
  requestAnimationFrame(() => performance.mark('interactive'));
  keep();
  startRunning();
  lintFiles();
  listenToKeys();
  listenToDrops();
  addEventListener('hashchange', () => void openLink(true));
  void loadCatalog();
  const stop = runs.subscribe((count) => {
    if (count === 0) return;
    stop();
    // After the first run, when the page has nothing else to do.
    setTimeout(() => void measure(), 1500);
  });
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    void navigator.serviceWorker.register(new URL('./sw.js', document.baseURI)).catch(() => undefined);
  }
}

void start();
