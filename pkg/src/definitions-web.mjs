// What reads definitions, for browsers and bundlers.
import { api } from "./api.mjs";
import { engine } from "./engine-web.mjs";

export const definitions = api(engine);
