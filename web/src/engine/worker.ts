/** The engine's side of the worker: each method is a call that the page makes. */
import { attack } from './attack';
import type { Call, Reply } from './client';
import { executions, run } from './flow';
import { fixSession, lintAlone, lintAround, lintSession } from './lint';
import * as native from './native';

/** What the page may call. */
const methods = {
  run: native.withApi(run),
  executions: native.withApi(executions),
  attack: native.withApi(attack),
  lint: native.withApi(lintSession),
  lintAlone,
  lintAround: native.withApi(lintAround),
  fix: native.withApi(fixSession),
  explain: native.explainRule,
  catalog: native.readCatalog,
  parse: native.parseTemplate,
  readApi: native.withApi(native.readApi),
  exportTemplate: native.withApi(native.exportAs),
  throttle: native.withApi(native.simulate),
  version: native.engineVersion,
  conformance: native.conformance,
};

export type Methods = typeof methods;

const post = (reply: Reply | 'loaded') => postMessage(reply);
const loaded = native.load().then(() => post('loaded'));

/** Calls run one after the other. */
addEventListener('message', ({ data }: MessageEvent<Call>) => {
  void loaded
    .then(() => (methods[data.method] as (...args: unknown[]) => unknown)(...data.args))
    .then((value) => post({ id: data.id, ok: true, value }))
    .catch((error: unknown) => post({ id: data.id, ok: false, ...describe(error) }));
});

function describe(error: unknown): Omit<Extract<Reply, { ok: false }>, 'id' | 'ok'> {
  if (!(error instanceof Error)) return { message: String(error), details: {} };
  const { kind, help, line, column, start, end } = error as Error & Record<string, never>;
  return { message: error.message, details: JSON.parse(JSON.stringify({ kind, help, line, column, start, end })) as object };
}
