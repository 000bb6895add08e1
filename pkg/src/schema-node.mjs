// `vtlkit/schema` for Node.
import { files } from "./files-node.mjs";
import { schema } from "./schema.mjs";

export const { init, compile, Schema } = schema(files(() => new URL("../dist/schema.wasm", import.meta.url)));
export { VtlkitError } from "./error.mjs";
