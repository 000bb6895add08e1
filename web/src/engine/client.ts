/** The engine in its worker: calls that return promises, a deadline, and a new worker where one hangs. */
import type { Methods } from './worker';

/** So long may a call take, in milliseconds. */
export const DEADLINE = 2000;
/** The first call also loads the engine. */
const FIRST_DEADLINE = 20_000;

/** A call took too long and was stopped. */
export class Overdue extends Error {
  constructor() {
    super(`stopped after ${DEADLINE / 1000} seconds`);
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

/** What the page sends to the worker. */
export interface Call {
  id: number;
  method: keyof Methods;
  args: unknown[];
}

/** What it gets back. */
export type Reply =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; message: string; details: EngineError['details'] };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A worker with the engine in it. */
export class Engine {
  #worker: Worker | undefined;
  #waiting = new Map<number, Waiting>();
  #queue: { call: Call; waiting: Waiting }[] = [];
  #busy: { call: Call; timer: ReturnType<typeof setTimeout> } | undefined;
  #warm = false;
  #next = 0;

  /** Calls a method of the worker. Calls run one after the other. */
  call<M extends keyof Methods>(
    method: M,
    args: Parameters<Methods[M]>,
  ): Promise<Awaited<ReturnType<Methods[M]>>> {
    return new Promise((resolve, reject) => {
      const call: Call = { id: ++this.#next, method, args };
      this.#queue.push({ call, waiting: { resolve: resolve as (value: unknown) => void, reject } });
      this.#pump();
    });
  }

  /** Ends the worker; the next call starts another. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#warm = false;
    if (this.#busy) clearTimeout(this.#busy.timer);
    this.#busy = undefined;
  }

  #pump(): void {
    if (this.#busy) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#worker ??= this.#start();
    const { call, waiting } = next;
    this.#waiting.set(call.id, waiting);
    const timer = setTimeout(() => this.#settle(call.id, new Overdue(), true), this.#warm ? DEADLINE : FIRST_DEADLINE);
    this.#busy = { call, timer };
    this.#worker.postMessage(call);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Reply | 'loaded'>) => {
      if (data === 'loaded') {
        this.#loaded();
      } else if (data.ok) {
        this.#settle(data.id, data.value, false);
      } else {
        this.#settle(data.id, new EngineError(data.message, data.details), false);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#busy) this.#settle(this.#busy.call.id, new EngineError(event.message || 'the engine does not load', {}), true);
    };
    return worker;
  }

  /** From here on the deadline counts, for what runs at the moment too. */
  #loaded(): void {
    this.#warm = true;
    const busy = this.#busy;
    if (!busy) return;
    clearTimeout(busy.timer);
    busy.timer = setTimeout(() => this.#settle(busy.call.id, new Overdue(), true), DEADLINE);
  }

  #settle(id: number, result: unknown, fatal: boolean): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (this.#busy?.call.id === id) {
      clearTimeout(this.#busy.timer);
      this.#busy = undefined;
    }
    if (fatal) this.stop();
    if (result instanceof Error) waiting.reject(result);
    else waiting.resolve(result);
    this.#pump();
  }
}

/** The engine of the page. */
export const engine = new Engine();
