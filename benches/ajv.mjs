// Times ajv with draft 4 on the schema and body on stdin: reading the body and validating it, warm.
import { readFileSync } from "node:fs";
import Ajv from "ajv-draft-04";

const { schema, body } = JSON.parse(readFileSync(0, "utf8"));
const validate = new (Ajv.default ?? Ajv)({ strict: false }).compile(JSON.parse(schema));
if (!validate(JSON.parse(body))) throw new Error("the body is not valid");

const call = () => validate(JSON.parse(body));
const warm = performance.now() + 1000;
let count = 0;
while (performance.now() < warm) {
  call();
  count += 1;
}
const calls = Math.max(1, Math.floor(count / 100));
const rounds = [];
const end = performance.now() + 1000;
while (performance.now() < end) {
  const start = performance.now();
  for (let i = 0; i < calls; i += 1) call();
  rounds.push(((performance.now() - start) * 1e6) / calls);
}
rounds.sort((a, b) => a - b);
console.log(JSON.stringify({ ns: rounds[Math.floor(rounds.length / 2)] }));
