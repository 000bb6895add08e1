/** Tries hostile requests and answers, and lists what breaks. */
import { signal } from '@preact/signals';
import { engine } from '../engine/client';
import type { Attempt } from '../engine/types';
import { loadAttempt, saveAttempt } from '../state/actions';
import { findings } from '../state/run';
import { session } from '../state/store';
import type { Session } from '../state/session';
import { Empty } from '../ui/widgets';

interface Attacked {
  of: Session;
  attempts: Attempt[];
}

const attacked = signal<Attacked | 'running' | { error: string } | undefined>(undefined);
const showAll = signal(false);

async function attack(): Promise<void> {
  attacked.value = 'running';
  const current = session.peek();
  const found = (side: 'request' | 'response') => findings.peek().filter((finding) => finding.side === side).map(({ diagnostic }) => diagnostic);
  try {
    attacked.value = { of: current, attempts: await engine.call('attack', [current, found('request'), found('response')]) };
  } catch (error) {
    attacked.value = { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The output around its broken place. */
function Excerpt({ output, place }: { output: string; place: Attempt['place'] }) {
  if (!place) return <code class="excerpt">{output.slice(0, 160)}</code>;
  const [start, end] = place;
  const from = Math.max(0, start - 50);
  return (
    <code class="excerpt">
      {from > 0 && '…'}
      {output.slice(from, start)}
      <mark>{output.slice(start, end) || '␣'}</mark>
      {output.slice(end, end + 50)}
      {output.length > end + 50 && '…'}
    </code>
  );
}

function Line({ attempt }: { attempt: Attempt }) {
  const { where, change, side, verdict, problem, output, place } = attempt;
  const tone = verdict === 'broken' ? 'error' : verdict === 'refused' ? 'idle' : 'ok';
  return (
    <li class="attempt">
      <span class={`badge ${tone}`}>{verdict}</span>
      <span>
        <code>{where}</code> {change}
        {side === 'response' && <span class="note"> in the answer</span>}
      </span>
      <span class="note">{problem}</span>
      {verdict === 'broken' ? <Excerpt output={output} place={place} /> : <span />}
      <span class="problem-actions">
        <button type="button" onClick={() => loadAttempt(attempt)}>
          Load
        </button>
        <button type="button" class="quiet" onClick={() => saveAttempt(attempt)}>
          Save
        </button>
      </span>
    </li>
  );
}

function Result({ of, attempts }: Attacked) {
  const broken = attempts.filter(({ verdict }) => verdict === 'broken');
  const refused = attempts.filter(({ verdict }) => verdict === 'refused').length;
  const shown = showAll.value ? attempts : broken;
  return (
    <>
      <p class="summary" role="status">
        <strong class={broken.length > 0 ? 'bad' : 'good'}>{broken.length} of {attempts.length} variants break the output</strong>
        {refused > 0 && <span class="note"> · {refused} refused by the method</span>}
        {of !== session.value && <span class="note"> · of an earlier version</span>}
        <label class="check">
          <input type="checkbox" checked={showAll.value} onChange={(event) => (showAll.value = event.currentTarget.checked)} /> Show all
        </label>
      </p>
      <ul class="plain">
        {shown.map((attempt, index) => (
          <Line key={index} attempt={attempt} />
        ))}
      </ul>
    </>
  );
}

export function Attack() {
  const state = attacked.value;
  return (
    <div>
      <div class="bar">
        <button type="button" class="primary" disabled={state === 'running'} onClick={() => void attack()}>
          Attack my template
        </button>
        <span class="note">Hostile, empty, missing, long and foreign values in each place of the request and of the answer.</span>
      </div>
      {state === 'running' && <Empty>Trying…</Empty>}
      {typeof state === 'object' && 'error' in state && <p class="verdict error">{state.error}</p>}
      {typeof state === 'object' && 'attempts' in state && <Result {...state} />}
    </div>
  );
}
