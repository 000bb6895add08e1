/** Lists of names and values as lines of text, as the console of the service takes them. */

export interface Entry {
  name: string;
  value: string;
}

/** The lines that are not blank, without blanks around them. */
export function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The entries of lines such as `Name: value`. Blank lines do not count, and a line without the sign has no value. */
export function readLines(text: string, sign: ':' | '='): Entry[] {
  return linesIn(text).map((line) => {
    const at = line.indexOf(sign);
    return at < 0 ? { name: line, value: '' } : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}

/** The lines of entries. */
export function writeLines(entries: Iterable<readonly [string, string]>, sign: ':' | '='): string {
  return [...entries].map(([name, value]) => (sign === ':' ? `${name}: ${value}` : `${name}=${value}`)).join('\n');
}

/** The lines of an object whose values may be lists. */
export function linesOf(object: Record<string, string | string[]>, sign: ':' | '='): string {
  return writeLines(
    Object.entries(object).flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one] as const) : [[name, value] as const])),
    sign,
  );
}

/** The line and column of a place, both from 1. */
export function lineOf(text: string, place: number): { line: number; column: number } {
  const before = text.slice(0, place).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
