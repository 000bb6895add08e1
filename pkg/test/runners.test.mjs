// `vtlkit/testing` in each version of Vitest and Jest, in `node:test`, and its types: each in a project of its own, as a user
// has it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const installed = (name) => path(`../node_modules/${name}`);

/** A project with the package and others, and these files of `from`. */
function project(name, packages, from, files) {
  const folder = path(`../../target/wasm/runners/${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/node_modules`, { recursive: true });
  // A copy: what a link leads to finds other packages than those here.
  cpSync(path("node_modules/vtlkit"), `${folder}/node_modules/vtlkit`, { recursive: true });
  for (const [as, target] of Object.entries(packages)) {
    const link = `${folder}/node_modules/${as}`;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, "dir");
  }
  for (const file of files) cpSync(path(`${from}/${file}`), `${folder}/${file}`);
  return folder;
}

function run(folder, args) {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: "1", FORCE_COLOR: undefined, CI: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", env });
  return { status, said: stdout + stderr };
}

const REPORT = "report.json";

/** Runs tests, and holds what the runner counts against what there is to pass and to fail. */
function counts(folder, args, { passed, failed }) {
  rmSync(`${folder}/${REPORT}`, { force: true });
  const { said } = run(folder, args);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(`${folder}/${REPORT}`, "utf8"));
  const wrong = failed === 0 ? "failed" : "passed";
  const results = testResults.flatMap((file) => file.assertionResults).filter((it) => it.status === wrong);
  assert.deepEqual(results.map((it) => it.title), [], said);
  assert.deepEqual([numPassedTests, numFailedTests], [passed, failed], said);
}

/** What is expected and what is rendered is printed once. */
function printedOnce({ status, said: all }) {
  assert.notEqual(status, 0);
  // Vitest 3 shows it in the list of tests already.
  const said = all.slice(Math.max(all.indexOf("Failed Tests"), 0));
  for (const part of ['- "USER#7"', '+ "USER#8"']) assert.equal(said.split(part).length, 2, `${part} in ${said}`);
}

const FILES = ["definition.cjs", "passing.cjs", "failing.cjs", "package.json"];
const PASSING = 5;
const FAILING = createRequire(import.meta.url)("./runners/failing.cjs")({ expect: undefined, test() {} });

for (const [name, vitest] of Object.entries({ "vitest-3": "vitest-3", "vitest-4": "vitest-4", "vitest-5": "vitest" })) {
  test(`${name}: tests that hold pass, and tests that do not hold fail`, () => {
    const files = [...FILES, "vitest.passing.test.mjs", "vitest.failing.test.mjs"];
    const folder = project(name, { vitest: installed(vitest) }, "runners", files);
    const command = ["node_modules/vitest/vitest.mjs", "run"];
    const report = ["--reporter=json", `--outputFile=${REPORT}`];
    counts(folder, [...command, "vitest.passing", ...report], { passed: PASSING, failed: 0 });
    counts(folder, [...command, "vitest.failing", ...report], { passed: 0, failed: FAILING });
    // Vitest 5 prints no failure in Node 20, which it does not support: it ends on the method that is missing there.
    const prints = name !== "vitest-5" || "groupBy" in Map;
    if (prints) printedOnce(run(folder, [...command, "vitest.failing", "--testNamePattern=another output"]));
  });
}

for (const [name, jest] of Object.entries({ "jest-29": "jest", "jest-30": "jest-30" })) {
  test(`${name}: tests that hold pass, and tests that do not hold fail`, () => {
    const files = [...FILES, "jest.passing.test.cjs", "jest.failing.test.cjs"];
    const folder = project(name, { jest: installed(jest) }, "runners", files);
    const config = { testMatch: ["**/*.test.cjs"], moduleFileExtensions: ["js", "cjs", "mjs"], haste: { enableSymlinks: false } };
    const command = ["node_modules/jest/bin/jest.js", "--rootDir", folder, "--config", JSON.stringify(config)];
    const report = ["--json", `--outputFile=${REPORT}`];
    counts(folder, [...command, "jest.passing", ...report], { passed: PASSING, failed: 0 });
    counts(folder, [...command, "jest.failing", ...report], { passed: 0, failed: FAILING });
    printedOnce(run(folder, [...command, "jest.failing", "--testNamePattern=another output"]));
  });
}

test("TypeScript: each part, as ESM and as CommonJS", () => {
  compiles("types", {}, { files: ["esm.mts", "cjs.cts"], types: [] });
});

for (const [name, vitest] of Object.entries({ "vitest-3": "vitest-3", "vitest-4": "vitest-4", "vitest-5": "vitest" })) {
  test(`TypeScript: matchers of ${name}`, () => {
    compiles(`types-${name}`, { vitest: installed(vitest) }, { files: ["vitest.mts"], types: [] });
  });
}

for (const [name, jest, types] of [
  ["jest-29", "jest", "@types/jest"],
  ["jest-30", "jest-30", "types-jest-30"],
]) {
  test(`TypeScript: matchers of ${name}, with its globals and without`, () => {
    compiles(`types-${name}`, { "@types/jest": installed(types) }, { files: ["jest.mts"], types: ["jest"] });
    const from = createRequire(`${installed(jest)}/package.json`);
    const packages = Object.fromEntries(
      ["@jest/globals", "expect"].map((it) => [it, dirname(from.resolve(`${it}/package.json`))]),
    );
    compiles(`types-${name}-globals`, packages, { files: ["jest-globals.mts"], types: [] });
  });
}

function compiles(name, packages, { files, types }) {
  const folder = project(name, { ...packages, typescript: installed("typescript") }, "types", [...files, "tsconfig.json"]);
  writeFileSync(`${folder}/tsconfig.${name}.json`, JSON.stringify({ extends: "./tsconfig.json", compilerOptions: { types }, files }));
  const { status, said } = run(folder, ["node_modules/typescript/bin/tsc", "--project", `tsconfig.${name}.json`]);
  assert.equal(status, 0, said);
}
