// Times velocityjs on the case on stdin: a warm render of a parsed template, and parse and render together. As in the
// other engines, every render parses the body.
import { readFileSync } from "node:fs";
import * as velocity from "velocityjs";

const { parse, Compile } = velocity.default ?? velocity;
const { template, request } = JSON.parse(readFileSync(0, "utf8"));
const body = request.body ?? "{}";

// Enough of a JSONPath for the templates measured here: names only.
const find = (document, path) =>
  path.split(".").slice(1).reduce((value, name) => (value == null ? undefined : value[name]), document);

function context() {
  let document;
  const root = () => (document ??= JSON.parse(body));
  const params = { path: request.path ?? {}, querystring: request.querystring ?? {}, header: request.headers ?? {} };
  return {
    input: {
      body,
      path: (path) => find(root(), path),
      json: (path) => JSON.stringify(find(root(), path)),
      params: (name) => params.path[name] ?? params.querystring[name] ?? params.header[name],
    },
    util: {
      escapeJavaScript: (text) => JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'").replaceAll("/", "\\/"),
      base64Encode: (text) => Buffer.from(text).toString("base64"),
    },
    context: request.context ?? {},
    stageVariables: request.stageVariables ?? {},
  };
}

function time(call) {
  const warm = performance.now() + 1500;
  while (performance.now() < warm) call();
  const start = performance.now();
  call();
  const calls = Math.max(1, Math.min(20000, Math.floor(100 / Math.max(performance.now() - start, 0.001))));
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (let call_ = 0; call_ < calls; call_++) call();
    rounds.push(((performance.now() - start) / calls) * 1e6);
  }
  return rounds.sort((a, b) => a - b)[2];
}

const parsed = parse(template);
console.log(
  JSON.stringify({
    render_ns: time(() => new Compile(parsed).render(context())),
    parse_render_ns: time(() => new Compile(parse(template)).render(context())),
  }),
);
