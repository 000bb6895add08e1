// Prints how the package compares with velocityjs and ajv-draft-04, in Node and in Chromium. `cargo xtask bench --wasm`
// runs it, with the cases of the native benchmark on stdin.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import * as vite from "vite";
import { Template, render } from "vtlkit";
import { compile } from "vtlkit/schema";
import { measure } from "./measure.mjs";
import { ARGUMENTS, serve } from "./support.mjs";

let input = "";
for await (const chunk of process.stdin.setEncoding("utf8")) input += chunk;
const cases = input.trimEnd().split("\n").map((line) => JSON.parse(line));
const items = Array.from({ length: 50 }, (_, id) => ({ id, name: `name ${id}`, tags: ["a", "b"], size: id % 7 }));
const body = JSON.stringify({ items });
const model = JSON.stringify({
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "object",
  required: ["items"],
  properties: {
    items: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "name"],
        properties: {
          id: { type: "integer", minimum: 0 },
          name: { type: "string", minLength: 1, maxLength: 40 },
          tags: { type: "array", items: { type: "string", enum: ["a", "b", "c"] } },
          size: { type: "number", maximum: 100 },
        },
      },
    },
  },
});

let missed = 0;
function print(place, { rows, validation }) {
  console.log(`\n${place}, µs`);
  console.log(`${"".padEnd(16)} ${"warm".padStart(9)} ${"velocityjs".padStart(11)} ${"ratio".padStart(7)}   ${"parse+render".padStart(12)} ${"velocityjs".padStart(11)} ${"ratio".padStart(7)}`);
  const number = (value) => (value === undefined ? "-" : value.toFixed(2));
  const times = (value) => (value === undefined ? "-" : `${value.toFixed(1)}x`);
  for (const { id, warm, theirWarm, cold, theirCold } of rows) {
    const a = theirWarm && theirWarm / warm;
    const b = theirCold && theirCold / cold;
    if (a < 2 || b < 5) missed += 1;
    console.log(
      `${id.padEnd(16)} ${number(warm).padStart(9)} ${number(theirWarm).padStart(11)} ${times(a).padStart(7)}   ${number(cold).padStart(12)} ${number(theirCold).padStart(11)} ${times(b).padStart(7)}`,
    );
  }
  const { own, theirs } = validation;
  console.log(`validation       ${own.toFixed(2).padStart(9)} ajv ${theirs.toFixed(2).padStart(7)} ${(theirs / own).toFixed(1).padStart(6)}x`);
}

print("Node", measure({ render, Template, compile }, cases, model, body));

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = path("../../target/wasm/site-bench");
await vite.build({ root: path("site"), base: "./", logLevel: "error", build: { outDir: folder, emptyOutDir: true }, worker: { format: "es" } });
const server = await serve(folder, { headers: { "Cache-Control": "max-age=3600, immutable" }, types: { ".wasm": "application/wasm" } });
const profile = path("../../target/wasm/profile");
mkdirSync(profile, { recursive: true });
const browser = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM, headless: true, args: ARGUMENTS });
try {
  const page = await browser.newPage();
  const starts = [];
  for (let visit = 0; visit < 22; visit++) {
    await page.goto(`${server.url}?bench`);
    await page.waitForFunction("window.started !== undefined");
    starts.push(await page.evaluate("window.started"));
  }
  const result = await page.evaluate(([cases, model, body]) => window.measure(cases, model, body), [cases, model, body]);
  print("Chromium", result);
  // The second visit may still be the one that fills the browser's cache of compiled code.
  const cached = (name) => starts.slice(2).map((it) => it[name]).sort((a, b) => a - b)[10];
  const [instantiated, whole] = [cached("instantiated"), cached("whole")];
  console.log(
    `start in Chromium with the file in its cache: instantiate and first render ${instantiated.toFixed(1)} ms, ` +
      `${whole.toFixed(1)} ms with the fetch before; first visit ${starts[0].whole.toFixed(1)} ms`,
  );
  if (instantiated > 15) missed += 1;
} finally {
  await browser.close();
  await server.close();
}
if (missed > 0) console.log(`${missed} figures are not what is wanted: warm 2x, parse and render 5x, start 15 ms`);
if (process.argv.includes("--check") && missed > 0) process.exitCode = 1;
