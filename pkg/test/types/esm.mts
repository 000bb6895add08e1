import { type Diagnostic, type RenderResult, Template, VtlkitError, catalog, init, invoke, lint, render } from "vtlkit";
import { type Call, readApi } from "vtlkit/api";
import { compile } from "vtlkit/schema";
import { matchers, toRender } from "vtlkit/testing";

await init();
const result: RenderResult = render("$x", { body: { a: 1 } }, { phase: "response", limits: { steps: 1 } });
const text: string = result.output;
const found: Diagnostic[] = lint(text, { select: ["null-comparison"] });
const call: Call = { method: "GET", path: "/", backend: { status: 200 } };
const status: number = invoke("a.yaml", text, call).response.status;
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
