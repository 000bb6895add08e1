/** Whether two JSON values are the same, members in any order. */
export function isSameJson(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  // A member that is `undefined` is one that is not there, as in JSON.
  const names = (value) => Object.keys(value).filter((name) => value[name] !== undefined);
  const own = names(a);
  return own.length === names(b).length && own.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]));
}
