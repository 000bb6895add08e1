/** Every action of the page, once: buttons, keys and the command list all come from here. */
import { openDialog } from '../ui/Dialog';
import { fixAtCaret } from './fixes';
import { copyLink } from './link-copy';
import { DRAWERS, goTo, invisibles, nextTheme, resetLayout, showDrawer, type PaneNumber } from './layout';
import { notify } from './notices';
import { pinned } from './pinned';
import { nextProblem } from './problems';
import { emptySession } from './session';
import { forgetHistory } from './history';
import { replace, undo, undoLabel } from './store';

export interface Command {
  id: string;
  label: string;
  keys?: string;
  run: () => void;
}

const PANES: [PaneNumber, string][] = [
  [1, 'Request'],
  [2, 'Request template'],
  [3, 'To the backend'],
  [4, 'Backend answers'],
  [5, 'Response template'],
  [6, 'Response to client'],
];

export const DRAWER_LABELS: Record<(typeof DRAWERS)[number], string> = {
  problems: 'Problems',
  trace: 'Trace',
  attack: 'Attack',
  throttle: 'Throttle',
  cases: 'Cases',
  tree: 'Syntax tree',
  compare: 'Compare',
};

/** Undoes the last change that was not typing. */
export function undoAndSay(): void {
  const what = undoLabel.peek();
  if (what === undefined) return notify('Nothing to undo');
  undo();
  notify(`Undone: ${what}`);
}

/** All actions. */
export function commands(): Command[] {
  return [
    { id: 'examples', label: 'Examples…', run: () => openDialog('examples') },
    { id: 'open', label: 'Open a definition…', keys: 'Ctrl+O', run: () => openDialog('open') },
    { id: 'share', label: 'Share: copy a link', keys: 'Ctrl+S', run: () => void copyLink() },
    { id: 'export', label: 'Export…', run: () => openDialog('export') },
    { id: 'next', label: 'Next problem', keys: 'F8', run: nextProblem },
    { id: 'fix', label: 'Fix the problem at the caret', keys: 'Ctrl+.', run: () => void fixAtCaret() },
    { id: 'pin', label: 'Keep this run to compare later ones with it', run: pinned.keep },
    { id: 'undo', label: 'Undo the last change other than typing', run: undoAndSay },
    { id: 'history', label: 'Local history…', run: () => openDialog('history') },
    { id: 'new', label: 'New mapping', run: newMapping },
    { id: 'forget', label: 'Delete the local history', run: forgetHistory },
    { id: 'theme', label: 'Theme: system, light, dark', run: nextTheme },
    { id: 'invisibles', label: 'Show or hide invisible characters', run: () => (invisibles.value = !invisibles.value) },
    { id: 'layout', label: 'Reset the layout of the panes', run: resetLayout },
    { id: 'help', label: 'Help and shortcuts', keys: '?', run: () => openDialog('help') },
    ...PANES.map(([number, name]) => ({ id: `pane-${number}`, label: `Go to ${number} ${name}`, keys: `Alt+${number}`, run: () => goTo(number) })),
    ...DRAWERS.map((name) => ({ id: `drawer-${name}`, label: `Show ${DRAWER_LABELS[name]}`, run: () => showDrawer(name) })),
  ];
}

/** Starts a mapping from scratch; the one that was there is in the history. */
export function newMapping(): void {
  replace('the new mapping', emptySession());
  notify('New mapping. The previous one is in the History.', { action: { label: 'Back to what I had', run: undo } });
}

/** Runs the command of an id. */
export function runCommand(id: string): void {
  commands()
    .find((command) => command.id === id)
    ?.run();
}

/** Listens to the keys of the whole page. */
export function listenToKeys(): void {
  const byKey: Record<string, string> = { k: 'commands', s: 'share', o: 'open', '.': 'fix' };
  addEventListener('keydown', (event) => {
    const control = event.ctrlKey || event.metaKey;
    const typing = event.target instanceof Element && event.target.closest('input, textarea, select, .cm-content') !== null;
    if (control && !event.altKey && !event.shiftKey && byKey[event.key.toLowerCase()] !== undefined) {
      event.preventDefault();
      const id = byKey[event.key.toLowerCase()] ?? '';
      if (id === 'commands') openDialog('commands');
      else runCommand(id);
    } else if (event.altKey && !control && /^Digit[1-6]$/.test(event.code)) {
      event.preventDefault();
      goTo(Number(event.code.slice(-1)) as PaneNumber);
    } else if (event.key === 'F8') {
      event.preventDefault();
      nextProblem();
    } else if (event.key === '?' && !typing) {
      openDialog('help');
    }
  });
}
