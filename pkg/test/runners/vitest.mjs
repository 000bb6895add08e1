import { expect, test } from "vitest";
import { matchers } from "vtlkit/testing";
import cases from "./cases.cjs";

cases({ expect, test, matchers });
