/** Starts the page: what was stored, or the link, or the first example. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { firstSession } from './model/first';
import { loadCatalog } from './state/catalog';
import { listenToKeys } from './state/commands';
import { module } from './engine/module';
import { measureWhenIdle } from './state/conformance';
import { loadExamples } from './state/examples';
import { lintFiles } from './state/file-findings';
import { restoreHistory } from './state/history';
import { keep, restore } from './state/keeping';
import { startLayout } from './state/layout';
import { notify } from './state/notices';
import { NoSession } from './state/parse';
import { runs, startRunning } from './state/run';
import { decode, isLink } from './state/share';
import { forget } from './state/storage';
import { replace, session, undo } from './state/store';
import { listenToDrops, readDefinition } from './state/files';
import type { Session } from './state/session';
import './styles/index.css';

/** Reads what was stored; what cannot be read is left out, with a message. Gives whether there was a session. */
function stored(): boolean {
  try {
    restoreHistory();
  } catch {
    forget('history');
    notify('The local history could not be read and was emptied.', { tone: 'error' });
  }
  const last = restore();
  session.value = last ?? firstSession();
  return last !== undefined;
}

/** Opens the session of a link. */
function openSession(linked: Session, hadSession: boolean): void {
  if (JSON.stringify(linked) === JSON.stringify(session.peek())) return;
  replace('the link', linked);
  notify(`Opened “${linked.name}” from a link.`, hadSession ? { action: { label: 'Back to what I had', run: undo } } : {});
}

/** Opens the link in the address, in place of what is there. */
async function openLink(hadSession: boolean): Promise<void> {
  if (!isLink(location.hash)) return;
  try {
    const linked = await decode(location.hash);
    if ('file' in linked) void module.then(() => readDefinition(linked.file.name, linked.file.text));
    else openSession(linked.session, hadSession);
  } catch (error) {
    const why = error instanceof NoSession ? error.message : 'it cannot be read';
    notify(`The link could not be opened: ${why}.`, { tone: 'error' });
  }
  history.replaceState(null, '', location.pathname + location.search);
}

async function startPage(): Promise<void> {
  startLayout();
  const hadSession = stored();
  const start = session.peek();
  await openLink(hadSession);
  const host = document.getElementById('app');
  if (host) render(<App />, host);
  requestAnimationFrame(() => performance.mark('interactive'));
  keep(start);
  startRunning();
  lintFiles();
  listenToKeys();
  listenToDrops();
  addEventListener('hashchange', () => void openLink(true));
  void module.then(loadExamples);
  afterLoading(() => {
    void loadCatalog();
    measureWhenIdle();
    if (import.meta.env.PROD && 'serviceWorker' in navigator) {
      void navigator.serviceWorker.register(new URL('./sw.js', document.baseURI)).catch(() => undefined);
    }
  });
}

/** Does what can wait until the page has all that it shows. */
function afterLoading(task: () => void): void {
  const stop = effect(() => {
    if (runs.value === 0) return;
    queueMicrotask(() => stop());
    task();
  });
}

void startPage();
