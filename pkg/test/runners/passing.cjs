// What the matchers do in any runner that has `expect`.
const { load } = require("vtlkit/api");
const { DEFINITION } = require("./definition.cjs");

module.exports = function passing({ expect, test }) {
  const template = "{\"PK\": \"USER#$input.path('$.id')\"}";
  const api = load("api.yaml", DEFINITION);
  const call = { method: "POST", path: "/users", body: { id: 7 } };

  test("outputs", () => {
    expect(template).toRender({ body: { id: 7 } }, { PK: "USER#7" });
    expect(template).not.toRender({ body: { id: 8 } }, { PK: "USER#7" });
    expect(template).toRender('{"body": {"id": 1.0}}', '{"PK": "USER#1.0"}');
    expect({ template: "$x", dialect: "velocity" }).toRender(undefined, "$x");
    expect(template).toRender({ body: { id: 7 } }, /USER#\d"/);
    expect(template).not.toRender({ body: { id: 7 } }, /USER#\d\d/);
  });

  test("asymmetric matchers", () => {
    expect(template).toRender({ body: { id: 7 } }, expect.objectContaining({ PK: expect.stringMatching(/^USER#\d$/) }));
    expect(template).not.toRender({ body: { id: 7 } }, expect.objectContaining({ SK: expect.anything() }));
    expect(template).toRender({ body: { id: 7 } }, { PK: expect.any(String) });
    expect(template).toRender({ body: { id: 7 } }, { PK: /#7$/ });
    expect(template).toRender({ body: { id: 7 } }, expect.stringContaining('"USER#7"'));
    expect(template).not.toRender({ body: { id: 7 } }, expect.stringContaining("USER#8"));
    expect("[1,2,3]").toRender({}, expect.arrayContaining([2, 3]));
    expect("#set($context.responseOverride.status = 404)").toOverride(
      {},
      { responseOverride: { status: expect.any(Number) } },
    );
  });

  test("overrides, failures and findings", () => {
    expect("#set($context.responseOverride.status = 404)").toOverride({}, { responseOverride: { status: 404 } });
    expect("x").not.toOverride({}, { responseOverride: { status: 404 } });
    expect("#if(").toFailRendering();
    expect("#if(").toFailRendering("syntax");
    expect("#if(").toFailRendering({}, "syntax");
    expect("$input.path('$.l')[3]").toFailRendering({ body: { l: [1] } }, /out of range/);
    expect("$input.path('$.l')[3]").toFailRendering({ body: { l: [1] } }, { kind: "method", message: "3", line: 1 });
    expect("$input.path('$.l')[3]").not.toFailRendering({ body: { l: [1] } }, /another message/);
    expect("$input.body").not.toFailRendering({ body: {} });
    expect("plain").toLintClean();
    expect({ template: "plain", phase: "response" }).toLintClean({ ignore: ["unescaped-in-string"] });
  });

  test("responses", () => {
    expect(api.invoke(call)).toRespond({ status: 201, json: { stored: true }, error: null });
    expect(api.invoke(call)).toRespond({
      status: expect.any(Number),
      headers: { "content-type": "application/json", "X-Missing": null },
      subset: {},
      bodySchema: { type: "object", required: ["stored"] },
      integration: { method: "POST", uri: /dynamodb/, headers: { Host: /^dynamodb/ }, subset: { TableName: "users" } },
    });
    expect(api.invoke(call)).toRespond({ integration: { bodySchema: "Item" } });
    expect(api.invoke({ ...call, body: {} })).toRespond({ status: 400, error: "BAD_REQUEST_BODY", integration: null });
    expect(api.invoke(call)).not.toRespond({ status: 500 });
    expect(api.invoke(call)).toRespond({ text: /^{"stored": true}$/, base64: "eyJzdG9yZWQiOiB0cnVlfQ==" });
    const backend = ({ body }) => (JSON.parse(body).Item.PK.S === "7" ? { status: 500 } : {});
    expect(api.invoke({ ...call, backend })).toRespond({ status: 502 });
  });

  test("endpoints that take their time", async () => {
    const backend = async () => ({ status: 500 });
    expect(await api.invokeAsync({ ...call, backend })).toRespond({ status: 502 });
  });
};
