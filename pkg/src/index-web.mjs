// The entry for browsers and bundlers.
import { core } from "./core.mjs";
import { files } from "./files-web.mjs";

export const { init, render, Template, parse, lint, fix, explain, rules, catalog } = core(
  files(() => new URL("../dist/vtlkit.wasm", import.meta.url), "vtlkit"),
);
export { invoke, lintFile } from "./api-web.mjs";
export { VtlkitError } from "./error.mjs";
export { version } from "./core.mjs";
