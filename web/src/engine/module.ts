/** The engine's module of WebAssembly: fetched and compiled by the page, once, and handed to each worker that is started. */
import { signal } from '@preact/signals';
import file from 'vtlkit/vtlkit.wasm?url';

/** How far loading is; a problem is what the last attempt failed with, and another attempt follows. */
export const loading = signal<'loading' | 'ready' | { problem: string }>('loading');

/** How long to wait after each failed attempt, in milliseconds; the last one repeats. */
const PAUSES = [500, 1000, 2000, 5000, 15_000];
/** A download that takes longer than this is started again. */
const LONGEST = 180_000;

/** Whether the module is compiled. */
let isCompiled = false;

/** Notes that what failed has worked since. */
export function recovered(): void {
  if (typeof loading.peek() === 'object') loading.value = isCompiled ? 'ready' : 'loading';
}

/** Ends the pause between two attempts. */
let wake: (() => void) | undefined;

/** Starts the next attempt at once. */
export function tryAgain(): void {
  wake?.();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Notes that an attempt failed, and waits before the next one: until the network is back, or for a while. */
export async function afterFailure(error: unknown, attempt: number): Promise<void> {
  loading.value = { problem: error instanceof Error ? error.message : String(error) };
  addEventListener('online', tryAgain);
  await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 0);
  removeEventListener('online', tryAgain);
}

async function compile(): Promise<WebAssembly.Module> {
  const answer = await fetch(file, { signal: AbortSignal.timeout(LONGEST) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status} for ${new URL(answer.url).pathname}`);
  const typed = answer.headers.get('Content-Type')?.startsWith('application/wasm') === true;
  // Not every server knows the type, and streaming insists on it.
  return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

async function load(): Promise<WebAssembly.Module> {
  for (let attempt = 0; ; attempt++) {
    try {
      const compiled = await compile();
      isCompiled = true;
      loading.value = 'ready';
      return compiled;
    } catch (error) {
      await afterFailure(error, attempt);
    }
  }
}

/** The compiled module. */
export const module = load();
