import * as glue from "../dist/vtlkit.glue.mjs";
import { VtlkitError } from "./error.mjs";

/** An instance that has grown beyond this is not kept once a render has run into a limit: memory never shrinks. */
const LARGE = 256 * 1024 * 1024;

/** The module of WebAssembly, and the instance of it that is in use: all parts of the package share it. */
export class Engine {
  /** Counts the instances: what an earlier one held is gone. */
  generation = 0;
  #exports;
  #starting;
  /** How to get the module: `now()` at once, where that can be done, and `load(source)` as a promise. */
  #files;

  constructor(files) {
    this.#files = files;
  }

  /** Starts the first instance, once, however often it is called. */
  init(source) {
    if (this.#exports) return Promise.resolve();
    this.#starting ??= this.#start(source).catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(source) {
    const loaded = await this.#files.load(source);
    // Where a call has started an instance meanwhile, that one stays.
    if (!this.#exports) this.#exports = await glue.default({ module_or_path: loaded });
  }

  /** Calls a function of the module. */
  call(name, ...args) {
    if (!this.#exports) this.#exports = glue.initSync({ module: this.#files.now() });
    try {
      return glue[name](...args);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #translate(error) {
    if (error?.name === VtlkitError.prototype.name) {
      if (error.kind === "limit" && this.#exports.memory.buffer.byteLength > LARGE) this.#restart();
      return new VtlkitError(error);
    }
    // A trap leaves the instance in a state nobody knows: the next call gets a new one.
    this.#restart();
    const message = `the engine failed: ${error instanceof Error ? error.message : String(error)}`;
    const failure = new VtlkitError({
      kind: "trap",
      message,
      help: "this is a bug of vtlkit: please report the template; other templates go on rendering",
    });
    failure.cause = error;
    return failure;
  }

  #restart() {
    this.generation += 1;
    glue.__wbg_reset_state();
    this.#exports = glue.initSync();
  }
}
