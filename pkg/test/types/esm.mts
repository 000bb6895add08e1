import { type Diagnostic, type RenderResult, Template, VtlkitError, catalog, init, invoke, lint, render } from "vtlkit";
import { type AsyncCall, type Call, type Definition, invokeAsync, load, readApi } from "vtlkit/api";
import { compile } from "vtlkit/schema";
import { matchers, toFailRendering, toRender, toRespond } from "vtlkit/testing";

await init();
const result: RenderResult = render("$x", { body: { a: 1 } }, { phase: "response", limits: { steps: 1 } });
const text: string = result.output;
const found: Diagnostic[] = lint(text, { select: ["null-comparison"] });
const call: Call = { method: "GET", path: "/", backend: { status: 200 } };
const status: number = invoke("a.yaml", text, call).response.status;
const api: Definition = load("a.yaml", text);
const asked: Call = { ...call, apiName: "a", backend: ({ method, body }) => ({ status: 200, body: { method, body } }) };
toRespond(api.invoke(asked), { status: 200, integration: { json: {} } });
const later: AsyncCall = { ...call, backend: async ({ uri }) => ({ body: uri }) };
toRespond(await api.invokeAsync(later), { subset: {} });
(await invokeAsync("a.yaml", text, later)).response.status satisfies number;
toFailRendering(text, /x/);
toFailRendering(text, { body: "" }, { kind: "method", message: /x/ });
// @ts-expect-error a function that gives a promise is for `invokeAsync`
api.invoke(later);
// @ts-expect-error the name of an API is `apiName`
api.invoke({ method: "GET", path: "/", api: "a" });
new Template(text).render().overrides.responseOverride?.status;
try {
  readApi("a.yaml", text).apis[0]?.routes[0]?.integration?.requestTemplates;
} catch (error) {
  if (error instanceof VtlkitError) error.line?.toFixed();
}
compile({ type: "object" }).validate({}).messages[0]?.pointer?.length;
toRender(text, {}, { a: found[0]?.fix?.edits.length, status });
matchers.toRender(text, {}, "").pass satisfies boolean;
catalog().classes[0]?.methods[0]?.docs.length;
// @ts-expect-error a phase that is none
render("", {}, { phase: "reply" });
// @ts-expect-error a request has no query
render("", { query: {} });
// @ts-expect-error a template is a text
new Template(1);
