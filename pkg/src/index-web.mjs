// The entry for browsers and bundlers.
import { core } from "./core.mjs";
import { files } from "./files-web.mjs";

export const { init, render, Template, parse, lint, fix } = core(
  files(
    () => new URL("../dist/vtlkit.wasm", import.meta.url),
    "vtlkit",
    () => new URL("../dist/vtlkit.rest.wasm", import.meta.url),
  ),
);
export { invoke, invokeAsync, lintFile, load } from "./api-web.mjs";
export { catalog, explain, rules } from "./docs.mjs";
export { VtlkitError } from "./error.mjs";
export { version } from "./core.mjs";
