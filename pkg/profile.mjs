// Prints the numbers of the pieces of code that a page needs first: those that run when it renders and lints its first
// templates. `cargo xtask wasm` runs it with the glue and a file that counts, and makes a file of its own of the others.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [glue, file] = process.argv.slice(2);
const engine = await import(pathToFileURL(glue).href);
const exports = engine.initSync({ module: readFileSync(file) });

function render(template, request) {
  const number = engine.compile(template, "");
  const { body, ...others } = request;
  // The second time the memory of the first is used again.
  for (let times = 0; times < 2; times++) engine.render(number, JSON.stringify(others), body);
  // A payload may come as a value as well, which becomes JSON without blanks.
  engine.render(number, JSON.stringify({ ...others, body: JSON.parse(body) }));
  engine.overrides();
  engine.release(number);
}

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const examples = [
  ["dynamodb-put-item/request.vtl", '{"user_id": 123, "name": "Ann O\'Hara"}'],
  ["dynamodb-get-item/response.vtl", '{"Item": {"PK": {"S": "USER#123"}, "name": {"S": "Ann"}}}'],
];
for (const [path, body] of examples) {
  const template = read(`examples/${path}`);
  render(template, { body, context: { requestId: "c6af9ac6-7b61" } });
  engine.lint(template, "");
}
// What one tries first.
for (const text of ["Hello $input.params('name')", "$input.path('$.a')", "$input.body", '{"a": "$input.path(\'$.a\')"}']) {
  for (const body of ['{"a": 1, "b": ["x", true, null]}', '{"a":1,"b":["x",true,null],"c":[1,2]}']) {
    render(text, { body, querystring: { name: "Ann" } });
  }
}
const { template, request } = JSON.parse(read("benches/data/dynamodb-put.json"));
render(template, request);

console.log(
  Object.keys(exports)
    .filter((name) => /^ran\d+$/.test(name) && exports[name].value === 1)
    .map((name) => name.slice(3))
    .join("\n"),
);
