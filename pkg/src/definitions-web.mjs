// What reads definitions, for browsers and bundlers.
import { api } from "./api.mjs";
import { files } from "./files-web.mjs";

export const definitions = api(
  files(() => new URL("../dist/api.wasm", import.meta.url), "vtlkit/api"),
);
