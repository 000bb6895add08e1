// `vtlkit/testing` for browsers and bundlers.
import { definitions } from "./definitions-web.mjs";
import { lint, render } from "./index-web.mjs";
import { testing } from "./testing.mjs";

export const { matchers, assertions } = testing({ render, lint, violations: definitions.violations });
export const { toRender, toOverride, toFailRendering, toLintClean, toRespond } = assertions;
