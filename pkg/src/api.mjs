import * as glue from "../dist/api.glue.mjs";
import { json, text } from "./arguments.mjs";
import { Engine } from "./engine.mjs";

/** The functions for definition files, over the file they are loaded from. */
export function api(files) {
  const engine = new Engine(glue, files);
  const file = (name, content) => [text(name, "a file's name"), text(content, "a file")];
  return {
    init: (source) => engine.init(source),
    readApi: (name, content) => JSON.parse(engine.call("read_api", ...file(name, content))),
    invoke: (name, content, call) =>
      JSON.parse(engine.call("invoke", ...file(name, content), json({ time: Date.now(), ...call }))),
    lintFile: (name, content, options) =>
      JSON.parse(engine.call("lint_file", ...file(name, content), json(options))),
    extract: (name, content) => JSON.parse(engine.call("extract", ...file(name, content))),
    inject: (name, content, index, template) =>
      engine.call("inject", ...file(name, content), index, text(template, "a template")),
    exportTemplate: (template, format) =>
      engine.call("export_template", text(template, "a template"), text(format, "a format")),
    throttle: (options) => JSON.parse(engine.call("throttle", json(options))),
  };
}
