// `vtlkit/testing` as functions, for `node:test`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { load } from "vtlkit/api";
import { assertions, toFailRendering, toLintClean, toOverride, toRender, toRespond } from "vtlkit/testing";
import { DEFINITION } from "./runners/definition.cjs";

const template = "{\"PK\": \"USER#$input.path('$.id')\"}";
const call = { method: "POST", path: "/users", body: { id: 7 } };
const api = load("api.yaml", DEFINITION);

test("what holds does not throw", () => {
  toRender(template, { body: { id: 7 } }, { PK: "USER#7" });
  toRender(template, { body: { id: 7 } }, { PK: /^USER#\d$/ });
  toRender("{}", undefined, {});
  toOverride("#set($context.requestOverride.header.a = 'b')", {}, { requestOverride: { header: { a: "b" } } });
  toFailRendering("#if(");
  toFailRendering("#if(", "syntax");
  toFailRendering("#if(", {}, "syntax");
  toFailRendering("$input.path('$.l')[3]", { body: { l: [] } }, { kind: "method", column: 19 });
  toLintClean("plain");
  toRespond(api.invoke(call), { status: 201, text: '{"stored": true}', integration: { subset: { TableName: "users" } } });
});

test("what does not hold throws an AssertionError that says where", () => {
  const failing = {
    "the JSON differs\n$.PK\n  - \"USER#7\"\n  + \"USER#8\"": () => toRender(template, { body: { id: 8 } }, { PK: "USER#7" }),
    "the text differs\n\nexpected:\na\n\nactual:\nb": () => toRender("b", {}, "a"),
    "the overrides differ\n$.responseOverride is missing\n  - {\"status\":404}": () =>
      toOverride("x", {}, { responseOverride: { status: 404 } }),
    "the template does not fail, it renders\n\nx": () => toFailRendering("x"),
    "status differs\n  - 200\n  + 201": () => toRespond(api.invoke(call), { status: 200 }),
    "json:\n  the JSON differs\n  $.stored\n    - false\n    + true": () =>
      toRespond(api.invoke(call), { json: { stored: false } }),
    "integration.bodySchema:\n  object has missing required properties ([\"id\"])": () =>
      toRespond(api.invoke(call), { integration: { bodySchema: "User" } }),
  };
  for (const [message, check] of Object.entries(failing)) {
    assert.throws(check, { name: "AssertionError", code: "ERR_ASSERTION", message });
  }
  assert.throws(() => toRender("#if(", {}, ""), /the template fails with syntax: .* \(line 1, column \d+\)/);
  assert.throws(() => toLintClean(template), /^AssertionError: the linter finds\n1:\d+ warning unescaped-in-string: /);
  assert.throws(() => toFailRendering("#if(", /another/), /expected:\n\/another\/$/);
  try {
    toRender(template, { body: { id: 8 } }, "");
    assert.fail("it should have thrown");
  } catch (error) {
    assert.match(error.stack.split("\n").find((line) => line.includes(" at ")), /testing\.test\.mjs/, "the place is the test's");
  }
});

test("what nobody looks at is a TypeError", () => {
  const wrong = [
    [() => toRender(template, /x/, ""), /^`request` is a value of the class RegExp, which cannot be written as JSON$/],
    [() => toRender(template, {}), /^`toRender` takes a request and the expected output, and got less$/],
    [() => toRender(template, {}, {}, { phase: "response" }), /and got an argument more: {"phase":"response"}$/],
    [() => toOverride(template, {}, {}, { phase: "response" }), /and got an argument more: {"phase":"response"}$/],
    [() => toOverride("x", {}, /x/), /^expected overrides are an object, not \/x\/$/],
    [() => toOverride("x", {}, { status: 404 }), /^overrides have no member `status`, only requestOverride, responseOverride$/],
    [() => toRender("{}", {}, { a: new Map() }), /^`expected\.a` is \[object Map\], and no JSON is equal to it$/],
    [() => toRender("{}", {}, { a: [1n] }), /^`expected\.a\[0\]` is 1, and no JSON is equal to it$/],
    [() => toFailRendering("#if(", {}, { kinds: "syntax" }), /^errors have no member `kinds`, only kind, message, line, column$/],
    [() => toFailRendering("#if(", {}, { kind: "trap" }), /^no template fails with `"trap"`, only with syntax, /],
    [() => toFailRendering("#if(", {}, () => {}), /^an expected error is a string, a RegExp, or an object/],
    [() => toLintClean({ template, dialect: "velocity" }), /^only templates of API Gateway are linted/],
    [() => toLintClean({ template, contentType: "text/html" }), /^templates have no member `contentType`, only template, phase, /],
    [() => toRender(7, {}, ""), /^a template is a string, or an object with `template` and options, not 7$/],
    [() => toRespond(api.invoke(call), { statusCode: 201 }), /^responses have no member `statusCode`, only status, headers, /],
    [() => toRespond(api.invoke(call), { integration: { url: "" } }), /^integration requests have no member `url`, only method, /],
    [() => toRespond({ status: 201 }, { status: 201 }), /^`toRespond` is for the result of `invoke`, not for {"status":201}$/],
    [() => toRespond(JSON.parse(JSON.stringify(api.invoke(call))), { bodySchema: "User" }), /^`bodySchema` needs the result of `invoke` itself/],
  ];
  for (const [check, message] of wrong) assert.throws(check, { name: "TypeError", message });
  // An error of the test is none of the template.
  assert.throws(() => toFailRendering("x", { query: {} }), { name: "VtlkitError", kind: "request" });
  assert.throws(() => toFailRendering({ template: "x", phase: "x" }), { name: "VtlkitError", kind: "options" });
  assert.deepEqual(Object.keys(assertions), ["toRender", "toOverride", "toFailRendering", "toLintClean", "toRespond"]);
});

test("node:test prints what is expected and what is rendered once", () => {
  const file = `data:text/javascript,${encodeURIComponent(`
    import { createRequire } from "node:module";
    const { toRender } = createRequire(${JSON.stringify(import.meta.url)})("vtlkit/testing");
    toRender('{"PK": "USER#8"}', {}, { PK: "USER#7" });`)}`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", `await import(${JSON.stringify(file)})`], { encoding: "utf8" });
  assert.equal(stderr.split('- "USER#7"').length, 2, stderr);
  assert.equal(stderr.split('+ "USER#8"').length, 2, stderr);
});
