import { VtlkitError } from "./error.mjs";

/** An instance that has grown beyond this is not kept once a render has run into a limit: memory never shrinks. */
const LARGE = 256 * 1024 * 1024;

/**
 * One file of wasm, and the instance of it that is in use. What is seldom needed may be in a second file, the rest, which
 * the first one asks for when it gets there.
 */
export class Engine {
  /** Counts the instances: what an earlier one held is gone. */
  generation = 0;
  #glue;
  #exports;
  #starting;
  /**
   * How to get the file: `whole()` at once, where that can be done, and `load(source)` in its time; the rest of it with
   * `rest()` and `ahead()`.
   */
  #files;
  /** The rest, compiled, once it is there. */
  #rest;

  constructor(glue, files) {
    this.#glue = glue;
    this.#files = files;
    glue.onRest?.((first) => {
      this.#rest ??= files.rest();
      // It puts itself where the first file calls it.
      new WebAssembly.Instance(this.#rest, { first });
    });
  }

  /** Starts the first instance, once, however often it is called. */
  init(source, rest) {
    if (this.#exports) return Promise.resolve();
    this.#starting ??= this.#start(source, rest).catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #start(source, rest) {
    const given = rest === undefined ? undefined : this.#files.load(rest);
    const [module, compiled] = await Promise.all([this.#files.load(source), given]);
    this.#rest ??= compiled;
    // Where a call has started an instance meanwhile, that one stays.
    if (!this.#exports) this.#exports = await this.#glue.default({ module_or_path: module });
    if (this.#glue.onRest && !this.#rest) {
      // Where that fails, it is tried again when the rest is needed.
      this.#files.ahead?.().then((loaded) => (this.#rest ??= loaded), () => {});
    }
  }

  /** Calls a function of the wasm file. */
  call(name, ...args) {
    if (!this.#exports) this.#exports = this.#glue.initSync({ module: this.#files.whole() });
    try {
      return this.#glue[name](...args);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #translate(error) {
    if (typeof error === "string") {
      const members = JSON.parse(error);
      if (members.kind === "limit" && this.#exports.memory.buffer.byteLength > LARGE) this.#restart();
      return new VtlkitError(members);
    }
    if (error instanceof VtlkitError) {
      // The rest cannot be loaded: the call was left in the middle, the next one tries again.
      this.#restart();
      return error;
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
    this.#glue.__wbg_reset_state();
    this.#exports = this.#glue.initSync();
  }
}
