// What reads definitions, for Node.
import { api } from "./api.mjs";
import { files } from "./files-node.mjs";

export const definitions = api(
  files(() => new URL("../dist/api.wasm", import.meta.url)),
);
