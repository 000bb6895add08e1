import { expect, test } from "vitest";
import "vtlkit/vitest";
import passing from "./passing.cjs";

passing({ expect, test });
