import { Template, init, render } from "vtlkit";
import { compile, init as initSchema } from "vtlkit/schema";
import { measure } from "../measure.mjs";

const start = performance.now();
await init();
render("Hello $input.path('$.name')", { body: { name: "Ann" } });
window.started = performance.now() - start;
await initSchema();
window.measure = (cases, model, body) => measure({ render, Template, compile }, cases, model, body);
