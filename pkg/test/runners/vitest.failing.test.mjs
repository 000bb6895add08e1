import { expect, test } from "vitest";
import { matchers } from "vtlkit/testing";
import failing from "./failing.cjs";

expect.extend(matchers);
failing({ expect, test });
