// Extends the `expect` of Vitest.
import { expect } from "vitest";
import { matchers } from "vtlkit/testing";

expect.extend(matchers);
