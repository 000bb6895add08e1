/** The last line of the page: what is going on, and how far the engine can be trusted. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine/client';
import { loading, tryAgain } from '../engine/module';
import { measure, score } from '../state/conformance';
import { invisibles } from '../state/layout';
import { openDialog } from './Dialog';

function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  return seconds < 60 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}

/** That the engine is being loaded, or why it is not and what can be done. */
function Loading() {
  const state = loading.value;
  if (state === 'ready') return null;
  if (state === 'loading') return <span role="status">Loading the engine…</span>;
  return (
    <span class="loading-problem" role="alert">
      The engine could not be loaded: {state.problem}. Trying again.{' '}
      <button type="button" class="link" onClick={tryAgain}>
        Try now
      </button>
    </span>
  );
}

export function StatusBar() {
  const version = useSignal('');
  const now = useSignal(Date.now());
  useEffect(() => {
    void engine.call('version', []).then(
      (text) => (version.value = text),
      () => undefined,
    );
    const timer = setInterval(() => (now.value = Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  const { value } = score;
  const words = value === 'running' ? 'Comparing with the recorded outputs…' : value === undefined ? 'Compare with the recorded outputs' : `${value.held} of ${value.all} recorded outputs match, ${ago(value.at, Math.max(now.value, value.at))}`;
  return (
    <footer class="statusbar">
      <span class="note">
        Your data never leaves your browser.{' '}
        <button type="button" class="link" onClick={() => openDialog('help')}>
          Where your data is stored
        </button>
      </span>
      <label class="check">
        <input type="checkbox" checked={invisibles.value} onChange={(event) => (invisibles.value = event.currentTarget.checked)} /> Invisible characters
      </label>
      <Loading />
      <span class="grow" />
      <button type="button" class="link" onClick={() => openDialog('commands')}>
        <kbd>Ctrl K</kbd> all actions
      </button>
      <button type="button" class="link conformance" disabled={value === 'running'} onClick={() => void measure()} title="Renders each recorded case in this page and compares the output">
        {words}
      </button>
      <span class="version">vtlkit {version.value}</span>
    </footer>
  );
}
