import * as glue from "../dist/schema.glue.mjs";
import { json, text } from "./arguments.mjs";
import { Engine } from "./engine.mjs";
import { Handle } from "./handle.mjs";

/** The functions for request models, over the file they are loaded from. */
export function schema(files) {
  const engine = new Engine(glue, files);

  class Schema {
    #text;
    #handle;

    constructor(model) {
      this.#text = typeof model === "string" ? model : json(model);
      text(this.#text, "a model");
      this.#handle = new Handle(engine, this, () => engine.call("compile", this.#text));
    }

    get refusals() {
      return JSON.parse(engine.call("refusals", this.#handle.number(), this.#text));
    }

    validate(body) {
      const given = typeof body === "string" ? body : json(body);
      return JSON.parse(engine.call("validate", this.#handle.number(), text(given, "a body")));
    }

    free() {
      this.#handle.free();
    }
  }

  return { init: (source) => engine.init(source), compile: (model) => new Schema(model), Schema };
}
