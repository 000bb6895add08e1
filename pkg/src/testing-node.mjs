// `vtlkit/testing` for Node.
import { lint, render } from "./index-node.mjs";
import { testing } from "./testing.mjs";

export const { matchers, assertions } = testing({ render, lint });
export const { toRender, toOverride, toFailRendering, toLintClean } = assertions;
