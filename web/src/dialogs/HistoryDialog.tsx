/** The mappings that were worked on before, kept in this browser. */
import { forgetHistory, history, replace } from '../state/store';
import { closeDialog, Dialog } from '../ui/Dialog';

export function HistoryDialog() {
  const entries = history.value;
  return (
    <Dialog title="Local history">
      <p class="note">The last twenty mappings that something else replaced. They are in this browser only.</p>
      {entries.length === 0 && <p class="empty">There is nothing yet.</p>}
      <div class="choices">
        {entries.map(({ at, session }, index) => (
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
            </span>
          </button>
        ))}
      </div>
      {entries.length > 0 && (
        <div class="dialog-actions">
          <button type="button" onClick={forgetHistory}>
            Forget all
          </button>
        </div>
      )}
    </Dialog>
  );
}
