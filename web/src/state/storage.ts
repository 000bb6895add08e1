/** The browser's storage, which may be missing, full, or hold what an older page or somebody else wrote. */

const PREFIX = 'vtlkit.';

/** The stored value, as read from JSON; `undefined` where there is none. Throws where it is no JSON. */
export function load(name: string): unknown {
  let text: string | null;
  try {
    text = localStorage.getItem(PREFIX + name);
  } catch {
    return undefined;
  }
  return text === null ? undefined : JSON.parse(text);
}

/** Stores a value; without a word where that is not possible. */
export function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private windows and full storage: the page works without.
  }
}

/** Forgets a value. */
export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
