import { expect } from "@jest/globals";
import { matchers, type VtlkitMatchers } from "vtlkit/testing";

declare module "expect" {
  interface Matchers<R, T> extends VtlkitMatchers<R> {}
}

expect.extend(matchers);
expect("$x").toRender({ body: { a: 1 } }, { a: 1 });
expect("#if(").not.toFailRendering(/directive/);
// @ts-expect-error a request has no query
expect("$x").toRender({ query: {} }, "");
