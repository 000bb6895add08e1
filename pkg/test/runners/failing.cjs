// Each of these tests has to fail: one that passes would be one that checks nothing.
const { load } = require("vtlkit/api");
const { DEFINITION } = require("./definition.cjs");

module.exports = function failing({ expect, test }) {
  const template = "{\"PK\": \"USER#$input.path('$.id')\"}";
  const api = load("api.yaml", DEFINITION);
  const call = { method: "POST", path: "/users", body: { id: 7 } };
  const done = api.invoke(call);
  const checks = {
    "another output": () => expect(template).toRender({ body: { id: 8 } }, { PK: "USER#7" }),
    "the output that is not to be": () => expect(template).not.toRender({ body: { id: 7 } }, { PK: "USER#7" }),
    "no expected output": () => expect(template).toRender({ body: { id: 7 } }),
    "no expected output, denied": () => expect(template).not.toRender({ body: { id: 7 } }),
    "an argument more": () => expect(template).toRender({ body: { id: 7 } }, { PK: "USER#7" }, { phase: "response" }),
    "a template that fails has no other output": () => expect("#if(").not.toRender({}, "x"),
    "a RegExp for a request": () => expect("x").toRender(/x/, "x"),
    "a Map for a body": () => expect("$input.body").toRender({ body: new Map([["a", 1]]) }, "{}"),
    "a function among the headers": () => expect("x").toRender({ headers: { a: () => 1 } }, "x"),
    "a pattern that does not match": () => expect("{}").toRender({}, /x/),
    "a date is not an object without members": () => expect("{}").toRender({}, new Date()),
    "an object that does not contain it": () =>
      expect(template).toRender({ body: { id: 7 } }, expect.objectContaining({ SK: "x" })),
    "a text that is not contained": () => expect("{}").toRender({}, expect.not.stringContaining("{")),
    "other overrides": () => expect("x").toOverride({}, { responseOverride: { status: 404 } }),
    "options of an override": () => expect("x").toOverride({}, {}, { phase: "response" }),
    "an unknown override": () => expect("x").not.toOverride({}, { responseOverrides: {} }),
    "a failure with another message": () => expect("#if(").toFailRendering(/another message/),
    "a failure with another message, for a request": () => expect("#if(").toFailRendering({}, /another message/),
    "a failure with another text": () => expect("#if(").toFailRendering("another message"),
    "a failure of another kind": () => expect("#if(").toFailRendering({}, "method"),
    "a kind that there is not": () => expect("#if(").not.toFailRendering({}, { kind: "syntactic" }),
    "a request that is none": () => expect("$input.body").toFailRendering({ query: {} }),
    "a template that does not fail": () => expect("x").toFailRendering(),
    "findings": () => expect(template).toLintClean(),
    "findings with a RegExp for options": () => expect("x").toLintClean(/x/),
    "a rule that there is not": () => expect("x").toLintClean({ select: ["x"] }),
    "another status": () => expect(done).toRespond({ status: 200 }),
    "another body": () => expect(done).toRespond({ json: { stored: false } }),
    "a member less": () => expect(done).toRespond({ subset: { stored: true, id: 7 } }),
    "another header": () => expect(done).toRespond({ headers: { "Content-Type": "text/plain" } }),
    "a header that is not to be there": () => expect(done).toRespond({ headers: { "Content-Type": null } }),
    "another gateway response": () => expect(done).toRespond({ error: "BAD_REQUEST_BODY" }),
    "an endpoint that is called": () => expect(done).toRespond({ integration: null }),
    "another request of the integration": () => expect(done).toRespond({ integration: { json: {} } }),
    "an invalid body": () => expect(done).toRespond({ bodySchema: "Item" }),
    "other bytes": () => expect(done).toRespond({ base64: "e30=" }),
    "a model that there is not": () => expect(done).toRespond({ bodySchema: "Nobody" }),
    "nothing expected": () => expect(done).toRespond({}),
    "nothing expected, denied": () => expect(done).not.toRespond({}),
    "an unknown expectation": () => expect(done).not.toRespond({ statusCode: 500 }),
    "an unknown expectation of the integration": () => expect(done).not.toRespond({ integration: { path: "/" } }),
    "a promise of a response": () => expect(api.invokeAsync(call)).not.toRespond({ status: 500 }),
    "a backend that gives a promise": () => api.invoke({ ...call, backend: async () => ({}) }),
    "a backend that gives nothing": () => api.invoke({ ...call, backend: () => undefined }),
    "a backend with an unknown member": () => api.invoke({ ...call, backend: () => ({ statusCode: 500 }) }),
    "a backend that throws": () =>
      api.invoke({
        ...call,
        backend() {
          throw new Error("the backend has thrown");
        },
      }),
    "an unknown member of a call": () => api.invoke({ ...call, api: "x" }),
    "an argument more of invoke": () => api.invoke(call, { backend: {} }),
  };
  for (const [name, check] of Object.entries(checks)) test(name, check);
  return Object.keys(checks).length;
};
