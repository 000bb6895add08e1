/** A text that was given, or an error that says what was given instead. */
export function text(value, what) {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} is a string, not ${value === null ? "null" : typeof value}`);
}

/** A value as it crosses over. */
export function json(value) {
  if (value === undefined) return "";
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`this value cannot be written as JSON: ${error.message}`, { cause: error });
  }
}

/**
 * A request as it crosses over: JSON, and its body beside it where that is a text, so that a large one is not escaped and
 * unescaped on the way. A text with half a surrogate pair is left to JSON, which can hold it until it is refused.
 */
export function crossing(request) {
  // A text is JSON already.
  if (typeof request === "string") return [request];
  if (!isPlain(request) || typeof request.body !== "string" || !request.body.isWellFormed?.()) return [json(request)];
  const { body, ...others } = request;
  return [json(others), body];
}

function isPlain(value) {
  if (typeof value !== "object" || value === null || typeof value.toJSON === "function") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
