import { readFileSync } from "node:fs";
import { compile } from "./files-web.mjs";

/** A file of wasm that is read when it is needed. */
export const files = (address) => ({
  whole: () => new WebAssembly.Module(readFileSync(address())),
  load: async (source) => (source === undefined ? WebAssembly.compile(readFileSync(address())) : compile(source)),
});
