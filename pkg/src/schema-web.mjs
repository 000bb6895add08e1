// `vtlkit/schema` for browsers and bundlers.
import { engine } from "./engine-web.mjs";
import { schema } from "./schema.mjs";

export const { init, compile, Schema } = schema(engine);
export { VtlkitError } from "./error.mjs";
