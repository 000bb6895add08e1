// The engine for browsers and bundlers: `init` fetches its module.
import { Engine } from "./engine.mjs";
import { VtlkitError } from "./error.mjs";
import { load } from "./load.mjs";

export const engine = new Engine({
  now() {
    throw new VtlkitError({
      kind: "not-ready",
      message: "the engine is not loaded yet",
      help: 'import { init } from "vtlkit", and write `await init()` first',
    });
  },
  load: (source) => load(source ?? new URL("../dist/vtlkit.wasm", import.meta.url)),
});
