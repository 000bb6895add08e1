/** What the linter found, in words, with what can be done. */
import { fileFindings } from '../state/file-findings';
import { fixAll, previewFix } from '../state/fixes';
import { jump } from '../state/actions';
import { goToProblem, listed, listedInFile, problemCount, showInFile, type Listed } from '../state/problems';
import { findings, stop, unchecked, type RouteFinding } from '../state/run';
import { stockNotes } from '../state/stock';
import { session } from '../state/store';
import { loadWitness } from '../state/witness';
import { Empty, Prose, StopNote } from '../ui/widgets';
import { Problem } from './Problem';

/** The actions of a finding in a template. `described` is the element that says what the problem is. */
function Actions({ listed, described }: { listed: Listed; described: string }) {
  if (listed.kind !== 'template') return null;
  const { finding } = listed;
  const { fix, witness } = finding.diagnostic;
  return (
    <>
      {fix && (
        <button type="button" class="primary" aria-describedby={described} onClick={() => void previewFix(finding)}>
          Fix
        </button>
      )}
      {witness && (
        <button type="button" aria-describedby={described} onClick={() => loadWitness(finding)}>
          Show a request that breaks it
        </button>
      )}
    </>
  );
}

const PARTS = { model: 'model', validation: 'request, validation', stage: 'stage variables', route: 'route' };

/** Where a finding outside of templates is, in words. */
function whereOf({ part, place }: RouteFinding): string {
  if (typeof part === 'number') return `response ${session.value.responses[part]?.pattern || 'default'}`;
  return PARTS[part] + (place ? `, ${place.line}:${place.column}` : '');
}

function whereListed(listed: Listed): string {
  if (listed.kind === 'route') return whereOf(listed.finding);
  if (listed.kind === 'template') {
    const { side, diagnostic } = listed.finding;
    return `${side} template, ${diagnostic.line}:${diagnostic.column}`;
  }
  const { side, error } = listed.failure;
  return `${side} template${error.line === undefined ? '' : `, ${error.line}:${error.column}`} · this request`;
}

/** What is wrong in the rest of the file that the route was picked of. */
function InFile() {
  const around = fileFindings.value;
  if (!around || (listedInFile.value.length === 0 && around.error === undefined)) return null;
  const { file, error } = around;
  return (
    <section class="in-file" aria-label={`In ${file.name}`}>
      <h3>In {file.name}, outside of templates</h3>
      {error !== undefined && <p class="note">The file could not be checked: <Prose text={error} />.</p>}
      <ul class="plain">
        {listedInFile.value.map((diagnostic, index) => (
          <Problem key={index} id={`file-problem-${index}`} problem={diagnostic} where={`${file.name}, ${diagnostic.line}:${diagnostic.column}`} go={() => showInFile({ file, start: diagnostic.start, end: diagnostic.end })} />
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
  const unsafe = all.filter(({ diagnostic }) => diagnostic.fix && !diagnostic.fix.manual && !diagnostic.fix.safe).length;
  return (
    <div class="problems">
      {stop.value && <StopNote stop={stop.value} />}
      {unchecked.value && <StopNote stop={unchecked.value} />}
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
        {listed.value.map((one, index) => (
          <Problem key={index} id={`problem-${index}`} problem={one.kind === 'failure' ? one.failure.error : one.finding.diagnostic} where={whereListed(one)} go={() => goToProblem(one)}>
            <Actions listed={one} described={`problem-${index}`} />
          </Problem>
        ))}
      </ul>
      <InFile />
      {problemCount.value === 0 && !stop.value && <Empty>No problems found. Attack tries hostile requests as well.</Empty>}
      <StockNotes />
    </div>
  );
}
