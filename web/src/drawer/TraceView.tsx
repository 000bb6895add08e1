/** Steps of the request, and what each piece of a template printed. */
import { useSignal } from '@preact/signals';
import { describeValue } from '../editor/hover';
import type { Mapping } from '../engine/types';
import { jump, type Side } from '../state/actions';
import { pointed } from '../state/link';
import { run } from '../state/run';
import { Empty, Prose } from '../ui/widgets';
import { Rounds } from './Rounds';

function Way() {
  const steps = run.value?.execution.trail ?? [];
  return (
    <ol class="way" aria-label="Steps of the request">
      {steps.map(({ step, decision, reason, failed }, index) => (
        <li key={index} class={failed ? 'failed' : ''}>
          <span class="step">{step}</span>
          <span>
            {failed ? <strong>
                <Prose text={decision} />
              </strong> : <Prose text={decision} />}
            {reason !== '' && (
              <span class="note">
                {' '}
                <Prose text={reason} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

const MOST_SHOWN = 300;

/** Walks through the values a template printed, as a debugger would. */
function Pieces({ side, mapping }: { side: Side; mapping: Mapping }) {
  const at = useSignal(0);
  const { trace, text } = mapping;
  const printed = (trace?.pieces ?? []).flatMap((piece, index) => (piece.value ? [{ piece, index, value: piece.value }] : []));
  const select = (position: number) => {
    const bounded = Math.min(Math.max(0, position), printed.length - 1);
    const index = printed[bounded]?.index;
    if (index === undefined) return;
    at.value = bounded;
    pointed.value = { side, pieces: [index] };
  };
  const shown = pointed.value?.side === side ? pointed.value.pieces : [];
  return (
    <section aria-label={`Values of the ${side} template`}>
      <div class="bar">
        <h3>{side === 'request' ? 'Request template' : 'Response template'}</h3>
        <button type="button" class="quiet" disabled={printed.length === 0} onClick={() => select(at.value - 1)}>
          ← Back
        </button>
        <button type="button" class="quiet" disabled={printed.length === 0} onClick={() => select(shown.length === 0 ? 0 : at.value + 1)}>
          Step →
        </button>
      </div>
      <Rounds side={side} mapping={mapping} />
      {(trace?.branches.length ?? 0) > 0 && (
        <ul class="plain branches">
          {trace?.branches.slice(0, MOST_SHOWN).map(({ template, taken, reason }, index) => (
            <li key={index}>
              <button type="button" class="row" onClick={() => jump(side, mapping.index, ...template)}>
                <span class={`badge ${taken ? 'ok' : 'idle'}`}>{taken ? 'taken' : 'not taken'}</span>
                <code>{text.slice(...template)}</code>
                <span class="note">
                  <Prose text={reason} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul class="plain">
        {printed.slice(0, MOST_SHOWN).map(({ piece, index, value }, position) => (
          <li key={index}>
            <button
              type="button"
              class={`row${shown.includes(index) ? ' lit' : ''}`}
              onMouseEnter={() => (pointed.value = { side, pieces: [index] })}
              onFocus={() => select(position)}
              onClick={() => jump(side, mapping.index, ...piece.template)}
            >
              <code>{text.slice(...piece.template)}</code>
              <span class="value">{describeValue(value)}</span>
            </button>
          </li>
        ))}
      </ul>
      {printed.length === 0 && <Empty>The template prints no values.</Empty>}
      {printed.length > MOST_SHOWN && <p class="note">and {printed.length - MOST_SHOWN} more</p>}
    </section>
  );
}

export function TraceView() {
  const current = run.value;
  if (!current) return <Empty>Nothing has run yet.</Empty>;
  return (
    <div class="columns">
      <Way />
      {current.request && <Pieces side="request" mapping={current.request} />}
      {current.response && <Pieces side="response" mapping={current.response} />}
    </div>
  );
}
