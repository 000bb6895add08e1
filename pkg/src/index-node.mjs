// `vtlkit` for Node.
import { core } from "./core.mjs";
import { files } from "./files-node.mjs";

export const { init, render, Template, parse, lint, fix } = core(
  files(
    () => new URL("../dist/vtlkit.wasm", import.meta.url),
    () => new URL("../dist/vtlkit.rest.wasm", import.meta.url),
  ),
);
export { invoke, invokeAsync, lintFile, load } from "./api-node.mjs";
export { catalog, explain, rules } from "./docs.mjs";
export { VtlkitError } from "./error.mjs";
export { version } from "./core.mjs";
