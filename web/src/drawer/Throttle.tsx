/** Which of a client's requests get through a rate, a burst and a quota. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine/client';
import { arrivals, SHAPES, type Shape } from '../model/traffic';
import { Field, Prose, Select } from '../ui/widgets';

interface Settings {
  rate: number;
  burst: number;
  quota: number;
  shape: Shape;
  perSecond: number;
  seconds: number;
}

const settings = signal<Settings>({ rate: 10, burst: 20, quota: 0, shape: 'spike', perSecond: 15, seconds: 20 });
const result = signal<{ times: number[]; accepted: boolean[] } | { error: string } | undefined>(undefined);

const NAMES: Record<Shape, string> = { steady: 'Steady', spike: 'Spike', retries: 'Retry storm' };

async function simulate({ rate, burst, quota, shape, perSecond, seconds }: Settings): Promise<void> {
  const times = arrivals(shape, perSecond, seconds);
  try {
    const { accepted } = await engine.call('throttle', [{ rate, burst, arrivals: times, ...(quota > 0 && { quota: { limit: quota, period: 'DAY' as const } }) }]);
    result.value = { times, accepted };
  } catch (error) {
    result.value = { error: error instanceof Error ? error.message : String(error) };
  }
}

const BARS = 60;
const HEIGHT = 100;

/** Accepted and refused requests over time, stacked. */
function Chart({ times, accepted, seconds }: { times: number[]; accepted: boolean[]; seconds: number }) {
  const bars = Array.from({ length: BARS }, () => ({ ok: 0, no: 0 }));
  times.forEach((time, index) => {
    const bar = bars[Math.min(BARS - 1, Math.floor((time / (seconds * 1000)) * BARS))];
    if (bar) accepted[index] ? bar.ok++ : bar.no++;
  });
  const most = Math.max(1, ...bars.map(({ ok, no }) => ok + no));
  const passed = accepted.filter(Boolean).length;
  const words = `${passed} accepted and ${accepted.length - passed} answered with 429, over ${seconds} seconds`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${BARS * 10} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {bars.map(({ ok, no }, index) => {
          const low = (ok / most) * HEIGHT;
          const high = (no / most) * HEIGHT;
          return (
            <g key={index}>
              <rect class="accepted" x={index * 10 + 1} y={HEIGHT - low} width="8" height={low} />
              <rect class="refused" x={index * 10 + 1} y={HEIGHT - low - high} width="8" height={high} />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>0 s</span>
        <span>{(most / (seconds / BARS)).toFixed(0)} requests a second at most</span>
        <span>{seconds} s</span>
      </figcaption>
    </figure>
  );
}

function Numbers({ accepted }: { accepted: boolean[] }) {
  const passed = accepted.filter(Boolean).length;
  return (
    <dl class="numbers">
      <div>
        <dt>
          <span class="key accepted" /> accepted
        </dt>
        <dd>{passed}</dd>
      </div>
      <div>
        <dt>
          <span class="key refused" /> 429
        </dt>
        <dd>{accepted.length - passed}</dd>
      </div>
      <div>
        <dt>of</dt>
        <dd>{accepted.length}</dd>
      </div>
    </dl>
  );
}

function NumberField({ label, name, min, max }: { label: string; name: 'rate' | 'burst' | 'quota' | 'perSecond' | 'seconds'; min: number; max: number }) {
  return (
    <Field label={label}>
      <input
        type="number"
        min={min}
        max={max}
        value={settings.value[name]}
        onInput={(event) => {
          const value = event.currentTarget.valueAsNumber;
          if (Number.isFinite(value) && value >= min && value <= max) settings.value = { ...settings.value, [name]: value };
        }}
      />
    </Field>
  );
}

export function Throttle() {
  const current = settings.value;
  useEffect(() => void simulate(current), [current]);
  const shown = result.value;
  return (
    <div class="throttle">
      <div class="fields">
        <NumberField label="Rate, a second" name="rate" min={0} max={10000} />
        <NumberField label="Burst" name="burst" min={0} max={5000} />
        <NumberField label="Daily quota, 0: none" name="quota" min={0} max={1000000} />
        <Field label="Traffic">
          <Select label="Traffic" value={current.shape} values={SHAPES} name={(shape) => NAMES[shape]} onChange={(shape) => (settings.value = { ...settings.value, shape })} />
        </Field>
        <NumberField label="Requests per second" name="perSecond" min={1} max={500} />
        <NumberField label="Seconds" name="seconds" min={1} max={120} />
      </div>
      {shown && 'error' in shown && <p class="verdict error"><Prose text={shown.error} /></p>}
      {shown && 'accepted' in shown && (
        <>
          <Numbers accepted={shown.accepted} />
          <Chart times={shown.times} accepted={shown.accepted} seconds={current.seconds} />
        </>
      )}
    </div>
  );
}
