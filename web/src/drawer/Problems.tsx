/** What the linter found, in words, with what can be done. */
import { fileFindings } from '../state/file-findings';
import { fixAll } from '../state/fix-all';
import { jump, loadWitness, previewFix, showPart } from '../state/actions';
import { problemCount, showInFile } from '../state/problems';
import { failures, findings, routeFindings, stop, type Finding, type RouteFinding } from '../state/run';
import { stockNotes } from '../state/stock';
import { session } from '../state/store';
import { Empty, Prose } from '../ui/widgets';
import { Problem } from './Problem';

function InTemplate({ finding }: { finding: Finding }) {
  const { side, index, diagnostic } = finding;
  const { fix, witness, line, column, start, end } = diagnostic;
  return (
    <Problem problem={diagnostic} where={`${side} template, ${line}:${column}`} go={() => jump(side, index, start, end)}>
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
    </Problem>
  );
}

const PARTS = { model: 'model', validation: 'request, validation', stage: 'stage variables', route: 'route' };

/** Where a finding outside of templates is, in words. */
function whereOf({ part, place }: RouteFinding): string {
  if (typeof part === 'number') return `response ${session.value.responses[part]?.pattern || 'default'}`;
  return PARTS[part] + (place ? `, ${place.line}:${place.column}` : '');
}

/** What is wrong in the rest of the file that the route was picked of. */
function InFile() {
  const around = fileFindings.value;
  if (!around || (around.diagnostics.length === 0 && around.error === undefined)) return null;
  const { file, diagnostics, error } = around;
  return (
    <section class="in-file" aria-label={`In ${file.name}`}>
      <h3>In {file.name}, outside of templates</h3>
      {error !== undefined && <p class="note">The file could not be looked at: {error}.</p>}
      <ul class="plain">
        {diagnostics.map((diagnostic, index) => (
          <Problem key={index} problem={diagnostic} where={`${file.name}, ${diagnostic.line}:${diagnostic.column}`} go={() => showInFile({ file, start: diagnostic.start, end: diagnostic.end })} />
        ))}
      </ul>
    </section>
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
        {failures.value.map(({ side, mapping, error }) => (
          <Problem
            key={side}
            problem={error}
            where={`${side} template${error.line === undefined ? '' : `, ${error.line}:${error.column}`} · this request`}
            go={() => jump(side, mapping.index, error.start ?? 0, error.end ?? error.start ?? 0)}
          />
        ))}
        {all.map((finding, index) => (
          <InTemplate key={index} finding={finding} />
        ))}
        {routeFindings.value.map((finding, index) => (
          <Problem key={index} problem={finding.diagnostic} where={whereOf(finding)} go={() => showPart(finding)} />
        ))}
      </ul>
      <InFile />
      {problemCount.value === 0 && !stop.value && <Empty>No problems. Attack tries hostile requests on top.</Empty>}
      <StockNotes />
    </div>
  );
}
