/** How the page is laid out: sizes, folded panes, the theme. All of it is kept. */
import { computed, effect, signal } from '@preact/signals';
import { load, save } from './storage';

export type PaneNumber = 1 | 2 | 3 | 4 | 5 | 6;
export type Theme = 'system' | 'light' | 'dark';
export const DRAWERS = ['problems', 'trace', 'attack', 'throttle', 'cases', 'tree', 'compare'] as const;
export type RequestTab = 'body' | 'headers' | 'stage' | 'context' | 'authorizer' | 'model';
export type DrawerName = (typeof DRAWERS)[number];

/** Where the splitters stand, as parts of the whole. */
export interface Sizes {
  /** The right edges of the first and second column. */
  columns: [number, number];
  /** The lower edge of the upper row. */
  row: number;
  /** The height of the drawer in pixels. */
  drawer: number;
}

const SIZES: Sizes = { columns: [0.31, 0.69], row: 0.55, drawer: 196 };

export const sizes = signal<Sizes>(SIZES);
export const folded = signal<PaneNumber[]>([]);
export const maximised = signal<PaneNumber | null>(null);
/** The pane that is open where they are a list. */
export const openPane = signal<PaneNumber>(2);
export const drawer = signal<DrawerName>('problems');
export const drawerOpen = signal(true);
/** Which part of the request is shown, and whether the settings above the templates are. */
export const requestTab = signal<RequestTab>('body');
export const routeOpen = signal(false);
export const selectionOpen = signal(false);
export const theme = signal<Theme>('system');
/** Whether blanks and characters without a shape are shown. */
export const invisibles = signal(false);
export const narrow = signal(false);
const systemDark = signal(false);
export const dark = computed(() => (theme.value === 'system' ? systemDark.value : theme.value === 'dark'));

const within = (value: unknown, low: number, high: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;

/** Moves splitters, within bounds. */
export function resize(change: Partial<Sizes>): void {
  const { columns, row, drawer: height } = { ...sizes.value, ...change };
  const first = within(columns[0], 0.15, 0.6, SIZES.columns[0]);
  sizes.value = {
    columns: [first, within(columns[1], first + 0.15, 0.85, SIZES.columns[1])],
    row: within(row, 0.15, 0.85, SIZES.row),
    drawer: within(height, 96, Math.max(96, innerHeight - 240), SIZES.drawer),
  };
}

/** Puts splitters and panes where they were at first. */
export function resetLayout(): void {
  sizes.value = SIZES;
  folded.value = [];
  maximised.value = null;
}

/** Folds a pane to its head, or unfolds it. */
export function toggleFold(pane: PaneNumber): void {
  const others = folded.value.filter((other) => other !== pane);
  folded.value = others.length === folded.value.length ? [...others, pane] : others;
}

/** Gives a pane all the room, or its place back. */
export function toggleMaximised(pane: PaneNumber): void {
  maximised.value = maximised.value === pane ? null : pane;
}

/** Makes a pane visible and puts the focus into its editor, or into a part of it. */
export function goTo(pane: PaneNumber, part = ''): void {
  openPane.value = pane;
  folded.value = folded.value.filter((other) => other !== pane);
  if (maximised.value !== null) maximised.value = pane;
  requestAnimationFrame(() => {
    const body = document.querySelector(`[data-pane="${pane}"] .pane-body ${part}`);
    const target = body?.querySelector<HTMLElement>('.cm-content') ?? body?.querySelector<HTMLElement>('textarea, input, select, button');
    target?.focus();
    target?.scrollIntoView({ block: 'nearest' });
  });
}

/** Opens the list of problems and puts the focus on the first one. */
export function showProblems(): void {
  showDrawer('problems');
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>('#drawer-panel .problem-title');
    first?.focus();
    first?.scrollIntoView({ block: 'center' });
  });
}

/** Opens the drawer at a tab. */
export function showDrawer(name: DrawerName): void {
  drawer.value = name;
  drawerOpen.value = true;
}

/** The next of system, light and dark. */
export function nextTheme(): void {
  const order: Theme[] = ['system', 'light', 'dark'];
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'system';
}

/** Reads what was stored and stores it from now on. */
export function startLayout(): void {
  const wide = matchMedia('(min-width: 1100px)');
  const dim = matchMedia('(prefers-color-scheme: dark)');
  const look = () => {
    narrow.value = !wide.matches;
    systemDark.value = dim.matches;
  };
  wide.addEventListener('change', look);
  dim.addEventListener('change', look);
  look();
  try {
    const stored = load('layout') as { sizes?: Sizes; folded?: unknown; drawerOpen?: unknown; invisibles?: unknown } | undefined;
    if (stored?.sizes && Array.isArray(stored.sizes.columns)) resize(stored.sizes);
    if (Array.isArray(stored?.folded)) folded.value = ([1, 2, 3, 4, 5, 6] as const).filter((pane) => (stored.folded as unknown[]).includes(pane));
    if (stored?.drawerOpen === false) drawerOpen.value = false;
    if (stored?.invisibles === true) invisibles.value = true;
    const chosen = load('theme');
    if (chosen === 'light' || chosen === 'dark') theme.value = chosen;
  } catch {
    // What is stored of the layout is worth nothing: it is written anew.
  }
  effect(() => {
    save('layout', { sizes: sizes.value, folded: folded.value, drawerOpen: drawerOpen.value, invisibles: invisibles.value });
  });
  effect(() => {
    save('theme', theme.value);
  });
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
