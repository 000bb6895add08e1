/** The bars between the panes, moved by dragging or with the arrow keys; the arrows on them show the way. */
import { maximised, resize, sizes } from '../state/layout';

const STEP = 0.02;

interface SplitterProps {
  label: string;
  vertical: boolean;
  value: number;
  style: Record<string, string>;
  onMove: (value: number) => void;
}

function Splitter({ label, vertical, value, style, onMove }: SplitterProps) {
  const drag = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const loop = bar.parentElement?.getBoundingClientRect();
    if (!loop) return;
    bar.setPointerCapture(event.pointerId);
    bar.onpointermove = ({ clientX, clientY }) => onMove(vertical ? (clientX - loop.left) / loop.width : (clientY - loop.top) / loop.height);
    bar.onpointerup = () => (bar.onpointermove = null);
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onMove(value + step);
  };
  return (
    <div
      class={`splitter ${vertical ? 'vertical' : 'horizontal'}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={15}
      aria-valuemax={85}
      style={style}
      onPointerDown={drag}
      onKeyDown={keys}
    />
  );
}

/** Where the request passes from one pane to the next. */
function Arrows() {
  const [first, second] = sizes.value.columns;
  const upper = sizes.value.row / 2;
  const lower = (1 + sizes.value.row) / 2;
  const arrows: [string, number, number][] = [
    ['→', first, upper],
    ['→', second, upper],
    ['↓', (1 + second) / 2, sizes.value.row],
    ['←', second, lower],
    ['←', first, lower],
  ];
  return (
    <>
      {arrows.map(([sign, x, y], index) => (
        <span key={index} class="arrow" aria-hidden="true" style={{ left: `${x * 100}%`, top: `${y * 100}%` }}>
          {sign}
        </span>
      ))}
    </>
  );
}

export function Splitters() {
  if (maximised.value !== null) return null;
  const { columns, row } = sizes.value;
  const [first, second] = columns;
  return (
    <>
      <Splitter label="Between the first and second column" vertical value={first} style={{ left: `${first * 100}%` }} onMove={(value) => resize({ columns: [value, second] })} />
      <Splitter label="Between the second and third column" vertical value={second} style={{ left: `${second * 100}%` }} onMove={(value) => resize({ columns: [first, value] })} />
      <Splitter label="Between the rows" vertical={false} value={row} style={{ top: `${row * 100}%` }} onMove={(value) => resize({ row: value })} />
      <Arrows />
    </>
  );
}
