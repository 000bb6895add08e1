/** How many outputs recorded of the real engine this page's engine gives, counted here. */
import { signal } from '@preact/signals';
import { engine } from '../engine/client';
import { onceIdle } from './idle';

export interface Score {
  held: number;
  all: number;
  at: number;
  /** The ids of those that do not hold. */
  failed: string[];
}

export const score = signal<Score | 'running' | undefined>(undefined);

/** So many cases are one call, so that a change that is typed meanwhile does not wait. */
const PART = 40;

/** Runs the recorded cases in the engine of the page, between its other calls. */
export async function measure(): Promise<void> {
  if (score.peek() === 'running') return;
  score.value = 'running';
  try {
    const { default: cases } = await import('virtual:conformance');
    const failed: string[] = [];
    for (let at = 0; at < cases.length; at += PART) failed.push(...(await engine.call('conformance', [cases.slice(at, at + PART)])));
    score.value = { held: cases.length - failed.length, all: cases.length, at: Date.now(), failed };
  } catch {
    score.value = undefined;
  }
}

/** Counts once nobody uses the page, unless somebody has asked for it before. */
export function measureWhenIdle(): void {
  onceIdle(() => {
    if (score.peek() === undefined) void measure();
  });
}
