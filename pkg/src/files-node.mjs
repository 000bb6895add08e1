import { readFileSync } from "node:fs";
import { compile } from "./files-web.mjs";

/** A file of wasm that is read when it is needed, and the rest of it, if it is in two. */
export const files = (address, rest) => ({
  whole: () => new WebAssembly.Module(readFileSync(address())),
  rest: () => new WebAssembly.Module(readFileSync(rest())),
  load: async (source) => (source === undefined ? WebAssembly.compile(readFileSync(address())) : compile(source)),
});
