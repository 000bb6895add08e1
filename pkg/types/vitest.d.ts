import type { VtlkitMatchers } from "./testing.js";

// What Vitest's own types of `expect` are made from: those have other type parameters in each of its versions.
declare global {
  namespace Chai {
    interface Assertion extends VtlkitMatchers<void> {}
  }
}

export {};
