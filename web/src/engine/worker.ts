/** The engine's side of the worker: each method is a call that the page makes. */
import { attack } from './attack';
import type { Reply, Request } from './client';
import { executions, run } from './flow';
import { fixSession, lintAlone, lintAround, lintSession } from './lint';
import * as native from './native';

/** What the page may call. */
const methods = {
  run,
  executions,
  attack,
  lint: lintSession,
  lintAlone,
  lintAround,
  fix: fixSession,
  parse: native.parseTemplate,
  readApi: native.readApi,
  exportTemplate: native.exportAs,
  throttle: native.simulate,
  version: native.engineVersion,
  conformance: native.conformance,
};

export type Methods = typeof methods;

const post = (reply: Reply) => postMessage(reply);

async function answer(id: number, method: keyof Methods, args: unknown[]): Promise<void> {
  try {
    // The version is known without the module.
    if (method !== 'version') await native.loaded;
    post({ began: id });
    const value = await (methods[method] as (...args: unknown[]) => unknown)(...args);
    post({ id, ok: true, value });
  } catch (error) {
    post({ id, ok: false, ...describe(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if ('module' in data) native.start(data.module);
  else void answer(data.id, data.method, data.args);
});
post('running');

function describe(error: unknown): Omit<Extract<Reply, { ok: false }>, 'id' | 'ok'> {
  if (!(error instanceof Error)) return { message: String(error), details: {} };
  const { kind, help, line, column, start, end } = error as Error & Record<string, never>;
  return { message: error.message, details: JSON.parse(JSON.stringify({ kind, help, line, column, start, end })) as object };
}
