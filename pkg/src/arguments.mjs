/**
 * A function that refuses more arguments than it has parameters: one that is ignored would be taken for one that counts.
 * Arguments that are `undefined` are none.
 */
export function takes(name, parameters, call) {
  const checked = function (...given) {
    atMost(name, parameters, given);
    return call.apply(this, given);
  };
  return Object.defineProperty(checked, "name", { value: name });
}

/** Refuses arguments behind those that there are parameters for. */
export function atMost(name, parameters, given) {
  for (let at = parameters.length; at < given.length; at++) {
    if (given[at] === undefined) continue;
    throw new TypeError(`\`${name}\` takes (${parameters.join(", ")}), and got an argument more: ${shown(given[at])}`);
  }
}

function shown(value) {
  return typeof value === "object" && value !== null ? kindOf(value) : String(value);
}

/** A text that was given, or an error that says what was given instead. */
export function text(value, what) {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} is a string, not ${value === null ? "null" : typeof value}`);
}

/** A value as it crosses over; `what` is what an error calls it. */
export function json(value, what) {
  if (value === undefined) return "";
  let written;
  try {
    written = JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`this value cannot be written as JSON: ${error.message}`, { cause: error });
  }
  const stranger = findStranger(value);
  if (stranger) throw new TypeError(`\`${what}${stranger.path}\` is ${stranger.kind}, which cannot be written as JSON`);
  return written;
}

/** What `JSON.stringify` leaves out, or writes as something else that nobody wants. */
function findStranger(value) {
  if (typeof value === "function" || typeof value === "symbol") return { path: "", kind: `a ${typeof value}` };
  if (typeof value === "number" && !Number.isFinite(value)) return { path: "", kind: String(value) };
  if (typeof value !== "object" || value === null || typeof value.toJSON === "function") return undefined;
  if (isOpaque(value)) return { path: "", kind: kindOf(value) };
  for (const name of Object.keys(value)) {
    const found = findStranger(value[name]);
    if (!found) continue;
    const step = Array.isArray(value) ? `[${name}]` : `.${name}`;
    return { path: step + found.path, kind: found.kind };
  }
  return undefined;
}

const kindOf = (value) => `a value of the class ${Object.prototype.toString.call(value).slice("[object ".length, -1)}`;

/** Classes whose values hold something that is not in their members. */
const OPAQUE = new Set(
  "Map Set WeakMap WeakSet WeakRef RegExp Promise Error DOMException ArrayBuffer SharedArrayBuffer Headers FormData \
URLSearchParams Blob File Request Response ReadableStream Iterator Generator AsyncGenerator"
    .split(" ")
    .map((name) => `[object ${name}]`),
);

export function isOpaque(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false;
  return ArrayBuffer.isView(value) || OPAQUE.has(Object.prototype.toString.call(value));
}

/**
 * A request or a call as it crosses over: JSON, and its body beside it where that is a text, so that it is not escaped and
 * unescaped on the way. A text with half a surrogate pair is left to JSON, which can hold it until it is refused.
 */
export function crossing(value, what) {
  // A text is JSON already.
  if (typeof value === "string") return [value];
  if (!isPlain(value) || typeof value.body !== "string" || isBase64(value) || !value.body.isWellFormed?.()) {
    return [json(value, what)];
  }
  const { body, ...others } = value;
  return [json(others, what), body];
}

/** Whether the body may be something else than its text; what is no such flag is left to those that refuse it. */
const isBase64 = ({ isBase64Encoded }) => (isBase64Encoded ?? false) !== false;

/**
 * Whether a text crosses over faster as bytes: wasm-bindgen copies a text character by character for as long as these are
 * ASCII.
 */
export const isLong = (text) => text !== undefined && text.length > 200;

const encoder = new TextEncoder();

/** The bytes of a text, if there is one. */
export const utf8 = (text) => (text === undefined ? undefined : encoder.encode(text));

function isPlain(value) {
  if (typeof value !== "object" || value === null || typeof value.toJSON === "function") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
