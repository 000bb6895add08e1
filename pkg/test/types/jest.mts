import { load } from "vtlkit/api";
import { matchers } from "vtlkit/testing";
import "vtlkit/jest";

expect.extend(matchers);
expect("$x").toRender({ body: { a: 1 } }, { a: 1 });
expect("$x").toRender({ body: { a: 1 } }, expect.objectContaining({ a: 1 }));
expect("$x").not.toLintClean();
expect({ template: "$x", phase: "response" }).toOverride({}, { responseOverride: { status: 404 } });
expect("#if(").toFailRendering("syntax");
expect("#if(").toFailRendering(/directive/);
expect("#if(").toFailRendering({ body: {} }, { kind: "syntax", line: 1 });
expect(load("a.yaml", "").invoke({ method: "GET", path: "/" })).toRespond({ status: 200, integration: null });
await expect(load("a.yaml", "").invokeAsync({ method: "GET", path: "/" })).resolves.toRespond({ status: 200 });
// @ts-expect-error a request has no query
expect("$x").toRender({ query: {} }, "");
// @ts-expect-error an argument more
expect("$x").toOverride({}, {}, {});
// @ts-expect-error there is no such expectation
expect({}).toRespond({ statusCode: 200 });
// @ts-expect-error no template fails with it
expect("$x").toFailRendering({}, { kind: "syntactic" });
