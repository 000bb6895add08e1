import { Template, init, render } from "vtlkit";
import { compile, init as initSchema } from "vtlkit/schema";
import { measure } from "../measure.mjs";

const start = performance.now();
await init();
render("Hello $input.path('$.name')", { body: { name: "Ann" } });
const end = performance.now();
const fetched = () => performance.getEntriesByType("resource").find(({ name }) => /vtlkit[^/]*\.wasm$/.test(name));
while (!fetched()) await new Promise((resolve) => setTimeout(resolve));
// From when the browser has handed over the file, and from before it was asked for it.
window.started = { instantiated: end - fetched().responseEnd, whole: end - start };
await initSchema();
window.measure = (cases, model, body) => measure({ render, Template, compile }, cases, model, body);
