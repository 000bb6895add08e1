// `vtlkit/schema` for browsers and bundlers.
import { files } from "./files-web.mjs";
import { schema } from "./schema.mjs";

export const { init, compile, Schema } = schema(
  files(() => new URL("../dist/schema.wasm", import.meta.url), "vtlkit/schema"),
);
export { VtlkitError } from "./error.mjs";
