import { isSameJson } from "./equal.mjs";
import { VtlkitError } from "./error.mjs";

/** The matchers, over the functions of the package. */
export function testing({ render, lint }) {
  /** A template with its options: a text, or an object with `template` and options of `render`. */
  const given = (received) =>
    typeof received === "string" ? [received, undefined] : [received?.template, optionsOf(received)];
  const optionsOf = ({ template, ...options }) => options;

  function outcome(received, request) {
    const [template, options] = given(received);
    try {
      return render(template, request, options);
    } catch (error) {
      if (error instanceof VtlkitError) return error;
      throw error;
    }
  }

  const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const failed = (error) => `the template fails with ${error.kind}: ${error.message}${at(error)}`;
  const at = ({ line, column }) => (line === undefined ? "" : ` (line ${line}, column ${column})`);

  function compare(received, request, expected) {
    const result = outcome(received, request);
    if (result instanceof VtlkitError) return { pass: false, actual: undefined, why: failed(result) };
    if (typeof expected === "string") {
      return { pass: result.output === expected, actual: result.output, why: "the text is another one" };
    }
    let actual;
    try {
      actual = JSON.parse(result.output);
    } catch (error) {
      return { pass: false, actual: result.output, why: `the output is no JSON: ${error.message}` };
    }
    return { pass: isSameJson(actual, expected), actual, why: "the JSON is another one" };
  }

  const matchers = {
    toRender(received, request, expected) {
      const { pass, actual, why } = compare(received, request, expected);
      return {
        pass,
        actual,
        expected,
        message: () =>
          pass
            ? `expected the template not to render\n${shown(expected)}`
            : `${why}\n\nexpected:\n${shown(expected)}\n\nrendered:\n${shown(actual)}`,
      };
    },
    toOverride(received, request, expected) {
      const result = outcome(received, request);
      const actual = result instanceof VtlkitError ? undefined : result.overrides;
      const pass = actual !== undefined && isSameJson(actual, expected);
      const why = result instanceof VtlkitError ? failed(result) : "the overrides are others";
      return {
        pass,
        actual,
        expected,
        message: () =>
          pass
            ? `expected the template not to override\n${shown(expected)}`
            : `${why}\n\nexpected:\n${shown(expected)}\n\noverridden:\n${shown(actual)}`,
      };
    },
    toFailRendering(received, request, kind) {
      const result = outcome(received, request);
      const actual = result instanceof VtlkitError ? result.kind : undefined;
      const pass = actual !== undefined && (kind === undefined || actual === kind);
      return {
        pass,
        actual,
        expected: kind,
        message: () =>
          pass
            ? `expected the template not to fail, and ${failed(result)}`
            : actual === undefined
              ? `expected the template to fail, and it renders\n${result.output}`
              : `expected the template to fail with ${kind}, and ${failed(result)}`,
      };
    },
    toLintClean(received, options) {
      const findings = lint(given(received)[0], options);
      const pass = findings.length === 0;
      const list = findings.map((it) => `${it.line}:${it.column} ${it.severity} ${it.rule}: ${it.message}`);
      return {
        pass,
        actual: list,
        expected: [],
        message: () => (pass ? "expected findings, and there are none" : `the linter finds\n${list.join("\n")}`),
      };
    },
  };

  const assertions = Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]) => [
      name,
      function assertion(...args) {
        const { pass, actual, expected, message } = matcher(...args);
        if (pass) return;
        const error = new Error(message());
        // The place that matters is the test's.
        Error.captureStackTrace?.(error, assertion);
        // What runners show a difference of.
        Object.assign(error, { name: "AssertionError", code: "ERR_ASSERTION", actual, expected });
        throw error;
      },
    ]),
  );

  return { matchers, assertions };
}
