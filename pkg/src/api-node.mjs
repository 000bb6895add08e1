// `vtlkit/api` for Node.
import { definitions } from "./definitions-node.mjs";

export const { init, readApi, load, invoke, invokeAsync, lintFile, fixFile, extract, inject, exportTemplate, throttle } = definitions;
export { VtlkitError } from "./error.mjs";
