import { checkExpected, checkMembers, counted, isRecord } from "./checks.mjs";
import { differences, isAsymmetric, isRegExp, shown, textDifferences } from "./differences.mjs";
import { FAILURES, errorTest, failure, isError } from "./failures.mjs";
import { responding } from "./respond.mjs";

/** The matchers, over the functions of the package. */
export function testing({ render, lint, violations }) {
  /** What a template renders, or how it fails. */
  function outcome(received, request) {
    const { template, ...options } = subject(received);
    try {
      return { result: render(template, request, options) };
    } catch (error) {
      // Other errors are those of the test.
      if (FAILURES.has(error?.kind)) return { error };
      throw error;
    }
  }

  const matchers = {
    toRender(received, ...given) {
      counted("toRender", given, { least: 2, what: "a request and the expected output" });
      const [request, expected] = given;
      checkExpected(expected, "expected");
      const { result, error } = outcome(received, request);
      if (error) return fails(this, error);
      return verdict(textDifferences(expected, result.output), `the output is not to be ${shown(expected)}, and is`);
    },
    toOverride(received, ...given) {
      counted("toOverride", given, { least: 2, what: "a request and the expected overrides" });
      const [request, expected] = given;
      if (!isAsymmetric(expected)) {
        if (!isRecord(expected)) throw new TypeError(`expected overrides are an object, not ${shown(expected)}`);
        checkMembers(expected, ["requestOverride", "responseOverride"], "overrides");
      }
      checkExpected(expected, "expected");
      const { result, error } = outcome(received, request);
      if (error) return fails(this, error);
      const found = differences(expected, result.overrides);
      return verdict(found, `the overrides are not to be ${shown(expected)}, and are`, "the overrides differ");
    },
    toFailRendering(received, ...given) {
      counted("toFailRendering", given, { least: 0, most: 2, what: "a request and the expected error" });
      // An error alone: no request looks like it.
      const [request, expected] = given.length === 1 && isError(given[0]) ? [undefined, given[0]] : given;
      const fits = errorTest(expected);
      const { result, error } = outcome(received, request);
      if (!error) return { pass: false, message: () => `the template does not fail, it renders\n\n${result.output}` };
      const wanted = expected === undefined ? "" : `\n\nexpected:\n${shown(expected)}`;
      return { pass: fits(error), message: () => `${failure(error)}${this?.isNot ? ", and is not to" : wanted}` };
    },
    toLintClean(received, ...given) {
      counted("toLintClean", given, { least: 0, most: 1, what: "options of `lint`" });
      const { template, ...options } = subject(received);
      const findings = lint(template, lintOptions(options, given[0]));
      const list = findings.map((it) => `${it.line}:${it.column} ${it.severity} ${it.rule}: ${it.message}`);
      return verdict(list, "the linter is to find something, and finds nothing", "the linter finds");
    },
    toRespond: responding(violations),
  };

  return { matchers, assertions: Object.fromEntries(Object.entries(matchers).map(asAssertion)) };
}

/** A matcher as a function that throws. */
function asAssertion([name, matcher]) {
  const assertion = (...given) => {
    const { pass, message } = matcher(...given);
    if (pass) return;
    const error = new Error(message());
    // The place that matters is the test's.
    Error.captureStackTrace?.(error, assertion);
    throw Object.assign(error, { name: "AssertionError", code: "ERR_ASSERTION" });
  };
  return [name, assertion];
}

/** A template with its options: a text, or an object with `template` and options of `render`. */
function subject(received) {
  if (typeof received === "string") return { template: received };
  if (isRecord(received) && typeof received.template === "string") return received;
  throw new TypeError(`a template is a string, or an object with \`template\` and options, not ${shown(received)}`);
}

/** The result of a matcher, which passes where nothing was found. */
export function verdict(found, whenFound, heading) {
  const lines = heading === undefined ? found : [heading, ...found];
  return { pass: found.length === 0, message: () => (found.length === 0 ? whenFound : lines.join("\n")) };
}

/** A template that fails has no output: neither what is expected of it holds, nor the opposite. */
const fails = (context, error) => ({ pass: context?.isNot === true, message: () => failure(error) });

/** The options of `lint`, for a template with options of `render`. Limits and traces do not matter to it. */
function lintOptions({ phase, dialect, variables, limits: _limits, trace: _trace, ...others }, options) {
  checkMembers(others, ["template", "phase", "dialect", "variables", "limits", "trace"], "templates");
  if (dialect === "velocity") throw new TypeError("only templates of API Gateway are linted, not those of `velocity`");
  const names = Object.keys(typeof variables === "string" ? JSON.parse(variables) : (variables ?? {}));
  if (options !== undefined && !isRecord(options)) return options;
  return { phase, ...options, names: [...names, ...(options?.names ?? [])] };
}
