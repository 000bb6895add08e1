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
