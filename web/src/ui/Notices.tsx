/** The short messages: in a row of their own below the tools, or in the dialog that is open, so that they cover nothing. */
import { dismiss, hold, notices, release } from '../state/notices';
import { Prose } from './widgets';

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => {
        const { id, text, tone, action } = notice;
        return (
          <div key={id} class={`notice ${tone}`} onMouseEnter={() => hold(id)} onMouseLeave={() => release(notice)} onFocusIn={() => hold(id)} onFocusOut={() => release(notice)}>
            <span>
              <Prose text={text} />
            </span>
            {action && (
              <button
                type="button"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            )}
            <button type="button" class="quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>
              ✕
            </button>
          </div>
        );
      })}
    </div>
  );
}
