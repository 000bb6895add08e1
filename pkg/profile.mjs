// Prints the numbers of the functions that a page needs first: those that run when common templates are rendered and
// linted. `cargo xtask wasm` runs it with the glue and a file that counts, and makes a file of its own of the others.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [glue, file] = process.argv.slice(2);
const engine = await import(pathToFileURL(glue).href);
const exports = engine.initSync({ module: readFileSync(file) });

/** What a call gives; an error of a template is a result too. */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    if (typeof error !== "string") throw error;
    return undefined;
  }
}

function render(template, request, options = "") {
  const number = attempt(() => engine.compile(template, options));
  if (number === undefined) return;
  for (let times = 0; times < 2; times++) attempt(() => engine.render(number, JSON.stringify(request)));
  engine.overrides();
  engine.release(number);
}

const root = new URL("../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const data = readdirSync(new URL("benches/data/", root)).filter((name) => name.endsWith(".json"));
const cases = [
  ...data.map((name) => JSON.parse(read(`benches/data/${name}`))),
  ...read("tests/conformance/template.ndjson").trimEnd().split("\n").map((line) => JSON.parse(line)),
];
for (const { template, request = {}, mode } of cases) {
  if (mode !== "apigw") continue;
  render(template, request);
  // A payload comes as a value as well.
  let body;
  try {
    body = JSON.parse(request.body);
  } catch {
    continue;
  }
  render(template, { ...request, body });
  attempt(() => engine.lint(template, ""));
}
// What people see first: a payload with all kinds of values, a template that is still being written, and one with a fault.
const body = { text: "é\n", whole: 7, large: 2 ** 40, fraction: -0.5, yes: true, no: false, nothing: null, list: [{}, []] };
for (const name of Object.keys(body)) render(`$input.path('$.${name}') $input.json('$.${name}')`, { body });
for (const template of ["#if($x", "{\"a\": $input.json('$.a'", "{\"a\": \"$input.path('$.a')\"}", "$inptu.body"]) {
  render(template, { body });
  attempt(() => engine.lint(template, ""));
}
console.log(
  Object.keys(exports)
    .filter((name) => /^ran\d+$/.test(name) && exports[name].value === 1)
    .map((name) => name.slice(3))
    .join("\n"),
);
