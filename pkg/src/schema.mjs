import * as glue from "../dist/schema.glue.mjs";
import { atMost, json, takes, text } from "./arguments.mjs";
import { Engine } from "./engine.mjs";
import { Handle } from "./handle.mjs";

/** The functions for request models, over the file they are loaded from. */
export function schema(files) {
  const engine = new Engine(glue, files);

  class Schema {
    #text;
    #handle;

    constructor(model) {
      atMost("new Schema", ["model"], arguments);
      this.#text = typeof model === "string" ? model : json(model, "model");
      this.#handle = new Handle(engine, this, () => engine.call("compile", this.#text));
    }

    get refusals() {
      return JSON.parse(engine.call("refusals", this.#handle.number(), this.#text));
    }

    validate(body) {
      atMost("validate", ["body"], arguments);
      const given = typeof body === "string" ? body : json(body, "body");
      return JSON.parse(engine.call("validate", this.#handle.number(), text(given, "a body")));
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
