// `vtlkit/testing` for Node.
import { definitions } from "./definitions-node.mjs";
import { lint, render } from "./index-node.mjs";
import { testing } from "./testing.mjs";

export const { matchers, assertions } = testing({ render, lint, violations: definitions.violations });
export const { toRender, toOverride, toFailRendering, toLintClean, toRespond } = assertions;
