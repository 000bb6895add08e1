import { atMost, crossing, isLong, json, takes, text, utf8 } from "./arguments.mjs";
import { Handle } from "./handle.mjs";

export const version = "0.1.0";

/** The functions for templates, of an engine. */
export function core(engine) {
  function rendered(template, request, traces) {
    const [given, body] = crossing(request, "request");
    const output =
      isLong(given) || isLong(body)
        ? engine.call("render_bytes", template, utf8(given), utf8(body))
        : engine.call("render", template, given, body);
    const overrides = engine.call("overrides");
    const result = { output, overrides: overrides === undefined ? {} : JSON.parse(overrides) };
    if (traces) result.trace = JSON.parse(engine.call("trace"));
    return result;
  }

  class Template {
    #handle;
    #traces;

    constructor(template, options) {
      atMost("new Template", ["template", "options"], arguments);
      text(template, "a template");
      const given = json(options, "options");
      this.#traces = options?.trace === true;
      this.#handle = new Handle(engine, this, "release_template", () => engine.call("compile", template, given));
    }

    render(request) {
      atMost("render", ["request"], arguments);
      return rendered(this.#handle.number(), request, this.#traces);
    }

    free() {
      this.#handle.free();
    }
  }

  function render(template, request, options) {
    text(template, "a template");
    const compiled = engine.call("compile", template, json(options, "options"));
    const { generation } = engine;
    try {
      return rendered(compiled, request, options?.trace === true);
    } finally {
      // A failure may have ended the instance, and the template with it.
      if (generation === engine.generation) engine.call("release_template", compiled);
    }
  }

  /** A function that takes a template and options. */
  const ofTemplate = (name) =>
    takes(name, ["template", "options"], (template, options) =>
      JSON.parse(engine.call(name, text(template, "a template"), json(options, "options"))),
    );

  return {
    init: takes("init", ["source"], (source) => engine.init(source)),
    Template,
    render: takes("render", ["template", "request", "options"], render),
    parse: ofTemplate("parse"),
    lint: ofTemplate("lint"),
    fix: ofTemplate("fix"),
    attack: takes("attack", ["template", "requests", "options"], (template, requests, options) => {
      const given = requests === undefined || Array.isArray(requests) ? requests : [requests];
      return JSON.parse(engine.call("attack", text(template, "a template"), json(options, "options"), json(given, "requests")));
    }),
  };
}
