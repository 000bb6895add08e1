// `vtlkit/api` for browsers and bundlers.
import { api } from "./api.mjs";
import { files } from "./files-web.mjs";

export const { init, readApi, invoke, lintFile, extract, inject, exportTemplate, throttle } = api(
  files(() => new URL("../dist/api.wasm", import.meta.url), "vtlkit/api"),
);
export { VtlkitError } from "./error.mjs";
