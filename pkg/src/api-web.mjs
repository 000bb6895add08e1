// `vtlkit/api` for browsers and bundlers.
import { definitions } from "./definitions-web.mjs";

export const { init, readApi, load, invoke, invokeAsync, lintFile, fixFile, extract, inject, exportTemplate, throttle } = definitions;
export { VtlkitError } from "./error.mjs";
