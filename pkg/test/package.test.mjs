// What is in the tarball, and what it offers.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL("node_modules/vtlkit/", import.meta.url));

test("the tarball has what is needed", () => {
  const files = readdirSync(folder, { recursive: true }).filter((file) => statSync(folder + file).isFile());
  const parts = ["api", "index", "schema", "testing"];
  const expected = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "package.json",
    "bin/vtlkit.cjs",
    "bin/wasi.cjs",
    "dist/vtlkit.wasm",
    "dist/vtlkit.glue.mjs",
    "dist/docs.mjs",
    "dist/node.cjs",
    ...["jest", "vitest"].map((part) => `types/${part}.d.ts`),
    ...parts.flatMap((part) => [`dist/${part}.cjs`, `dist/${part}.mjs`, `types/${part}.d.ts`, `types/${part}.d.mts`]),
    ...readdirSync(new URL("../src/", import.meta.url)).map((file) => `src/${file}`),
  ];
  assert.deepEqual(files.map((file) => file.replaceAll("\\", "/")).sort(), expected.sort());
});

test("every part is there for import, require and browsers, with the same names", async () => {
  for (const part of ["vtlkit", "vtlkit/api", "vtlkit/schema", "vtlkit/testing"]) {
    const imported = await import(part);
    const required = require(part);
    const name = part.split("/")[1] ?? "index";
    const web = await import(new URL(`node_modules/vtlkit/src/${name}-web.mjs`, import.meta.url));
    const names = Object.keys(required).sort();
    assert.deepEqual(Object.keys(imported).sort(), names);
    assert.deepEqual(Object.keys(web).sort(), names);
    // One instance: what is imported and what is required are the same.
    for (const name of names) assert.equal(imported[name], required[name]);
    const types = readFileSync(`${folder}types/${name}.d.ts`, "utf8");
    for (const name of names) assert.match(types, new RegExp(`\\b${name}\\b`), `${part}: ${name} has no type`);
    assert.doesNotMatch(types, /\bany\b(?! other)/, "a type that says nothing");
  }
});

test("the parts for test runners say what is missing where there is none", () => {
  assert.throws(() => require("vtlkit/jest"), /where there is `expect`/);
  const manifest = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  for (const part of ["./vitest", "./jest"]) {
    for (const file of Object.values(manifest.exports[part])) assert.ok(statSync(folder + file).isFile());
    assert.ok(manifest.sideEffects.includes(manifest.exports[part].default), "a bundler may not leave it out");
  }
});

test("the versions are one", async () => {
  const { version } = await import("vtlkit");
  assert.equal(version, JSON.parse(readFileSync(`${folder}package.json`, "utf8")).version);
  const manifest = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(/^version = "(.*)"$/m.exec(manifest)[1], version);
});
