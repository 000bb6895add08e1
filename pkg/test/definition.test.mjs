// Requests through definitions, with backends that are functions.
import assert from "node:assert/strict";
import test from "node:test";
import { VtlkitError } from "vtlkit";
import { invoke, invokeAsync, load, readApi } from "vtlkit/api";
import { toRespond } from "vtlkit/testing";
import { DEFINITION } from "./runners/definition.cjs";

const call = { method: "POST", path: "/users", body: { id: 7 }, time: 0 };

test("a definition is read once, and gives what it gives when it is read each time", async () => {
  const api = load("api.yaml", DEFINITION);
  for (const backend of [undefined, { status: 500 }, { error: "timeout" }]) {
    const once = invoke("api.yaml", DEFINITION, { ...call, backend });
    assert.deepEqual(api.invoke({ ...call, backend }), once);
    assert.deepEqual(await api.invokeAsync({ ...call, backend }), once);
    assert.deepEqual(await invokeAsync("api.yaml", DEFINITION, { ...call, backend }), once);
  }
  api.free();
  api.free();
  assert.throws(() => api.invoke(call), { name: "VtlkitError", kind: "options" });
  assert.throws(() => load("api.yaml", "openapi: ["), { name: "VtlkitError", kind: "definition" });
  assert.throws(() => load("api.yaml", "a: 1"), { kind: "definition", message: "`api.yaml` defines no REST API" });
});

test("a file that defines several APIs needs the name of one", () => {
  const api = (Name) => ({ Type: "AWS::ApiGateway::RestApi", Properties: { Name } });
  const several = load("two.json", JSON.stringify({ Resources: { A: api("a"), B: api("b") } }));
  assert.throws(() => several.invoke(call), { message: "`two.json` defines several APIs: `a` (`A`), `b` (`B`)", help: "choose one by its name or its logical name: `--api-name` in the command, `apiName` in JavaScript" });
  assert.throws(() => several.invoke({ ...call, apiName: "c" }), { message: "`two.json` has no API `c`", help: "it has `a` (`A`), `b` (`B`)" });
  assert.equal(several.invoke({ ...call, apiName: "b" }).gatewayResponse, "MISSING_AUTHENTICATION_TOKEN");
});

test("a backend that is a function gets what the endpoint gets, once, and answers", async () => {
  const api = load("api.yaml", DEFINITION);
  const seen = [];
  const backend = (request) => {
    seen.push(request);
    return JSON.parse(request.body).Item.PK.S === "7" ? { status: 400, body: { __type: "X" } } : {};
  };
  const rejected = api.invoke({ ...call, backend });
  assert.equal(rejected.response.status, 502);
  assert.deepEqual(seen, [rejected.integrationRequest]);
  assert.deepEqual(rejected, api.invoke({ ...call, backend: { status: 400, body: { __type: "X" } } }));
  assert.equal(api.invoke({ ...call, body: { id: 8 }, backend }).response.status, 201);
  assert.equal(invoke("api.yaml", DEFINITION, { ...call, backend }).response.status, 502);
  seen.length = 0;
  // The request is not valid: the endpoint is not called.
  assert.equal(api.invoke({ ...call, body: {}, backend }).response.status, 400);
  assert.deepEqual(seen, []);
  // A backend can be what calls another API.
  const chained = () => ({ status: api.invoke({ ...call, backend: { status: 500 } }).response.status });
  assert.equal(api.invoke({ ...call, backend: chained }).response.status, 502);
  const later = async (request) => (await new Promise((resolve) => setTimeout(resolve, 1)), backend(request));
  assert.equal((await api.invokeAsync({ ...call, backend: later })).response.status, 502);
  assert.equal((await invokeAsync("api.yaml", DEFINITION, { ...call, backend: later })).response.status, 502);
  assert.equal((await api.invokeAsync({ ...call, backend })).response.status, 502);
  assert.equal((await api.invokeAsync({ ...call, body: {}, backend: later })).response.status, 400);
});

test("what a backend does wrong is said", async () => {
  const api = load("api.yaml", DEFINITION);
  const failing = (backend) => () => api.invoke({ ...call, backend });
  assert.throws(failing(() => undefined), { name: "TypeError", message: /^`backend` gives an object with .*, not undefined$/ });
  assert.throws(failing(async () => ({})), { name: "TypeError", message: /`invokeAsync` waits for it$/ });
  assert.throws(failing(() => Promise.reject(new Error("late"))), TypeError);
  assert.throws(failing(() => ({ statusCode: 500 })), { kind: "options", message: /it has a member `statusCode`, and only status, / });
  assert.throws(failing(() => ({ error: "timeout", status: 500 })), { kind: "options", message: /it has both `error` and `status`/ });
  assert.throws(failing(() => ({ body: new Map() })), { name: "TypeError", message: /^`call\.backend\.body` is a value of the class Map/ });
  const own = new Error("mine");
  assert.throws(failing(() => { throw own; }), (error) => error === own);
  await assert.rejects(api.invokeAsync({ ...call, backend: () => Promise.reject(own) }), (error) => error === own);
  await assert.rejects(api.invokeAsync({ ...call, backend: async () => undefined }), TypeError);
  await assert.rejects(invokeAsync("api.yaml", "openapi: [", call), { kind: "definition" });
  assert.equal(api.invoke(call).response.status, 201);
});

