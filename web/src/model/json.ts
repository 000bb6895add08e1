/** Where a text stops being JSON. */
import { parser } from '@lezer/json';
import type { HeaderObject, Range } from '../engine/types';

/** What is wrong with a text that should be JSON, and where. */
export interface JsonProblem {
  message: string;
  place: Range;
}

/** The texts that were looked at last: several panes ask about the same one. */
const known = new Map<string, JsonProblem | undefined>();
const MOST_KNOWN = 8;

/** `undefined` for valid JSON, else what is wrong and where. An empty text is not valid. */
export function jsonProblem(text: string): JsonProblem | undefined {
  if (known.has(text)) return known.get(text);
  const problem = read(text);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= MOST_KNOWN) known.delete(oldest);
  known.set(text, problem);
  return problem;
}

/** Whether headers say that the body is JSON, as `application/json` and `application/x-amz-json-1.0` do. */
export function isJsonType(headers: HeaderObject): boolean {
  return Object.entries(headers).some(([name, value]) => name.toLowerCase() === 'content-type' && /\bjson\b/i.test(String(value)));
}

function read(text: string): JsonProblem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { message: plain(message), place: place(text, message) };
  }
}

/** The browser's message without its excerpt of the text, which can be long. */
function plain(message: string): string {
  return message
    .replace(/^JSON\.parse: /, '')
    .replace(/, (?:\.\.\.)?".*" is not valid JSON$/s, '')
    .replace(/ in JSON at position \d+.*$/s, '')
    .replace(/ at position \d+.*$/s, '');
}

/** The place the browser tells, else that of the first error of a tolerant parser. */
function place(text: string, message: string): Range {
  const told = /position (\d+)/.exec(message);
  if (told) return clip(Number(told[1]), text);
  let first: number | undefined;
  parser.parse(text).iterate({
    enter: (node) => {
      if (first === undefined && node.type.isError) first = node.from;
      return first === undefined;
    },
  });
  return clip(first ?? text.length, text);
}

function clip(at: number, text: string): Range {
  const start = Math.min(at, Math.max(0, text.length - 1));
  return [start, Math.min(text.length, start + 1)];
}

/** How many bytes a text has in UTF-8, for people: `412 B`, `1.2 kB`. */
export function bytes(text: string): string {
  const count = new TextEncoder().encode(text).length;
  if (count < 1000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** The body of a request object as the text it stands for. */
export function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}
