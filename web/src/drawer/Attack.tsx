/** Tries hostile requests and answers, and lists what breaks. */
import { signal } from '@preact/signals';
import { callAside } from '../engine/client';
import type { Attacked, Attempt } from '../engine/types';
import { loadAttempt, saveAttempt } from '../state/witness';
import { session } from '../state/store';
import type { NamedRequest, Session } from '../state/session';
import { Empty, Prose } from '../ui/widgets';

const attacked = signal<{ of: Session; found: Attacked } | 'running' | { error: string } | undefined>(undefined);
const showAll = signal(false);

async function attack(): Promise<void> {
  attacked.value = 'running';
  const current = session.peek();
  try {
    attacked.value = { of: current, found: await callAside('attack', [current]) };
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

const TONES: Record<Attempt['verdict'], string> = { broken: 'error', refused: 'idle', unjudged: 'idle', safe: 'ok' };

function Line({ id, base, attempt }: { id: string; base: NamedRequest; attempt: Attempt }) {
  const { where, change, side, verdict, problem, output, place } = attempt;
  return (
    <li class="attempt">
      <span class={`badge ${TONES[verdict]}`}>{verdict}</span>
      <span id={id}>
        <code>{where}</code> {change}
        {side === 'response' && <span class="note"> in the answer</span>}
      </span>
      <span class="note">
        <Prose text={problem} />
      </span>
      {verdict === 'broken' ? <Excerpt output={output} place={place} /> : <span />}
      <span class="problem-actions">
        <button type="button" aria-describedby={id} title="Shows it as the request “Attack”" onClick={() => loadAttempt(base, attempt)}>
          Load
        </button>
        <button type="button" class="quiet" aria-describedby={id} title="Saves it as a new request" onClick={() => saveAttempt(base, attempt)}>
          Save
        </button>
      </span>
    </li>
  );
}

/** How the attack went. It went well only where the request that is shown is sound, and what it makes was judged. */
function Summary({ found: { problem, base, attempts }, isOld }: { found: Attacked; isOld: boolean }) {
  const count = (verdict: Attempt['verdict']) => attempts.filter((attempt) => attempt.verdict === verdict).length;
  const judged = attempts.length - count('unjudged');
  const tone = problem !== undefined || count('broken') > 0 ? 'bad' : count('safe') > 0 ? 'good' : '';
  return (
    <p class="summary" role="status">
      {problem !== undefined && (
        <strong class="bad">
          The shown request fails unchanged: <Prose text={problem} />
        </strong>
      )}
      {base && (
        <strong class={tone}>
          {count('broken')} of {judged} variants break the output
        </strong>
      )}
      {base && problem !== undefined && <span class="note"> · variants of “{base.name}”</span>}
      {!base && <span>Nothing was tried: choose or write a request that works, and attack again.</span>}
      {count('refused') > 0 && <span class="note"> · {count('refused')} refused</span>}
      {count('unjudged') > 0 && <span class="note"> · {count('unjudged')} not judged, since their output need not be JSON</span>}
      {isOld && <span class="note"> · of an earlier version</span>}
      <label class="check">
        <input type="checkbox" checked={showAll.value} onChange={(event) => (showAll.value = event.currentTarget.checked)} /> Show all
      </label>
    </p>
  );
}

function Result({ of, found }: { of: Session; found: Attacked }) {
  const { base, attempts } = found;
  const shown = showAll.value ? attempts : attempts.filter(({ verdict }) => verdict === 'broken');
  return (
    <>
      <Summary found={found} isOld={!isSameMapping(of, session.value)} />
      <ul class="plain">{base && shown.map((attempt, index) => <Line key={index} id={`attempt-${index}`} base={base} attempt={attempt} />)}</ul>
    </>
  );
}

/** Whether two sessions have the same templates and route: showing another request does not make an attack old. */
function isSameMapping(one: Session, other: Session): boolean {
  return one.route === other.route && one.requestTemplates === other.requestTemplates && one.responses === other.responses;
}

export function Attack() {
  const state = attacked.value;
  return (
    <div>
      <div class="bar">
        <button type="button" class="primary" disabled={state === 'running'} onClick={() => void attack()}>
          Attack my template
        </button>
        <span class="note">Hostile, empty, missing, long and non-ASCII values in each part of the request and of the answer.</span>
      </div>
      {state === 'running' && <Empty>Trying…</Empty>}
      {typeof state === 'object' && 'error' in state && (
        <p class="verdict error">
          <Prose text={state.error} />
        </p>
      )}
      {typeof state === 'object' && 'found' in state && <Result {...state} />}
    </div>
  );
}