test("bodies can be bytes, in both directions", () => {
  const definition = DEFINITION.replace("type: aws\n", "type: http_proxy\n")
    .replace("arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem", "https://example.com/")
    .replace("\ninfo:", "\nx-amazon-apigateway-binary-media-types: [image/png]\ninfo:");
  const headers = { "Content-Type": "image/png", Accept: "image/png" };
  const seen = [];
  const backend = ({ body, isBase64Encoded }) => {
    seen.push([body, isBase64Encoded]);
    return { headers: { "Content-Type": "image/png" }, body: "/wA=", isBase64Encoded };
  };
  const done = load("api.yaml", definition).invoke({ ...call, headers, body: "iVBORw==", isBase64Encoded: true, backend });
  assert.deepEqual(seen, [["iVBORw==", true]]);
  toRespond(done, { base64: "/wA=", integration: { base64: "iVBORw==" } });
  assert.throws(() => toRespond(done, { base64: "/wE=" }), { message: 'base64 differs\n  - "/wE="\n  + "/wA="' });
  assert.throws(() => toRespond(done, { text: "/wA=" }), { message: /^text:\n  the body is not UTF-8, expect it with `base64`/ });
});

test("members and arguments that there are not are refused", () => {
  const api = load("api.yaml", DEFINITION);
  assert.throws(() => api.invoke({ ...call, api: "users" }), { message: /^the options have no member `api`, only method, .*apiName/ });
  assert.throws(() => api.invoke({ ...call, headers: { Accept: () => "x" } }), { name: "TypeError", message: /^`call\.headers\.Accept` is a function/ });
  assert.throws(() => api.invoke({ ...call, headers: new Headers() }), { message: /^`call\.headers` is a value of the class Headers/ });
  assert.throws(() => api.invoke({ ...call, body: Promise.resolve(1) }), { message: /^`call\.body` is a value of the class Promise/ });
  assert.throws(() => api.invoke({ ...call, body: { list: [1, NaN] } }), { message: /^`call\.body\.list\[1\]` is NaN/ });
  assert.throws(() => api.invoke("POST /users"), { name: "TypeError", message: /^a call is an object/ });
  assert.throws(() => api.invoke(/x/), TypeError);
});

test("a definition goes on after a trap", () => {
  const deep = `#set($x = ${"(".repeat(90)}1${")".repeat(90)})$x`;
  const api = load("api.yaml", DEFINITION.replace('{"stored": true}', deep.replaceAll("$", "$$$$")));
  assert.equal(api.invoke(call).response.body, "1");
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
      api.invoke(call);
    } catch (error) {
      if (error instanceof VtlkitError && error.kind === "trap") traps += 1;
    }
  };
  fall();
  assert.equal(traps, 1);
  assert.equal(api.invoke(call).response.body, "1");
});

test("a definition is read with the files it names, and with values for what it leaves open", () => {
  const template = "Parameters: {Bus: {Type: String}}\nResources: {Users: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ./api.yaml}}}\n";
  const files = { "api.yaml": DEFINITION.replace("'users'", "'${Bus}'") };
  assert.throws(() => load("template.yaml", template), { kind: "definition", message: "there is no file `./api.yaml`" });
  const read = readApi("template.yaml", template, { files });
  assert.deepEqual([read.files, read.apis[0].id, read.missing], [["template.yaml", "api.yaml"], "Users", []]);
  const api = load("template.yaml", template, { files, region: "us-west-2" });
  assert.equal(api.invoke({ ...call, apiName: "Users" }).response.status, 201);
  assert.equal(invoke("template.yaml", template, call, { files }).response.status, 201);
  assert.throws(() => load("template.yaml", template, { file: {} }), { message: /^the options have no member `file`, only files/ });
  assert.throws(() => load("template.yaml", template, { files: { a: 1 } }), { message: "`files.a` must be a string" });
});

test("a test runs a method without routing", () => {
  const api = load("api.yaml", DEFINITION);
  const { path, ...rest } = call;
  assert.equal(api.invoke({ ...rest, path: path.split("?")[0], testInvoke: true }).response.status, 201);
  assert.equal(api.invoke({ ...rest, path: "/nowhere", testInvoke: true }).response.status, 403);
  assert.throws(() => api.invoke({ ...call, pathParameters: { id: "1" } }), { message: /^`pathParameters` are only for `testInvoke`/ });
});
