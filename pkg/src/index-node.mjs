// `vtlkit` for Node.
import { core } from "./core.mjs";
import { engine } from "./engine-node.mjs";

export const { init, render, Template, parse, lint, fix, attack } = core(engine);
export { invoke, invokeAsync, lintFile, fixFile, load } from "./api-node.mjs";
export { catalog, explain, rules } from "./docs.mjs";
export { VtlkitError } from "./error.mjs";
export { version } from "./core.mjs";
