/** The browser's storage, which may be missing, full, or hold what an older page or somebody else wrote. */

const PREFIX = 'vtlkit.';

/** `local` is shared by all tabs, `tab` belongs to this one and outlives a reload. */
export type Place = 'local' | 'tab';

function storage(place: Place): Storage {
  return place === 'local' ? localStorage : sessionStorage;
}

/** The stored text, if there is one. */
export function loadText(name: string, place: Place = 'local'): string | undefined {
  try {
    return storage(place).getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The stored value, as read from JSON; `undefined` where there is none. Throws where the JSON is invalid. */
export function load(name: string): unknown {
  const text = loadText(name);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Stores a text; `false` where that is not possible, as in a private window or a full storage. */
export function saveText(name: string, text: string, place: Place = 'local'): boolean {
  try {
    storage(place).setItem(PREFIX + name, text);
    return true;
  } catch {
    return false;
  }
}

/** Stores a value as JSON. */
export function save(name: string, value: unknown): boolean {
  return saveText(name, JSON.stringify(value));
}

/** Forgets a value. */
export function forget(name: string, place: Place = 'local'): void {
  try {
    storage(place).removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}

/** Calls a function when another tab has stored something under a name. */
export function onOtherTab(name: string, call: (text: string | undefined) => void): void {
  addEventListener('storage', ({ key, newValue, storageArea }) => {
    if (key === PREFIX + name && storageArea === localStorage) call(newValue ?? undefined);
  });
}
