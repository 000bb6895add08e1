// Refuses what a test gives and no matcher looks at, or what no output can be equal to.
import { isOpaque } from "./arguments.mjs";
import { isAsymmetric, isRegExp, shown } from "./differences.mjs";

/** Refuses arguments that are missing, and those that nobody looks at. */
export function counted(name, given, { least, most = least, what }) {
  const count = given.findLastIndex((it) => it !== undefined) + 1;
  if (count > most) throw new TypeError(`\`${name}\` takes ${what}, and got an argument more: ${shown(given[most])}`);
  if (count < least) throw new TypeError(`\`${name}\` takes ${what}, and got less`);
}

/** Refuses members that there are not. */
export function checkMembers(value, known, what) {
  const stranger = Object.keys(value).find((name) => value[name] !== undefined && !known.includes(name));
  if (stranger === undefined) return;
  throw new TypeError(`${what} have no member \`${stranger}\`, only ${known.join(", ")}`);
}

/** Whether a value is an object with members, and nothing else. */
export const isRecord = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isOpaque(value) && !isAsymmetric(value);

/** Refuses what is not JSON and does not stand for a text of it. */
export function checkExpected(value, path, around = []) {
  if (isAsymmetric(value) || isRegExp(value)) return;
  const kind = typeof value;
  if (value === null || kind === "string" || kind === "boolean" || (kind === "number" && Number.isFinite(value))) return;
  if (kind !== "object" || isOpaque(value) || typeof value.toJSON === "function" || around.includes(value)) {
    throw new TypeError(`\`${path}\` is ${shown(value)}, and no JSON is equal to it`);
  }
  for (const name of Object.keys(value)) {
    if (value[name] === undefined) continue;
    checkExpected(value[name], Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, [...around, value]);
  }
}
