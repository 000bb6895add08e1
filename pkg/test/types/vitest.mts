import { expect } from "vitest";
import { matchers, type VtlkitMatchers } from "vtlkit/testing";

declare module "vitest" {
  interface Matchers<R, T> extends VtlkitMatchers<R> {}
}

expect.extend(matchers);
expect("$x").toRender({ body: { a: 1 } }, { a: 1 });
expect("$x").not.toLintClean();
// @ts-expect-error a request has no query
expect("$x").toRender({ query: {} }, "");
