// What the matchers do in any runner that has `expect`.
module.exports = function cases({ expect, test, matchers }) {
  expect.extend(matchers);

  test("matchers pass and fail", () => {
    const template = "{\"PK\": \"USER#$input.path('$.id')\"}";
    expect(template).toRender({ body: { id: 7 } }, { PK: "USER#7" });
    expect(template).not.toRender({ body: { id: 8 } }, { PK: "USER#7" });
    expect({ template: "$x", dialect: "velocity" }).toRender(undefined, "$x");
    expect("#set($context.responseOverride.status = 404)").toOverride({}, { responseOverride: { status: 404 } });
    expect("#if(").toFailRendering({}, "syntax");
    expect("plain").toLintClean();
    expect(() => expect(template).toRender({ body: { id: 8 } }, { PK: "USER#7" })).toThrow(/USER#8/);
    expect(() => expect(template).toLintClean()).toThrow(/unescaped-in-string/);
  });
};
