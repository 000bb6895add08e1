// `vtlkit` for browsers and bundlers.
import { core } from "./core.mjs";
import { engine } from "./engine-web.mjs";

export const { init, render, Template, parse, lint, fix } = core(engine);
export { invoke, invokeAsync, lintFile, load } from "./api-web.mjs";
export { catalog, explain, rules } from "./docs.mjs";
export { VtlkitError } from "./error.mjs";
export { version } from "./core.mjs";
