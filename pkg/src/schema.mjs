import { atMost, isLong, json, takes, text, utf8 } from "./arguments.mjs";
import { Handle } from "./handle.mjs";

/** The functions for request models, of an engine. */
export function schema(engine) {
  class Schema {
    #text;
    #handle;

    constructor(model) {
      atMost("new Schema", ["model"], arguments);
      this.#text = typeof model === "string" ? model : json(model, "model");
      this.#handle = new Handle(engine, this, "release_model", () => engine.call("compile_model", this.#text));
    }

    get refusals() {
      return JSON.parse(engine.call("refusals", this.#handle.number(), this.#text));
    }

    validate(body) {
      atMost("validate", ["body"], arguments);
      const given = text(typeof body === "string" ? body : json(body, "body"), "a body");
      const model = this.#handle.number();
      return JSON.parse(
        isLong(given) ? engine.call("validate_bytes", model, utf8(given)) : engine.call("validate", model, given),
      );
    }

    free() {
      this.#handle.free();
    }
  }

  return {
    init: takes("init", ["source"], (source) => engine.init(source)),
    compile: takes("compile", ["model"], (model) => new Schema(model)),
    Schema,
  };
}
