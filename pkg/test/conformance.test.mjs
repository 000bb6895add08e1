// The cases that `cargo xtask` gives, through the package: it compares the results with what the cases expect.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { render } from "vtlkit";
import { run } from "./jobs.mjs";

test("every case has a result", () => {
  const lines = readFileSync(process.env.VTLKIT_JOBS, "utf8").trimEnd().split("\n");
  const results = run(render, lines);
  assert.equal(results.length, lines.length);
  assert.ok(results.length > 1000);
  writeFileSync(process.env.VTLKIT_RESULTS_NODE, results.join("\n"));
});
