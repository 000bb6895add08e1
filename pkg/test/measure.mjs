// Times the package beside velocityjs and ajv, in Node and in a page.
import Ajv from "ajv-draft-04";
import * as velocity from "velocityjs";

const { parse, Compile } = velocity.default ?? velocity;

// Enough of a JSONPath for the templates measured here: names only.
const find = (document, path) =>
  path.split(".").slice(1).reduce((value, name) => (value == null ? undefined : value[name]), document);

function context(request) {
  let document;
  const root = () => (document ??= JSON.parse(request.body ?? "{}"));
  const params = { path: request.path ?? {}, querystring: request.querystring ?? {}, header: request.headers ?? {} };
  return {
    input: {
      body: request.body,
      path: (path) => find(root(), path),
      json: (path) => JSON.stringify(find(root(), path)),
      params: (name) => params.path[name] ?? params.querystring[name] ?? params.header[name],
    },
    util: {
      escapeJavaScript: (text) => JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'").replaceAll("/", "\\/"),
      base64Encode: (text) => btoa(text),
    },
    context: request.context ?? {},
    stageVariables: request.stageVariables ?? {},
  };
}

/** The median time of a call in microseconds, of rounds that take turns so that both see the same machine. */
function times(...calls) {
  const warm = performance.now() + 400 * calls.length;
  while (performance.now() < warm) for (const call of calls) call();
  const rounds = calls.map(() => []);
  for (let round = 0; round < 9; round++) {
    calls.forEach((call, at) => {
      const start = performance.now();
      let done = 0;
      do {
        call();
        done += 1;
      } while (performance.now() - start < 40);
      rounds[at].push(((performance.now() - start) / done) * 1000);
    });
  }
  return rounds.map((all) => all.sort((a, b) => a - b)[4]);
}

/** What velocityjs makes of a template, if it can read it. */
function readable(template) {
  try {
    return parse(template);
  } catch {
    return undefined;
  }
}

export function measure({ render, Template, compile }, cases, model, body) {
  const rows = cases.map(({ id, template, request }) => {
    const compiled = new Template(template);
    const parsed = readable(template);
    if (parsed === undefined) {
      // It does not read every template: a variable `$in` is one too much for it.
      const [warm] = times(() => compiled.render(request));
      const [cold] = times(() => render(template, request));
      return { id, warm, cold };
    }
    const [warm, theirWarm] = times(
      () => compiled.render(request),
      () => new Compile(parsed).render(context(request)),
    );
    const [cold, theirCold] = times(
      () => render(template, request),
      () => new Compile(parse(template)).render(context(request)),
    );
    compiled.free();
    return { id, warm, theirWarm, cold, theirCold };
  });
  const schema = compile(model);
  const validate = new Ajv({ strict: false }).compile(JSON.parse(model));
  if (!schema.validate(body).valid || !validate(JSON.parse(body))) throw new Error("the body is not valid");
  const [own, theirs] = times(
    () => schema.validate(body),
    () => validate(JSON.parse(body)),
  );
  return { rows, validation: { own, theirs } };
}
