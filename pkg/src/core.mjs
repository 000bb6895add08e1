import * as glue from "../dist/vtlkit.glue.mjs";
import { crossing, json, text } from "./arguments.mjs";
import { Engine } from "./engine.mjs";
import { Handle } from "./handle.mjs";

export const version = "0.1.0";

/** The functions of the package, over the file they are loaded from. */
export function core(files) {
  const engine = new Engine(glue, files);

  function rendered(template, request, traces) {
    const output = engine.call("render", template, ...crossing(request));
    const overrides = engine.call("overrides");
    const result = { output, overrides: overrides === undefined ? {} : JSON.parse(overrides) };
    if (traces) result.trace = JSON.parse(engine.call("trace"));
    return result;
  }

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
      return rendered(this.#handle.number(), request, this.#traces);
    }

    free() {
      this.#handle.free();
    }
  }

  return {
    init: (source, rest) => engine.init(source, rest),
    Template,
    render(template, request, options) {
      text(template, "a template");
      const compiled = engine.call("compile", template, json(options));
      const { generation } = engine;
      try {
        return rendered(compiled, request, options?.trace === true);
      } finally {
        // A failure may have ended the instance, and the template with it.
        if (generation === engine.generation) engine.call("release", compiled);
      }
    },
    parse: (template, options) => JSON.parse(engine.call("parse", text(template, "a template"), json(options))),
    lint: (template, options) => JSON.parse(engine.call("lint", text(template, "a template"), json(options))),
    fix: (template, options) => JSON.parse(engine.call("fix", text(template, "a template"), json(options))),
  };
}
