// No function ignores an argument, or a member of its options.
import assert from "node:assert/strict";
import test from "node:test";
import * as vtlkit from "vtlkit";
import * as api from "vtlkit/api";
import * as schema from "vtlkit/schema";
import * as testing from "vtlkit/testing";
import { DEFINITION } from "./runners/definition.cjs";

const call = { method: "POST", path: "/users", body: { id: 7 } };
const file = ["api.yaml", DEFINITION];

/** For each function of each part: arguments that it takes, all of them. */
const ARGUMENTS = {
  vtlkit: {
    init: [undefined],
    render: ["x", {}, {}],
    Template: ["x", {}],
    parse: ["x", {}],
    lint: ["x", {}],
    fix: ["x", {}],
    attack: ["x", {}, {}],
    explain: ["unescaped-in-string"],
    rules: [],
    catalog: [],
    load: [...file, {}],
    invoke: [...file, call, {}],
    invokeAsync: [...file, call, {}],
    lintFile: [...file, {}],
    fixFile: [...file, {}],
  },
  api: {
    init: [undefined],
    readApi: [...file, {}],
    load: [...file, {}],
    invoke: [...file, call, {}],
    invokeAsync: [...file, call, {}],
    lintFile: [...file, {}],
    fixFile: [...file, {}],
    extract: file,
    inject: [...file, 2, "x"],
    exportTemplate: ["x", "yaml"],
    throttle: [{ arrivals: [] }],
  },
  schema: { init: [undefined], compile: ["{}"], Schema: ["{}"] },
  testing: {
    toRender: ["x", {}, "x"],
    toOverride: ["x", {}, {}],
    toFailRendering: ["#if(", {}, "syntax"],
    toLintClean: ["x", {}],
    toRespond: [api.invoke(...file, call), { status: 201 }],
  },
};

test("an argument more is refused by every function", async () => {
  for (const [part, functions] of Object.entries({ vtlkit, api, schema, testing })) {
    const exported = Object.keys(functions).filter((name) => typeof functions[name] === "function" && name !== "VtlkitError");
    assert.deepEqual(Object.keys(ARGUMENTS[part]).sort(), exported.sort(), part);
    for (const [name, given] of Object.entries(ARGUMENTS[part])) {
      const call = (...more) =>
        /^[A-Z]/.test(name) ? new functions[name](...given, ...more) : functions[name](...given, ...more);
      await call();
      await call(undefined);
      const refused = { name: "TypeError", message: /, and got an argument more: / };
      await assert.rejects(async () => call({ a: 1 }), refused, `${part}: ${name}`);
    }
  }
});

test("an argument more is refused by every method", () => {
  const refused = { name: "TypeError", message: /, and got an argument more: true$/ };
  assert.throws(() => new vtlkit.Template("x").render({}, true), refused);
  assert.throws(() => schema.compile("{}").validate("{}", true), refused);
  assert.throws(() => api.load(...file).invoke(call, true), refused);
});

test("a member that there is not is refused in every object of options", () => {
  const refused = (call, message) => assert.throws(call, { name: "VtlkitError", message });
  refused(() => vtlkit.render("x", { query: {} }), /^a request has no member `query`, only /);
  refused(() => vtlkit.render("x", {}, { phases: "request" }), /^the options have no member `phases`, only /);
  refused(() => vtlkit.render("x", {}, { limits: { step: 1 } }), /^the limits have no member `step`, only /);
  refused(() => new vtlkit.Template("x", { traces: true }), /^the options have no member `traces`, only /);
  refused(() => vtlkit.parse("x", { phase: "request" }), /^the options have no member `phase`, only dialect$/);
  refused(() => vtlkit.lint("x", { unsafe: true }), /^the options have no member `unsafe`, only /);
  refused(() => vtlkit.fix("x", { all: true }), /^the options have no member `all`, only .*unsafe/);
  refused(() => api.lintFile(...file, { unsafe: true }), /^the options have no member `unsafe`, only /);
  refused(() => api.invoke(...file, { ...call, backends: {} }), /^the options have no member `backends`, only /);
  refused(() => api.invoke(...file, { ...call, backend: { code: 1 } }), /it has a member `code`, and only /);
  refused(() => api.throttle({ arrivals: [], rates: 1 }), /^the options have no member `rates`, only /);
  refused(() => api.throttle({ arrivals: [], quota: { limit: 1, period: "DAY", days: 1 } }), /^the quota has no member `days`/);
});

test("what JSON would leave out or change is refused", () => {
  const refused = (call, message) => assert.throws(call, { name: "TypeError", message });
  refused(() => vtlkit.render("x", /x/), /^`request` is a value of the class RegExp/);
  refused(() => vtlkit.render("x", { body: "b", headers: { a: () => 1 } }), /^`request\.headers\.a` is a function/);
  refused(() => vtlkit.render("x", { body: new URLSearchParams("a=1") }), /^`request\.body` is a value of the class URLSearchParams/);
  refused(() => vtlkit.render("x", { body: { a: [new Set()] } }), /^`request\.body\.a\[0\]` is a value of the class Set/);
  refused(() => vtlkit.render("x", { body: new Uint8Array(1) }), /^`request\.body` is a value of the class Uint8Array/);
  refused(() => vtlkit.render("x", { context: { n: Infinity } }), /^`request\.context\.n` is Infinity/);
  refused(() => vtlkit.lint("x", /x/), /^`options` is a value of the class RegExp/);
  refused(() => vtlkit.lint("x", { names: [Symbol("x")] }), /^`options\.names\[0\]` is a symbol/);
  refused(() => schema.compile(/x/), /^`model` is a value of the class RegExp/);
  refused(() => schema.compile("{}").validate(() => 1), /^`body` is a function/);
  refused(() => api.inject(...file, "2", "x"), /^the index of a template must be a non-negative integer$/);
  refused(() => api.inject(...file, -1, "x"), /^the index of a template must be a non-negative integer$/);
  // What JSON can hold is taken.
  const date = new Date(0);
  assert.equal(vtlkit.render("$input.body", { body: { date, no: undefined } }).output, '{"date":"1970-01-01T00:00:00.000Z"}');
});
