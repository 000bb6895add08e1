// A page that uses the package, itself and in a worker.
import { VtlkitError, init, lint, render } from "vtlkit";
import { init as initApi, invoke } from "vtlkit/api";
import { compile, init as initSchema } from "vtlkit/schema";
import { run } from "../jobs.mjs";

const early = (() => {
  try {
    return render("").output;
  } catch (error) {
    return error instanceof VtlkitError ? error.kind : String(error);
  }
})();

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const answer = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (error) => reject(new Error(error.message));
});
worker.postMessage("$input.path('$.a') from a worker");

window.page = (async () => {
  await Promise.all([init(), init(), initApi(), initSchema()]);
  const seldom = render("#set($text = 'a1b22é')$text.replaceAll('[0-9]+', '-') $text.format('%05d', 42)").output;
  let failed = 0;
  for (let round = 0; round < 10_000; round++) {
    try {
      render("#if(");
    } catch (error) {
      failed += error.kind === "syntax" ? 1 : 0;
    }
  }
  const definition =
    'openapi: 3.0.1\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n        type: mock\n        requestTemplates: { application/json: \'{"statusCode": 200}\' }\n        responses: { default: { statusCode: "200" } }\n      responses: { "200": { description: ok } }\n';
  return {
    early,
    seldom,
    failed,
    rendered: render("$input.path('$.a')", { body: { a: "é😀" } }).output,
    rules: lint("{\"a\": \"$input.path('$.a')\"}").map((it) => it.rule),
    status: invoke("a.yaml", definition, { method: "GET", path: "/a" }).response.status,
    valid: compile({ required: ["id"] }).validate({}).valid,
    worker: await answer,
    deep: render("#if(true)".repeat(499) + "x" + "#end".repeat(499)).output,
  };
})();
window.run = (lines) => run(render, lines);
