/** The engine in its worker: calls that return promises, a deadline, and a new worker in place of one that hangs. */
import { afterFailure, module, recovered } from './module';
import type { Methods } from './worker';

/** How long the engine may work on a call, in milliseconds: loading and waiting do not count. */
export const DEADLINE = 2000;
/** The same for what is asked for once, such as reading a file, rather than at each change. */
export const PATIENT = 60_000;
/** The same for the first call of a method: the browser compiles the code as it runs for the first time. */
const FIRST = 20_000;
/** A reply that has arrived may still be waiting behind the timer. */
const GRACE = 60;

/** A call took too long and was stopped. */
export class Overdue extends Error {
  constructor(deadline: number) {
    super(`stopped after ${deadline / 1000} seconds`);
  }
}

/** The engine failed; the details are those of its error. */
export class EngineError extends Error {
  constructor(
    message: string,
    readonly details: { kind?: string; help?: string; line?: number; column?: number; start?: number; end?: number },
  ) {
    super(message);
  }
}

/** What the page sends to the worker: a call, or the compiled module of the engine. */
export type Request = Call | { module: WebAssembly.Module };

export interface Call {
  id: number;
  method: keyof Methods;
  args: unknown[];
}

/** What it gets back: that the script runs, that a call has begun, and its result. */
export type Reply =
  | 'running'
  | { began: number }
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; message: string; details: EngineError['details'] };

interface Job {
  call: Call;
  deadline: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Methods that have answered before: their code is compiled, in every worker, since all share the module. */
const warm = new Set<keyof Methods>();

/** A worker with the engine in it. */
export class Engine {
  #worker: Worker | undefined;
  /** Whether the script of the worker runs. */
  #running = false;
  #failures = 0;
  #queue: Job[] = [];
  #busy: Job | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = 0;

  /** Calls a method of the worker. Calls run one after the other. */
  call<M extends keyof Methods>(method: M, args: Parameters<Methods[M]>, deadline = DEADLINE): Promise<Awaited<ReturnType<Methods[M]>>> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ call: { id: ++this.#next, method, args }, deadline, resolve: resolve as (value: unknown) => void, reject });
      this.#pump();
    });
  }

  /** Ends the worker; the next call starts another. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#running = false;
  }

  #pump(): void {
    if (this.#busy) return;
    this.#busy = this.#queue.shift();
    if (!this.#busy) return;
    if (this.#worker) this.#worker.postMessage(this.#busy.call);
    else this.#start();
  }

  /** Starts a worker with the call that waits. */
  #start(): void {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#running) this.#fail(event.message);
      else void this.#restart(worker);
    };
    // A message to a worker that was ended is dropped.
    void module.then((compiled) => worker.postMessage({ module: compiled } satisfies Request));
    if (this.#busy) worker.postMessage(this.#busy.call);
  }

  /** The script could not be loaded: another worker is started for the same call. */
  async #restart(failed: Worker): Promise<void> {
    if (this.#worker !== failed) return;
    await afterFailure(new Error('the script of the engine could not be loaded'), this.#failures++);
    if (this.#worker !== failed) return;
    this.stop();
    if (this.#busy) this.#start();
  }

  #hear(reply: Reply): void {
    if (reply === 'running') {
      this.#running = true;
      if (this.#failures > 0) recovered();
      this.#failures = 0;
    } else if ('began' in reply) {
      this.#limit(reply.began);
    } else {
      this.#settle(reply.id, reply.ok ? reply.value : new EngineError(reply.message, reply.details));
    }
  }

  /** Ends the worker where the call that has begun does not end in time. */
  #limit(id: number): void {
    const job = this.#busy;
    if (job?.call.id !== id) return;
    const deadline = warm.has(job.call.method) ? job.deadline : Math.max(FIRST, job.deadline);
    const end = () => {
      this.stop();
      this.#settle(id, new Overdue(deadline));
    };
    this.#timer = setTimeout(() => (this.#timer = setTimeout(end, GRACE)), deadline);
  }

  #fail(message: string): void {
    this.stop();
    if (this.#busy) this.#settle(this.#busy.call.id, new EngineError(message || 'the engine failed', {}));
  }

  #settle(id: number, result: unknown): void {
    const job = this.#busy;
    if (job?.call.id !== id) return;
    clearTimeout(this.#timer);
    this.#busy = undefined;
    warm.add(job.call.method);
    if (result instanceof Error) job.reject(result);
    else job.resolve(result);
    this.#pump();
  }
}

/** The engine of the page. */
export const engine = new Engine();

/** A call that takes long: it has a worker of its own, so that the page's stays free for what is typed. */
export async function callAside<M extends keyof Methods>(method: M, args: Parameters<Methods[M]>): Promise<Awaited<ReturnType<Methods[M]>>> {
  const aside = new Engine();
  try {
    return await aside.call(method, args, PATIENT);
  } finally {
    aside.stop();
  }
}

/** Files longer than this take long to read. */
const LONG = 200_000;

/** A call about a whole file. */
export function callOnFile<M extends 'readApi' | 'lintAround'>(method: M, args: Parameters<Methods[M]>): Promise<Awaited<ReturnType<Methods[M]>>> {
  return (args[1] ?? '').length < LONG ? engine.call(method, args, PATIENT) : callAside(method, args);
}
