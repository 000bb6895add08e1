import { matchers, type VtlkitMatchers } from "vtlkit/testing";

declare global {
  namespace jest {
    interface Matchers<R, T> extends VtlkitMatchers<R> {}
  }
}

expect.extend(matchers);
expect("$x").toRender({ body: { a: 1 } }, { a: 1 });
// @ts-expect-error a request has no query
expect("$x").toRender({ query: {} }, "");
