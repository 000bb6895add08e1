/** The live loop: each change runs the session in the worker; the newest wins. */
import { computed, effect, signal } from '@preact/signals';
import { DEADLINE, engine, Overdue } from '../engine/client';
import type { Finding, Findings, RouteFinding } from '../engine/lint';
import type { Failure, Run } from '../engine/types';
import { isJsonType, jsonProblem } from '../model/json';
import { session } from './store';
import type { Session } from './session';

/** Why there is no run: the page can say more about it than the engine. */
export interface Stop {
  message: string;
  help?: string;
}

export type { Finding, RouteFinding };

/** The last run that ended. */
export const run = signal<Run | undefined>(undefined);
/** Why the newest run did not end. */
export const stop = signal<Stop | undefined>(undefined);
/** Why the newest check of the templates did not end. */
export const unchecked = signal<Stop | undefined>(undefined);
/** Whether a run takes longer than a blink. */
export const slow = signal(false);
/** Whether what is shown is not of the newest texts. */
export const stale = signal(false);
/** What is wrong in the templates. */
export const findings = signal<Finding[]>([]);
/** What is wrong with the route around them. */
export const routeFindings = signal<RouteFinding[]>([]);
/** The session that the findings are about. */
const checked = signal<Session | undefined>(undefined);
/** Whether the templates have been checked at all. */
export const hasChecked = computed(() => checked.value !== undefined);
/** How many runs have ended. */
export const runs = signal(0);

let timer: ReturnType<typeof setTimeout> | undefined;
let flying = false;
let again = false;

const SECONDS = DEADLINE / 1000;

const OVERDUE: Stop = {
  message: `Stopped after ${SECONDS} seconds.`,
  help: 'Look for nested loops, a range such as [1..1000000], a string that doubles in each iteration, or a regular expression with nested repetitions. The next change runs it again.',
};
const UNCHECKED: Stop = {
  message: `The check of the templates was stopped after ${SECONDS} seconds.`,
  help: 'The run is complete; the listed problems are those of an earlier version.',
};

function reason(error: unknown): Stop {
  if (error instanceof Overdue) return OVERDUE;
  const { help } = (error as { details?: Failure }).details ?? {};
  const message = error instanceof Error ? error.message : String(error);
  return help === undefined ? { message } : { message, help };
}

async function once(): Promise<void> {
  flying = true;
  again = false;
  const current = session.peek();
  const late = setTimeout(() => (slow.value = true), 100);
  try {
    const result = await engine.call('run', [current]);
    run.value = result;
    stop.value = undefined;
    stale.value = again;
  } catch (error) {
    stop.value = reason(error);
  } finally {
    clearTimeout(late);
    slow.value = false;
    flying = false;
    runs.value++;
  }
  if (again) return once();
  await lint();
}

/** Where the route makes no definition, the templates are still looked at. */
async function lint(): Promise<void> {
  const current = session.peek();
  let found: Findings;
  try {
    found = await engine.call('lint', [current]);
  } catch (error) {
    if (error instanceof Overdue) return void (unchecked.value = UNCHECKED);
    found = await engine.call('lintAlone', [current]).catch(() => ({ templates: [], route: [] }));
  }
  if (session.peek() !== current) return;
  unchecked.value = undefined;
  findings.value = found.templates;
  routeFindings.value = found.route;
  checked.value = current;
}

/** Resolves once the findings are about the session as it is, or cannot be had. */
export function whenChecked(): Promise<void> {
  return new Promise((resolve) => {
    const end = effect(() => {
      void runs.value;
      const isOver = checked.value === session.value || (!stale.value && unchecked.value !== undefined) || (!flying && !again && stop.value !== undefined);
      if (!isOver) return;
      queueMicrotask(() => end());
      resolve();
    });
  });
}

/** Runs the session, once the one that runs has ended. */
export function runSoon(wait: number): void {
  stale.value = true;
  again = true;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!flying) void once();
  }, wait);
}

/** Runs at each change from now on. */
export function startRunning(): void {
  let first = true;
  effect(() => {
    void session.value;
    runSoon(first ? 0 : 40);
    first = false;
  });
}

/** The steps that come to light in the panes: where the request ended, if it did not come through. */
export const failed = computed(() => run.value?.execution.trail.find((step) => step.failed));

const REQUEST_STEPS = ['request', 'route', 'authorization', 'api key', 'throttling', 'parameter validation', 'body validation'];
const TEMPLATE_STEPS = ['request template', 'request content', 'request parameters', 'request overrides'];
const ANSWER_STEPS = ['integration', 'selection'];

/** The pane in which the request ended; the response to the client where it came through. */
export const endsIn = computed<1 | 2 | 4 | 5 | 6>(() => {
  const step = failed.value?.step;
  if (step === undefined) return 6;
  if (REQUEST_STEPS.includes(step)) return 1;
  if (TEMPLATE_STEPS.includes(step)) return 2;
  return ANSWER_STEPS.includes(step) ? 4 : 5;
});

/** What is wrong with what is sent, where it should be JSON and is not: the simulated backend answers all the same. */
export const sentProblem = computed(() => {
  const sent = run.value?.execution.integrationRequest;
  return sent && sent.body !== '' && isJsonType(sent.headers) ? jsonProblem(sent.body)?.message : undefined;
});

/** Templates that fail for another reason than a finding says. */
export const failures = computed(() =>
  (['request', 'response'] as const).flatMap((side) => {
    const mapping = run.value?.[side];
    return mapping?.error && mapping.error.kind !== 'syntax' ? [{ side, mapping, error: mapping.error }] : [];
  }),
);
