// The package in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as vtlkit from "vtlkit";
import * as api from "vtlkit/api";
import { compile } from "vtlkit/schema";

const { Template, VtlkitError, fix, init, lint, parse, render } = vtlkit;
const failure = (call) => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof VtlkitError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("init does nothing twice, and nothing at once", async () => {
  const [a, b] = await Promise.all([init(), init(), init()]);
  assert.equal(a, b);
  await init();
  assert.equal(render("$input.body", { body: "x" }).output, "x");
});

const installed = new URL("node_modules/vtlkit/", import.meta.url);
const source = (name) => import(new URL(`src/${name}.mjs`, installed));
const file = readFileSync(new URL("dist/vtlkit.wasm", installed));

test("all parts share one instance, which is started once", async () => {
  const [{ core }, { api }, { schema }, { Engine }, { load }] = await Promise.all(["core", "api", "schema", "engine", "load"].map(source));
  let loaded = 0;
  const engine = new Engine({
    now: () => assert.fail("it is not loaded"),
    load(given) {
      loaded += 1;
      return load(given);
    },
  });
  const parts = [core(engine), api(engine), schema(engine)];
  const streamed = new Response(file, { headers: { "Content-Type": "application/wasm" } });
  await Promise.all(parts.map(({ init }) => init(streamed)));
  assert.equal(loaded, 1);
  const [{ render }, { extract }, { compile }] = parts;
  assert.equal(render("$input.body", { body: "x" }).output, "x");
  assert.deepEqual(extract("a.yaml", "a: 1"), []);
  assert.equal(compile({ type: "object" }).validate({}).valid, true);
});

test("a module is loaded from bytes, a module, and any answer", async () => {
  const { load } = await source("load");
  const module = new WebAssembly.Module(file);
  const untyped = new Response(file);
  for (const given of [file, file.buffer.slice(file.byteOffset, file.byteOffset + file.length), module, untyped, Promise.resolve(module)]) {
    assert.ok((await load(given)) instanceof WebAssembly.Module);
  }
});

test("what cannot be loaded is refused", async () => {
  const { load } = await source("load");
  const failing = (response, message) => assert.rejects(load(response), { name: "VtlkitError", kind: "load", message });
  await failing(new Response("", { status: 404 }), /^cannot load .*: the server answers 404$/);
  await failing(new Response("x"), /^cannot load .*: it is not WebAssembly: /);
  await failing("http://127.0.0.1:1/vtlkit.wasm", /^cannot load http:\/\/127\.0\.0\.1:1\/vtlkit\.wasm: /);
  await assert.rejects(load(new Uint8Array(4)), WebAssembly.CompileError);
});

test("a template is rendered once or many times", () => {
  const request = { body: { a: ["é😀", 1.5] }, headers: { H: "h" }, context: { stage: "dev" }, stageVariables: { v: "1" } };
  const text = "$input.path('$.a') $input.params('H') $context.stage $stageVariables.v";
  assert.deepEqual(render(text, request), { output: '["é😀",1.5] h dev 1', overrides: {} });
  const template = new Template("$input.path('$.n')#set($context.responseOverride.status = $input.path('$.n'))");
  for (let n = 0; n < 100; n++) {
    assert.deepEqual(template.render({ body: { n } }), {
      output: `${n}`,
      overrides: { responseOverride: { status: n } },
    });
  }
  template.free();
  template.free();
  assert.equal(failure(() => template.render()).kind, "options");
  const stock = { dialect: "velocity", variables: { list: [1, 2] } };
  assert.equal(render("#foreach($x in $list)$x#end $missing", undefined, stock).output, "12 $missing");
  assert.equal(render("$input.path('$.n')", '{"body": {"n": 12345678901234567890}}').output, "12345678901234567890");
  const limited = failure(() => render("#foreach($x in [1..9])$x#end", {}, { limits: { steps: 5 } }));
  assert.deepEqual([limited.kind, limited.limit], ["limit", "steps"]);
});

test("errors tell their place in UTF-16", () => {
  const text = "😀é\n  $input.path('$.[')";
  const error = failure(() => render(text, { body: "{}" }));
  assert.deepEqual([error.kind, error.line, text.slice(error.start, error.end).startsWith("$input") || error.column > 0], ["method", 2, true]);
  const syntax = failure(() => new Template("#if($x)\n#set($y = )"));
  assert.deepEqual([syntax.kind, syntax.errors.length, syntax.name], ["syntax", 2, "VtlkitError"]);
  assert.deepEqual(syntax.errors.map((it) => it.line).sort(), [1, 2]);
  assert.ok(syntax instanceof Error && Object.prototype.toString.call(syntax) === "[object Error]");
  assert.match(syntax.stack, /^VtlkitError: .*[^]*engine\.test\.mjs/);
  assert.ok(!Object.keys(syntax).includes("name") && !Object.keys(syntax).includes("message"));
  assert.equal(failure(() => render("", { query: {} })).kind, "request");
  assert.equal(failure(() => render("", {}, { phase: "x" })).kind, "options");
  assert.throws(() => render(undefined), TypeError);
});

