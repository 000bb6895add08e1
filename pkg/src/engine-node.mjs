// The engine for Node: its module is read when the first call needs it.
import { readFileSync } from "node:fs";
import { Engine } from "./engine.mjs";
import { load } from "./load.mjs";

const read = () => readFileSync(new URL("../dist/vtlkit.wasm", import.meta.url));

export const engine = new Engine({
  now: () => new WebAssembly.Module(read()),
  load: async (source) => load(source ?? read()),
});
