// Expected values held against actual ones.

/** A matcher such as `expect.objectContaining(…)`, of Jest or Vitest. */
export const isAsymmetric = (value) => typeof value?.asymmetricMatch === "function";

export const isRegExp = (value) => Object.prototype.toString.call(value) === "[object RegExp]";

/** Whether a text has a match; `lastIndex` of the expression does not matter, and stays. */
export const matches = (text, expression) => text.search(expression) >= 0;

/** What is wrong with a text: against a text, a pattern, a matcher or a JSON value. */
export function textDifferences(expected, text) {
  const shows = typeof expected === "string" ? expected : shown(expected);
  const differs = [`the text differs\n\nexpected:\n${shows}\n\nactual:\n${text}`];
  if (typeof expected === "string") return text === expected ? [] : differs;
  if (isRegExp(expected)) return matches(text, expected) ? [] : differs;
  // Such as `expect.stringContaining(…)`, which is about the text.
  if (isAsymmetric(expected) && expected.getExpectedType?.() === "string") {
    return expected.asymmetricMatch(text) ? [] : differs;
  }
  return jsonDifferences(expected, text);
}

/** Where the JSON of a text differs; a subset may lack members of objects. */
export function jsonDifferences(expected, text, isSubset = false) {
  let actual;
  try {
    actual = JSON.parse(text);
  } catch (error) {
    return [`the text is invalid JSON: ${error.message}\n\n${text}`];
  }
  const found = differences(expected, actual, isSubset);
  return found.length === 0 ? [] : ["the JSON differs", ...found];
}

/** So many differences are listed. */
const MOST = 20;

/**
 * Where two JSON values differ, some lines for each place. Members are in any order, and one that is expected as
 * `undefined` is not there.
 */
export function differences(expected, actual, isSubset = false) {
  const found = [];
  compare("$", expected, actual, isSubset, found);
  const lines = found.slice(0, MOST);
  if (found.length > MOST) lines.push(`… and ${found.length - MOST} more`);
  return lines;
}

function compare(path, expected, actual, isSubset, found) {
  if (isAsymmetric(expected)) {
    if (!expected.asymmetricMatch(actual)) found.push(differs(path, expected, actual));
  } else if (isRegExp(expected)) {
    if (typeof actual !== "string" || !matches(actual, expected)) found.push(differs(path, expected, actual));
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let at = 0; at < Math.max(expected.length, actual.length); at++) {
      member(`${path}[${at}]`, at, { expected, actual, isSubset, found });
    }
  } else if (isObject(expected) && isObject(actual)) {
    const names = Object.keys(expected).filter((name) => expected[name] !== undefined);
    const others = Object.keys(actual).filter((name) => !isSubset && !names.includes(name));
    const wanted = Object.fromEntries(names.map((name) => [name, expected[name]]));
    for (const name of [...names, ...others]) member(step(path, name), name, { expected: wanted, actual, isSubset, found });
  } else if (expected !== actual) {
    found.push(differs(path, expected, actual));
  }
}

function member(path, name, { expected, actual, isSubset, found }) {
  if (!Object.hasOwn(actual, name)) found.push(`${path} is missing\n  - ${shown(expected[name])}`);
  else if (!Object.hasOwn(expected, name)) found.push(`${path} is unexpected\n  + ${shown(actual[name])}`);
  else compare(path, expected[name], actual[name], isSubset, found);
}

const differs = (path, expected, actual) => `${path}\n  - ${shown(expected)}\n  + ${shown(actual)}`;
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const step = (path, name) => (/^[\w-]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`);

/** A value on one line. */
export function shown(value) {
  if (isAsymmetric(value)) return asymmetricShown(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (isRegExp(value) || typeof value !== "object" && typeof value !== "string") return String(value);
  const tag = Object.prototype.toString.call(value);
  if (!["[object Object]", "[object Array]", "[object String]", "[object Null]"].includes(tag)) return tag;
  try {
    return JSON.stringify(value, (_, inner) => (isAsymmetric(inner) || isRegExp(inner) ? shown(inner) : inner));
  } catch {
    return tag;
  }
}

/** As `ObjectContaining {"a":1}`. */
function asymmetricShown(matcher) {
  const { sample } = matcher;
  return sample === undefined || typeof sample === "function" ? String(matcher) : `${matcher} ${shown(sample)}`;
}
