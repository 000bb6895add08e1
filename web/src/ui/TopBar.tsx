/** The top bar: the name of the mapping, and what can be done with all of it. */
import { newMapping, runCommand, undoAndSay } from '../state/commands';
import { narrow, nextTheme, theme } from '../state/layout';
import { session, undoLabel, update } from '../state/store';
import { openDialog } from './Dialog';

const THEMES = { system: '◐ System', light: '☀ Light', dark: '☾ Dark' };

export function TopBar() {
  return (
    <header class="topbar">
      <h1 class="brand">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="var(--accent)" />
          <path d="M6 9h9l3 4h8M26 23h-9l-3-4H6" fill="none" stroke="var(--on-accent)" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
        vtlkit
      </h1>
      <input class="session-name" aria-label="Name of the mapping" maxLength={200} value={session.value.name} onInput={(event) => update({ name: event.currentTarget.value })} />
      <nav class="actions" aria-label="Actions">
        <button type="button" title="Start a mapping from scratch" onClick={newMapping}>
          New
        </button>
        <button type="button" onClick={() => openDialog('examples')}>
          Examples
        </button>
        {!narrow.value && (
          <>
            <button type="button" onClick={() => openDialog('open')}>
              Open
            </button>
            <button type="button" onClick={() => openDialog('export')}>
              Export
            </button>
            <button type="button" disabled={undoLabel.value === undefined} title={undoLabel.value === undefined ? 'Nothing to undo' : `Undo: ${undoLabel.value}`} onClick={undoAndSay}>
              Undo
            </button>
            <button type="button" onClick={() => openDialog('history')}>
              History
            </button>
            <button type="button" class="theme" onClick={nextTheme} aria-label={`Theme: ${theme.value}`}>
              {THEMES[theme.value]}
            </button>
            <button type="button" onClick={() => openDialog('help')}>
              Help
            </button>
          </>
        )}
        <button type="button" class="primary" onClick={() => runCommand('share')}>
          Share
        </button>
        {narrow.value && (
          <button type="button" aria-label="More actions" onClick={() => openDialog('commands')}>
            More
          </button>
        )}
      </nav>
    </header>
  );
}
