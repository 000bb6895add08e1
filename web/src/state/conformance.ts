/** How many outputs recorded of the real engine this page's engine gives, measured here. */
import { signal } from '@preact/signals';
import { Engine } from '../engine/client';

export interface Score {
  held: number;
  all: number;
  at: number;
  /** The ids of those that do not hold. */
  failed: string[];
}

export const score = signal<Score | 'running' | undefined>(undefined);

/** Cases in a worker's answer, so that no call comes near the deadline. */
const PART = 150;

/** Runs the recorded cases in a worker of their own, so that the page stays quick. */
export async function measure(): Promise<void> {
  score.value = 'running';
  const engine = new Engine();
  try {
    const { default: cases } = await import('virtual:conformance');
    const failed: string[] = [];
    for (let at = 0; at < cases.length; at += PART) failed.push(...(await engine.call('conformance', [cases.slice(at, at + PART)])));
    score.value = { held: cases.length - failed.length, all: cases.length, at: Date.now(), failed };
  } catch {
    score.value = undefined;
  } finally {
    engine.stop();
  }
}
