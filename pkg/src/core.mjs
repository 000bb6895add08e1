import * as glue from "../dist/vtlkit.glue.mjs";
import { crossing, json, text } from "./arguments.mjs";
import { Engine } from "./engine.mjs";
import { Handle } from "./handle.mjs";

export const version = "0.1.0";

/** The functions of the package, over the file they are loaded from. */
export function core(files) {
  const engine = new Engine(glue, files);

  class Template {
    #handle;
    #traces;

    constructor(template, options) {
      text(template, "a template");
      const given = json(options);
      this.#traces = options?.trace === true;
      this.#handle = new Handle(engine, this, () => engine.call("compile", template, given));
    }

    render(request) {
      const output = engine.call("render", this.#handle.number(), ...crossing(request));
      const overrides = engine.call("overrides");
      const result = { output, overrides: overrides === undefined ? {} : JSON.parse(overrides) };
      if (this.#traces) result.trace = JSON.parse(engine.call("trace"));
      return result;
    }

    free() {
      this.#handle.free();
    }
  }

  return {
    init: (source, rest) => engine.init(source, rest),
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
  };
}
