// How templates fail, and how that is expected.
import { checkMembers, isRecord } from "./checks.mjs";
import { isRegExp, matches, shown } from "./differences.mjs";

/** The kinds of errors that are failures of a template. */
export const FAILURES = new Set([
  "syntax",
  "method",
  "concurrent-modification",
  "negative-index",
  "directive",
  "resource",
  "macro-depth",
  "nesting",
  "limit",
]);

export const failure = ({ kind, message, line, column }) =>
  `the template fails with ${kind}: ${message}${line === undefined ? "" : ` (line ${line}, column ${column})`}`;

/** Whether an argument is an expected error, and cannot be a request. */
export const isError = (value) => typeof value === "string" || isRegExp(value);

/** Whether an error is the expected one: by its kind, a part of its message, a pattern of it, or several of its members. */
export function errorTest(expected) {
  if (expected === undefined) return () => true;
  if (isRegExp(expected)) return ({ message }) => matches(message, expected);
  if (FAILURES.has(expected)) return ({ kind }) => kind === expected;
  if (typeof expected === "string") return ({ message }) => message.includes(expected);
  if (!isRecord(expected)) {
    throw new TypeError(`an expected error is a string, a RegExp, or an object with \`kind\` and \`message\`, not ${shown(expected)}`);
  }
  checkMembers(expected, ["kind", "message", "line", "column"], "errors");
  const { kind, message, line, column } = expected;
  if (kind !== undefined && !FAILURES.has(kind)) {
    throw new TypeError(`no template fails with \`${shown(kind)}\`, only with ${[...FAILURES].join(", ")}`);
  }
  if (message !== undefined && !isError(message)) throw new TypeError("`message` must be a string or a RegExp");
  const fits = (wanted, actual) => wanted === undefined || wanted === actual;
  return (error) =>
    fits(kind, error.kind) &&
    fits(line, error.line) &&
    fits(column, error.column) &&
    (isRegExp(message) ? matches(error.message, message) : error.message.includes(message ?? ""));
}
