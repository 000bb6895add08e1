// `vtlkit/api` for Node.
import { api } from "./api.mjs";
import { files } from "./files-node.mjs";

export const { init, readApi, invoke, lintFile, extract, inject, exportTemplate, throttle } = api(
  files(() => new URL("../dist/api.wasm", import.meta.url)),
);
export { VtlkitError } from "./error.mjs";
