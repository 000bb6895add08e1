// `vtlkit/testing` in Vitest, Jest and here, and the types.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { toFailRendering, toLintClean, toOverride, toRender } from "vtlkit/testing";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
function passes(program, args, env) {
  const run = spawnSync(process.execPath, [path(`../node_modules/${program}`), ...args], {
    cwd: path("."),
    encoding: "utf8",
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  return run.stdout + run.stderr;
}

test("Vitest", () => {
  const said = passes("vitest/vitest.mjs", ["run", "--root", "runners", "--config", "vitest.config.mjs"]);
  assert.match(said, /1 passed/);
});

test("Jest", () => {
  const said = passes("jest/bin/jest.js", ["--rootDir", "runners", "--config", '{"testMatch":["**/jest.cjs"],"moduleFileExtensions":["js","cjs","mjs"]}']);
  assert.match(said, /1 passed/);
});

test("node:test", () => {
  const template = "{\"PK\": \"USER#$input.path('$.id')\"}";
  toRender(template, { body: { id: 7 } }, { PK: "USER#7" });
  toOverride("#set($context.requestOverride.header.a = 'b')", {}, { requestOverride: { header: { a: "b" } } });
  toFailRendering("#if(", {}, "syntax");
  toLintClean("plain");
  assert.throws(() => toRender(template, { body: { id: 8 } }, { PK: "USER#7" }), {
    name: "AssertionError",
    actual: { PK: "USER#8" },
    expected: { PK: "USER#7" },
  });
  try {
    toRender(template, { body: { id: 8 } }, "");
    assert.fail("it should have thrown");
  } catch (error) {
    assert.match(error.stack.split("\n").find((line) => line.includes(" at ")), /runners\.test\.mjs/, "the place is the test's");
  }
  assert.throws(() => toRender("#if(", {}, ""), /the template fails with syntax: .* \(line 1, column \d+\)/);
});

test("TypeScript, as ESM and as CommonJS", () => {
  passes("typescript/bin/tsc", ["--project", "types"]);
});
