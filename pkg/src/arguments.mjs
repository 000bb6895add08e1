/** A text that was given, or an error that says what was given instead. */
export function text(value, what) {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} is a string, not ${value === null ? "null" : typeof value}`);
}

/** A value as it crosses over. */
export const json = (value) => (value === undefined ? "" : JSON.stringify(value));
