/** Walks through the rounds of a `#foreach`: what each printed, and what the variables held at its end. */
import type { Mapping, Round } from '../engine/types';
import { lineOf } from '../model/lines';
import { jump, type Side } from '../state/actions';
import { catalog } from '../state/catalog';
import { printedIn, step, stepped, walkable, type Loop } from '../state/rounds';

/** So many runs are in the list of loops. */
const MOST_LOOPS = 300;

function title({ text }: Mapping, loops: Loop[], index: number): string {
  const loop = loops[index];
  if (!loop) return '';
  const same = loops.filter(({ template }) => template[0] === loop.template[0]);
  const run = same.length > 1 ? `, run ${same.indexOf(loop) + 1} of ${same.length}` : '';
  return `line ${lineOf(text, loop.template[0]).line}: ${text.slice(...loop.template).trim()}${run}`;
}

function Variables({ now, before }: { now: Round; before: Round | undefined }) {
  // What the service sets stays as it is.
  const roots = new Set(catalog.value.variables.map(({ name }) => name));
  const was = new Map(before?.variables.map(({ name, type, text }) => [name, `${type} ${text}`]));
  return (
    <table class="variables">
      <caption class="hidden-label">Variables at the end of the iteration</caption>
      <thead>
        <tr>
          <th scope="col">Variable</th>
          <th scope="col">Type</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {now.variables.filter(({ name }) => !roots.has(name)).map(({ name, type, text }) => {
          const changed = before !== undefined && was.get(name) !== `${type} ${text}`;
          return (
            <tr key={name}>
              <th scope="row">
                <code>${name}</code>
                {changed && <span class="note"> changed</span>}
              </th>
              <td>{type}</td>
              <td>
                <code>{type === 'String' ? JSON.stringify(text) : text}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function Rounds({ side, mapping }: { side: Side; mapping: Mapping }) {
  const loops = walkable(mapping);
  const { value } = stepped[side];
  const at = Math.min(value.loop, loops.length - 1);
  const loop = loops[at];
  if (!loop) return null;
  const index = Math.min(value.round, loop.each.length - 1);
  const round = loop.each[index];
  if (!round) return null;
  const go = (next: number) => step(side, loops, { loop: at, round: next });
  const printed = printedIn(mapping, round);
  return (
    <section class="rounds" aria-label={`Iterations of the ${side} template`}>
      <div class="bar">
        <h3>Iterations</h3>
        {loops.length > 1 ? (
          <select aria-label="Loop" class="grow mono" value={String(at)} onChange={(event) => step(side, loops, { loop: Number(event.currentTarget.value), round: 0 })}>
            {loops.slice(0, MOST_LOOPS).map((_, run) => (
              <option key={run} value={String(run)}>
                {title(mapping, loops, run)}
              </option>
            ))}
          </select>
        ) : (
          <button type="button" class="link grow mono" onClick={() => jump(side, mapping.index, ...loop.template)}>
            {title(mapping, loops, at)}
          </button>
        )}
      </div>
      <div class="bar">
        <button type="button" class="quiet" aria-label="Previous iteration" disabled={index === 0} onClick={() => go(index - 1)}>
          ←
        </button>
        <label class="round">
          Iteration
          <input class="round-number" type="number" min={1} max={loop.each.length} value={index + 1} onInput={(event) => go(Number(event.currentTarget.value) - 1)} />
        </label>
        <span role="status">of {loop.rounds}</span>
        <button type="button" class="quiet" aria-label="Next iteration" disabled={index + 1 >= loop.each.length} onClick={() => go(index + 1)}>
          →
        </button>
        {loop.cut && <span class="note">the service stops the loop here</span>}
        {!loop.cut && loop.each.length < loop.rounds && <span class="note">the first {loop.each.length} are kept</span>}
      </div>
      {printed === '' ? <p class="note">This iteration prints nothing.</p> : <pre class="file" aria-label="Output of the iteration" tabIndex={0}>{printed}</pre>}
      <Variables now={round} before={loop.each[index - 1]} />
    </section>
  );
}
