import { json, takes, text } from "./arguments.mjs";
import { definitions } from "./definition.mjs";

/** The functions for definition files, of an engine. */
export function api(engine) {
  const file = (name, content) => [text(name, "a file's name"), text(content, "a file")];
  const definition = (name, content, options) => [...file(name, content), json(options, "options")];
  const { Definition, forOnce, violations } = definitions(engine);
  return {
    violations,
    init: takes("init", ["source"], (source) => engine.init(source)),
    readApi: takes("readApi", ["name", "text", "options"], (...given) =>
      JSON.parse(engine.call("read_api", ...definition(...given))),
    ),
    load: takes("load", ["name", "text", "options"], (...given) => new Definition(definition(...given))),
    invoke: takes("invoke", ["name", "text", "call", "options"], (name, content, call, options) => {
      const once = forOnce(definition(name, content, options));
      try {
        return once.invoke(call);
      } finally {
        once.free();
      }
    }),
    invokeAsync: takes("invokeAsync", ["name", "text", "call", "options"], async (name, content, call, options) => {
      const once = forOnce(definition(name, content, options));
      try {
        return await once.invokeAsync(call);
      } finally {
        once.free();
      }
    }),
    lintFile: takes("lintFile", ["name", "text", "options"], (name, content, options) =>
      JSON.parse(engine.call("lint_file", ...file(name, content), json(options, "options"))),
    ),
    fixFile: takes("fixFile", ["name", "text", "options"], (name, content, options) =>
      JSON.parse(engine.call("fix_file", ...file(name, content), json(options, "options"))),
    ),
    extract: takes("extract", ["name", "text"], (...given) => JSON.parse(engine.call("extract", ...file(...given)))),
    inject: takes("inject", ["name", "text", "index", "template"], (name, content, index, template) => {
      if (!Number.isInteger(index) || index < 0) throw new TypeError("the index of a template must be a non-negative integer");
      return engine.call("inject", ...file(name, content), index, text(template, "a template"));
    }),
    exportTemplate: takes("exportTemplate", ["template", "format"], (template, format) =>
      engine.call("export_template", text(template, "a template"), text(format, "a format")),
    ),
    throttle: takes("throttle", ["plan"], (plan) => JSON.parse(engine.call("throttle", json(plan, "plan")))),
  };
}
