/** What the linter found, in words, with what can be done. */
import { fixAll } from '../state/fix-all';
import { jump, loadWitness, previewFix } from '../state/actions';
import { findings, problemCount, run, stop, type Finding } from '../state/run';
import { stockNotes } from '../state/stock';
import { openDialog } from '../ui/Dialog';
import { Empty, Prose } from '../ui/widgets';

const SIGNS = { error: '✕', warning: '!', info: 'i' } as const;

function Problem({ finding }: { finding: Finding }) {
  const { side, index, diagnostic } = finding;
  const { severity, message, why, help, rule, fix, witness, line, column } = diagnostic;
  return (
    <li class="problem">
      <span class={`sign ${severity}`}>
        <span aria-hidden="true">{SIGNS[severity]}</span>
        <span class="hidden-label">{severity}</span>
      </span>
      <div class="problem-text">
        <button type="button" class="link problem-title" onClick={() => jump(side, index, diagnostic.start, diagnostic.end)}>
          <Prose text={message} />
        </button>
        <span class="note">
          {side} template, {line}:{column}
          {rule !== null && ` · ${rule}`}
        </span>
        {why !== undefined && (
          <p>
            <Prose text={why} />
          </p>
        )}
        {help !== undefined && (
          <p class="help">
            <Prose text={help} />
          </p>
        )}
      </div>
      <div class="problem-actions">
        {fix && (
          <button type="button" class="primary" onClick={() => previewFix(finding)}>
            Fix
          </button>
        )}
        {witness && (
          <button type="button" onClick={() => loadWitness(finding)}>
            Show a request that breaks it
          </button>
        )}
        {rule !== null && (
          <button type="button" class="quiet" onClick={() => openDialog('explain', rule)}>
            Explain
          </button>
        )}
      </div>
    </li>
  );
}

/** Errors of the run that the linter does not know of. */
function Failures() {
  const sides = (['request', 'response'] as const).flatMap((side) => {
    const mapping = run.value?.[side];
    return mapping?.error && mapping.error.kind !== 'syntax' ? [{ side, mapping, error: mapping.error }] : [];
  });
  return (
    <>
      {sides.map(({ side, mapping, error }) => (
        <li key={side} class="problem">
          <span class="sign error">
            <span aria-hidden="true">✕</span>
            <span class="hidden-label">error</span>
          </span>
          <div class="problem-text">
            <button type="button" class="link problem-title" onClick={() => jump(side, mapping.index, error.start ?? 0, error.end ?? error.start ?? 0)}>
              <Prose text={error.message} />
            </button>
            <span class="note">
              {side} template{error.line !== undefined && `, ${error.line}:${error.column}`} · this request
            </span>
            {error.help !== undefined && (
              <p class="help">
                <Prose text={error.help} />
              </p>
            )}
          </div>
        </li>
      ))}
    </>
  );
}

function StockNotes() {
  const notes = stockNotes.value;
  if (notes.length === 0) return null;
  return (
    <details class="stock">
      <summary>{notes.length === 1 ? 'Differs from stock Velocity in 1 place' : `Differs from stock Velocity in ${notes.length} places`}</summary>
      <ul>
        {notes.map(({ side, index, start, end, text }) => (
          <li key={`${side}${start}`}>
            <button type="button" class="link" onClick={() => jump(side, index, start, end)}>
              <Prose text={text} />
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Problems() {
  const all = findings.value;
  const fixable = all.filter(({ diagnostic }) => diagnostic.fix?.safe).length;
  const unsafe = all.filter(({ diagnostic }) => diagnostic.fix && !diagnostic.fix.safe).length;
    return (
    <div class="problems">
      {stop.value && (
        <p class="verdict error" role="alert">
          <strong>{stop.value.message}</strong> {stop.value.help}
        </p>
      )}
      {fixable + unsafe > 1 && (
        <div class="bar">
          <button type="button" disabled={fixable === 0} onClick={() => void fixAll(false)}>
            Fix all that is safe ({fixable})
          </button>
          <button type="button" onClick={() => void fixAll(true)} title="Also what changes the output">
            Fix all ({fixable + unsafe})
          </button>
        </div>
      )}
      <ul class="plain">
        <Failures />
        {all.map((finding, index) => (
          <Problem key={index} finding={finding} />
        ))}
      </ul>
      {problemCount.value === 0 && !stop.value && <Empty>No problems. Attack tries hostile requests on top.</Empty>}
      <StockNotes />
    </div>
  );
}
