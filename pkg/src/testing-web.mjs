// `vtlkit/testing` for browsers and bundlers.
import { lint, render } from "./index-web.mjs";
import { testing } from "./testing.mjs";

export const { matchers, assertions } = testing({ render, lint });
export const { toRender, toOverride, toFailRendering, toLintClean } = assertions;
