/** The live loop: each change runs the session in the worker; the newest wins. */
import { computed, effect, signal } from '@preact/signals';
import { engine, Overdue } from '../engine/client';
import type { LintOptions } from 'vtlkit';
import type { Diagnostic, Failure, Run } from '../engine/types';
import { readLines } from '../model/lines';
import { session } from './store';

/** What was found in one template of the session. */
export interface Finding {
  side: 'request' | 'response';
  /** The index among the request templates or the responses. */
  index: number;
  diagnostic: Diagnostic;
}

/** Why there is no run: the page can say more about it than the engine. */
export interface Stop {
  message: string;
  help?: string;
}

/** The last run that ended. */
export const run = signal<Run | undefined>(undefined);
/** Why the newest run did not end. */
export const stop = signal<Stop | undefined>(undefined);
/** Whether a run takes longer than a blink. */
export const slow = signal(false);
/** Whether what is shown is not of the newest texts. */
export const stale = signal(false);
export const findings = signal<Finding[]>([]);
/** How many runs have ended. */
export const runs = signal(0);

let timer: ReturnType<typeof setTimeout> | undefined;
let flying = false;
let again = false;

const OVERDUE: Stop = {
  message: 'Stopped after 2 seconds, and the page goes on.',
  help: 'Look for loops inside of loops, a range such as [1..1000000], a text that doubles each round, or a regular expression with nested repetitions. The next change runs it again.',
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

/** What the linter may know of a template beside its text. */
export function lintOptions(phase: 'request' | 'response', index: number): LintOptions {
  const { route, requestTemplates } = session.peek();
  const variables = readLines(route.stageVariables, '=').map(({ name }) => name);
  const contentType = phase === 'request' ? requestTemplates[index]?.contentType : undefined;
  return {
    phase,
    pathParameters: [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map((match) => match[1] ?? ''),
    ...(contentType !== undefined && { contentType }),
    ...(variables.length > 0 && { stageVariables: variables }),
  };
}

let known = new Map<string, Diagnostic[]>();

async function lint(): Promise<void> {
  const { requestTemplates, responses } = session.peek();
  const found: Finding[] = [];
  const fresh = new Map<string, Diagnostic[]>();
  const texts = [
    ...requestTemplates.map(({ text }, index) => ({ side: 'request' as const, index, text })),
    ...responses.map(({ text }, index) => ({ side: 'response' as const, index, text })),
  ];
  for (const { side, index, text } of texts) {
    const options = lintOptions(side, index);
    const key = JSON.stringify([text, options]);
    let diagnostics = known.get(key);
    try {
      diagnostics ??= await engine.call('lint', [text, options]);
    } catch (error) {
      stop.value = reason(error);
      diagnostics = [];
    }
    fresh.set(key, diagnostics);
    found.push(...diagnostics.map((diagnostic) => ({ side, index, diagnostic })));
    if (again || flying) return;
  }
  known = fresh;
  findings.value = found;
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

/** Findings, and templates that fail for another reason than a finding says. */
export const problemCount = computed(() => findings.value.length + [run.value?.request, run.value?.response].filter((mapping) => mapping?.error && mapping.error.kind !== 'syntax').length);
