// What reads definitions, for Node.
import { api } from "./api.mjs";
import { engine } from "./engine-node.mjs";

export const definitions = api(engine);
