/** The mappings that were worked on before, kept in this browser. */
import { forgetHistory, history } from '../state/history';
import { replace } from '../state/store';
import { closeDialog, Dialog } from '../ui/Dialog';

export function HistoryDialog() {
  const entries = history.value;
  return (
    <Dialog title="Local history">
      <p class="note">The last twenty mappings that were replaced. They are stored only in this browser.</p>
      {entries.length === 0 && <p class="empty">The history is empty.</p>}
      <div class="choices">
        {entries.map(({ at, session, tab }, index) => (
          <button
            key={index}
            type="button"
            onClick={() => {
              closeDialog();
              replace('opening from the history', session);
            }}
          >
            <span>{session.name}</span>
            <span class="note">
              {session.route.method} {session.route.path} · {new Date(at).toLocaleString()}
              {tab !== undefined && ' · from another tab'}
            </span>
          </button>
        ))}
      </div>
      {entries.length > 0 && (
        <div class="dialog-actions">
          <button type="button" onClick={forgetHistory}>
            Delete all
          </button>
        </div>
      )}
    </Dialog>
  );
}
