import * as glue from "../dist/vtlkit.glue.mjs";
import { Engine } from "./engine.mjs";
import { VtlkitError } from "./error.mjs";

export const version = "0.1.0";

/** A text that was given, or an error that says what was given instead. */
export function text(value, what) {
  if (typeof value !== "string") throw new TypeError(`${what} is a string, not ${value === null ? "null" : typeof value}`);
  return value;
}

/** Options as they cross over. */
export const json = (value) => (value === undefined ? "" : JSON.stringify(value));

/** The functions of the package, over the files they are loaded from. */
export function core(files) {
  const engine = new Engine(glue, files);
  // A template that nobody holds any more is forgotten, unless its instance is gone with all of them.
  const freed = new FinalizationRegistry(({ number, generation }) => {
    if (generation === engine.generation) engine.call("release", number);
  });

  class Template {
    #text;
    #options;
    #compiled;

    constructor(template, options) {
      this.#text = text(template, "a template");
      this.#options = json(options);
      this.#compile();
    }

    #compile() {
      const number = engine.call("compile", this.#text, this.#options);
      this.#compiled = { number, generation: engine.generation };
      freed.register(this, this.#compiled, this);
    }

    render(request) {
      if (this.#compiled === undefined) {
        throw new VtlkitError({ kind: "options", message: "the template was freed", help: "make a new one" });
      }
      if (this.#compiled.generation !== engine.generation) {
        freed.unregister(this);
        this.#compile();
      }
      const output = engine.call("render", this.#compiled.number, json(request));
      const overrides = engine.call("overrides");
      return { output, overrides: overrides === undefined ? {} : JSON.parse(overrides) };
    }

    free() {
      if (this.#compiled === undefined) return;
      freed.unregister(this);
      if (this.#compiled.generation === engine.generation) engine.call("release", this.#compiled.number);
      this.#compiled = undefined;
    }
  }

  return {
    init: (source) => engine.init(source),
    Template,
    render(template, request, options) {
      const compiled = new Template(template, options);
      try {
        return compiled.render(request);
      } finally {
        compiled.free();
      }
    },
    parse: (template, options) => JSON.parse(engine.call("parse", text(template, "a template"), json(options))),
    lint: (template, options) => JSON.parse(engine.call("lint", text(template, "a template"), json(options))),
    fix: (template, options) => JSON.parse(engine.call("fix", text(template, "a template"), json(options))),
    explain: (rule) => engine.call("explain", text(rule, "a rule")),
    rules: () => JSON.parse(engine.call("rules")),
    catalog: () => JSON.parse(engine.call("catalog")),
  };
}