test("findings can be shown, explained and fixed", () => {
  const text = "é{\"ids\": [#foreach($x in $input.path('$.a'))\"$foreach.index\"#end]}".slice(1);
  const findings = lint(text);
  const separator = findings.find((it) => it.rule === "loop-separator");
  assert.ok(separator.fix.safe && separator.why && separator.witness.output);
  assert.equal(render(text, separator.witness.request).output, separator.witness.output);
  assert.deepEqual(lint(fix(text).text).filter((it) => it.rule === "loop-separator"), []);
  assert.deepEqual(lint(text, { ignore: ["loop-separator"] }).filter((it) => it.rule === "loop-separator"), []);
  for (const { name } of vtlkit.rules()) assert.match(vtlkit.explain(name), /^#/);
  assert.ok(vtlkit.catalog().variables.some((it) => it.name === "input"));
  const { tree, errors } = parse("a$x#if(1)b#end");
  assert.deepEqual([errors, tree.children.map((it) => it.kind)], [[], ["text", "reference", "if"]]);
});

test("a trace leads from the output to the template", () => {
  const text = "é#if($x)$input.path('$.a')#end";
  const { output, trace } = render(text, { body: { a: "ü" } }, { trace: true });
  const piece = trace.pieces.at(-1);
  assert.equal(output.slice(...piece.output), "ü");
  assert.equal(text.slice(...piece.template), "$input.path('$.a')");
  assert.deepEqual(piece.value, { type: "String", text: "ü" });
  assert.match(trace.branches[0].reason, /missing/);
});

const DEFINITION = `
openapi: 3.0.1
info: { title: t, version: "1" }
paths:
  /a:
    get:
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{"statusCode": 200}' }
        responses: { default: { statusCode: "200", responseTemplates: { application/json: "é$context.stage" } } }
`;

test("a request goes through a definition", () => {
  const { response, trail } = api.invoke("a.yaml", DEFINITION, { method: "GET", path: "/a" });
  assert.deepEqual([response.status, response.body], [200, "étest"]);
  assert.ok(trail.length > 5);
  assert.deepEqual(api.readApi("a.yaml", DEFINITION).apis[0].binaryMediaTypes, []);
  assert.equal(api.readApi("a.yaml", DEFINITION).apis[0].routes[0].path, "/a");
  const [, template] = api.extract("a.yaml", DEFINITION);
  const changed = api.inject("a.yaml", DEFINITION, 1, "$context.stage!");
  assert.equal(api.extract("a.yaml", changed)[1].text, "$context.stage!");
  assert.equal(template.text, "é$context.stage");
  assert.equal(failure(() => api.invoke("a.yaml", "openapi: [", { method: "GET", path: "/" })).kind, "definition");
  for (const name of ["fixFile", "invoke", "invokeAsync", "lintFile", "load"]) assert.equal(vtlkit[name], api[name]);
});

test("attacks find what breaks, and withstood ones nothing", () => {
  const broken = (attack) => attack.attempts.filter(({ verdict }) => verdict === "broken");
  const unescaped = vtlkit.attack(`{"a": "$input.path('$.a')"}`, { body: { a: 1 } });
  const quote = broken(unescaped).find(({ where, change }) => where === "$.a" && change === "a quote");
  assert.equal(quote.output, '{"a": "say "hi""}');
  assert.deepEqual(quote.place, [12, 13]);
  assert.deepEqual(vtlkit.render(`{"a": "$input.path('$.a')"}`, quote.input).output, quote.output);
  assert.deepEqual(unescaped.base, { index: 0, request: { body: '{"a":1}' } });
  assert.deepEqual(broken(vtlkit.attack(`{"a": $input.json('$.a')}`)), []);
  const api_ = api.load("a.yaml", DEFINITION.replace("é$context.stage", '{\\"a\\": \\"$input.params(\'a\')\\"}'));
  const call = { method: "GET", path: "/a?a=1" };
  assert.ok(broken(api_.attack(call)).some(({ where, change }) => where === "query a" && change === "an added member"));
  assert.throws(() => api_.attack({ ...call, backend: () => ({}) }), /the `backend` of an attack is an answer, not a function/);
});

test("fixes of a definition leave the rest of the file as it is", () => {
  const unescaped = DEFINITION.replace("é$context.stage", '{\\"a\\": \\"$input.params(\'a\')\\"}');
  assert.equal(api.fixFile("a.yaml", unescaped).text, unescaped);
  const fixed = api.fixFile("a.yaml", unescaped, { unsafe: true });
  assert.equal(fixed.fixed, 1);
  assert.deepEqual(api.lintFile("a.yaml", fixed.text), []);
});

test("comments of a definition suppress findings", () => {
  const unescaped = DEFINITION.replace("é$context.stage", '{\\"a\\": \\"$input.params(\'a\')\\"}');
  const rules = (text) => api.lintFile("a.yaml", text).map((it) => it.rule);
  assert.deepEqual(rules(unescaped), ["unescaped-in-string"]);
  const comment = (indent, rule) => unescaped.replace(/^ +responses: { default/m, `${indent}# vtlkit-disable-next-line ${rule}\n$&`);
  assert.deepEqual(rules(comment("        ", "unescaped-in-string")), []);
  assert.deepEqual(rules(comment("        ", "quoted-json")).sort(), ["unescaped-in-string", "unused-suppression"]);
});

test("a body is the same however it crosses over", () => {
  const body = '{"a": "é😀\\u00e9 \\"", "b": [1.50]}';
  const text = '$input.body $input.path("$.a") $input.params("p")';
  const expected = `${body} é😀é " 1`;
  const others = { querystring: { p: "1" } };
  class Request {
    constructor() {
      Object.assign(this, others, { body });
    }
  }
  for (const request of [
    { ...others, body },
    JSON.stringify({ body, ...others }),
    Object.assign(Object.create(null), others, { body }),
    new Request(),
    { body: "not this one", toJSON: () => ({ ...others, body }) },
  ]) {
    assert.equal(render(text, request).output, expected);
  }
  assert.equal(render("$input.body", { body: "" }).output, "{}");
  // Half a character is refused, and does not become another one.
  assert.equal(failure(() => render("$input.body", { body: "\ud83d" })).message, failure(() => render("$input.body", '{"body": "\\ud83d"}')).message);
});

test("a text of any length and any characters crosses over whole", () => {
  for (const length of [1, 60, 61, 62, 63, 64, 65, 200, 70_000]) {
    for (const text of ["", "é", "€", "😀", "é€😀".repeat(50)]) {
      for (const body of ["a".repeat(length) + text, `x${text}${"b".repeat(length)}`, `${text}y`.repeat(length % 1000 + 1)]) {
        assert.equal(render("$input.body", { body }).output, body);
      }
    }
  }
});

test("a request that cannot be read says so", () => {
  const failed = failure(() => render("$input.body", "plain text"));
  assert.equal(failed.kind, "request");
  assert.match(failed.message, /^the request is invalid JSON: /);
  assert.match(failed.help, /\{ body: "…" \}/);
  assert.match(failure(() => render("", { query: {} })).message, /^a request has no member `query`/);
  assert.throws(() => render("", { body: 1n }), /TypeError: this value cannot be written as JSON: .*BigInt/);
});

test("models give the service's verdict", () => {
  const model = compile({ type: "object", required: ["id"] });
  assert.equal(model.validate({ id: 1 }).valid, true);
  assert.equal(model.validate("{}").log, '[object has missing required properties (["id"])]');
  assert.equal(failure(() => compile("{")).kind, "model");
  assert.equal(compile({ required: [] }).refusals.length, 1);
});

test("an instance that has met 10,000 errors still works", () => {
  for (let round = 0; round < 10_000; round++) {
    failure(() => render(round % 2 ? "#if(" : "$input.path('$.[')", { body: "{}" }));
  }
  assert.equal(render("$input.body", { body: "x" }).output, "x");
});

test("a trap is reported, and the next call works", () => {
  const kept = new Template("$input.body");
  const deep = "#set($x = " + "(".repeat(90) + "1" + ")".repeat(90) + ")$x";
  let traps = 0;
  // At the end of JavaScript's stack there is none left for WebAssembly.
  const fall = () => {
    try {
      fall();
    } catch {
      // Too deep to do anything here; some levels above it is possible to call.
    }
    if (traps > 0) return;
    try {
      render(deep);
    } catch (error) {
      if (error instanceof VtlkitError && error.kind === "trap") traps += 1;
    }
  };
  fall();
  assert.equal(traps, 1);
  assert.equal(render(deep).output, "1");
  assert.equal(kept.render({ body: "still here" }).output, "still here");
});

test("what nests as deep as it may does not trap", () => {
  const depth = (n) => "#if(true)".repeat(n) + "x" + "#end".repeat(n);
  assert.equal(render(depth(499)).output, "x");
  assert.equal(failure(() => render(depth(501))).kind, "syntax");
  const brackets = (n) => `#set($x = ${"(".repeat(n)}1${")".repeat(n)})$x`;
  assert.equal(render(brackets(98)).output, "1");
  const nested = "[".repeat(5000) + "]".repeat(5000);
  try {
    render("$input.path('$')", { body: nested });
  } catch (error) {
    assert.notEqual(error.kind, "trap");
  }
  lint(depth(499));
  parse(brackets(98));
  const macros = { dialect: "velocity", limits: { depth: 1000 } };
  try {
    render("#define($a)$a#end$a", undefined, macros);
  } catch (error) {
    assert.notEqual(error.kind, "trap", error.message);
  }
});
