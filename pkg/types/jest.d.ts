import type { VtlkitMatchers } from "./testing.js";

declare global {
  namespace jest {
    // The type parameters are those of `@types/jest`.
    interface Matchers<R, T = {}> extends VtlkitMatchers<R> {}
  }
}

export {};
