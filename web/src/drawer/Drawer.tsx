/** The drawer below the loop: problems, and the ways to understand a run. */
import type { ComponentType } from 'preact';
import { DRAWER_LABELS } from '../state/commands';
import { drawer, drawerOpen, DRAWERS, narrow, resize, sizes, showDrawer, type DrawerName } from '../state/layout';
import { problemCount } from '../state/problems';
import { session } from '../state/store';
import { Icon } from '../ui/Icon';
import { Tabs } from '../ui/widgets';
import { Attack } from './Attack';
import { CaseFiles } from './CaseFiles';
import { Compare } from './Compare';
import { Problems } from './Problems';
import { Throttle } from './Throttle';
import { TraceView } from './TraceView';
import { TreeView } from './TreeView';

const CONTENT: Record<DrawerName, ComponentType> = { problems: Problems, trace: TraceView, attack: Attack, throttle: Throttle, cases: CaseFiles, tree: TreeView, compare: Compare };

function notes(name: DrawerName): string | undefined {
  if (name === 'problems') return String(problemCount.value);
  if (name === 'cases') return String(session.value.requests.length);
  return undefined;
}

/** How high the drawer is with what is below it; the panes keep their place when a message appears. */
export function dockHeight(): Record<string, string> | undefined {
  return drawerOpen.value && !narrow.value ? { height: `${sizes.value.drawer}px` } : undefined;
}

export function Drawer() {
  const open = drawerOpen.value;
  const Content = CONTENT[drawer.value];
  const drag = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const bottom = bar.closest('.dock')?.getBoundingClientRect().bottom ?? innerHeight;
    bar.setPointerCapture(event.pointerId);
    bar.onpointermove = ({ clientY }) => resize({ drawer: bottom - clientY });
    bar.onpointerup = () => (bar.onpointermove = null);
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowUp: 24, ArrowDown: -24 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize({ drawer: sizes.value.drawer + step });
  };
  const tabs = DRAWERS.map((id) => {
    const note = notes(id);
    return note === undefined ? { id, label: DRAWER_LABELS[id] } : { id, label: DRAWER_LABELS[id], note };
  });
  return (
    <section id="tools" class={`drawer${open ? '' : ' closed'}`} aria-label="Tools">
      {open && !narrow.value && (
        <div class="splitter drawer-edge" role="separator" tabIndex={0} aria-orientation="horizontal" aria-label="Height of the tools" aria-valuenow={Math.round(sizes.value.drawer)} aria-valuemin={96} aria-valuemax={900} onPointerDown={drag} onKeyDown={keys} />
      )}
      <div class="drawer-head">
        <Tabs label="Tools" tabs={tabs} active={drawer.value} onSelect={showDrawer} panel="drawer-panel" />
        <button type="button" class="icon" aria-expanded={open} aria-label={open ? 'Fold the tools' : 'Unfold the tools'} onClick={() => (drawerOpen.value = !open)}>
          <Icon name={open ? 'down' : 'up'} />
        </button>
      </div>
      <div key={drawer.value} class="drawer-body" id="drawer-panel" role="tabpanel" aria-labelledby={`drawer-panel-${drawer.value}`} hidden={!open} tabIndex={0}>
        {open && <Content />}
      </div>
    </section>
  );
}
