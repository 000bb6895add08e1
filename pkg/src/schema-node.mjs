// `vtlkit/schema` for Node.
import { engine } from "./engine-node.mjs";
import { schema } from "./schema.mjs";

export const { init, compile, Schema } = schema(engine);
export { VtlkitError } from "./error.mjs";
