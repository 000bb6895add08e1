/** Requests that are hard on templates: hostile, empty, missing, long and foreign values in each place of a body. */
import type { NamedRequest } from '../state/session';
import { readLines, writeLines } from './lines';

/** The member that a hostile value tries to add. */
export const INJECTED = 'injected';

/** One changed request, or answer of the backend. */
export interface Variant {
  side: 'request' | 'response';
  /** The place that is changed. */
  where: string;
  /** What it is changed to, in words. */
  change: string;
  /** The value is a whole body, in which the marker may stand on purpose. */
  raw: boolean;
  body?: string;
  target?: string;
  headers?: string;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = (string | number)[];

/** Values for a place in a body; without one the member is removed. */
const VALUES: [change: string, value?: Json][] = [
  ['missing'],
  ['null', null],
  ['an empty string', ''],
  ['a quote', 'say "hi"'],
  ['a backslash at the end', 'C:\\'],
  ['a single quote', "O'Hara"],
  ['line breaks and a tab', 'two\nlines\r\n\tand a tab'],
  ['an added member', `x","${INJECTED}":"yes`],
  ['a reference and a directive', '$input.body #set($x = 1) #end'],
  ['accents, an emoji and right-to-left text', 'Zoë 🙂 שלום'],
  ['U+2028 and a control character', 'a\u2028b\u0001'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['a large number', 12345678901234567890],
  ['a list', ['x', 'y']],
  ['an object', { x: 1 }],
];

/** Whole bodies. */
const BODIES: [change: string, body: string][] = [
  ['an empty body', ''],
  ['an empty object', '{}'],
  ['an empty list', '[]'],
  ['null', 'null'],
  ['a text', '"text"'],
  ['invalid JSON', '{"name": '],
];

/** So many places of a body are tried. */
const MOST_PLACES = 40;

function show(path: Path): string {
  return path.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${part}`), '$');
}

/** The places of a document: of a list only the first item. */
function places(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : [path, ...places(value[0] as Json, [...path, 0])];
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) => places(member, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

/** The document with another value in a place, or without the place. */
function put(document: Json, [first, ...rest]: Path, value: Json | undefined): Json {
  if (first === undefined) return value ?? null;
  if (Array.isArray(document)) {
    const list = [...document];
    if (rest.length === 0 && value === undefined) list.splice(Number(first), 1);
    else list[Number(first)] = put(list[Number(first)] ?? null, rest, value);
    return list;
  }
  const object = { ...(document as Record<string, Json>) };
  if (rest.length === 0 && value === undefined) delete object[first];
  else object[first] = put(object[first] ?? null, rest, value);
  return object;
}

/** A JSON text with plain words in place of its strings, so that none of them is hard on a template; other texts as they are. */
export function plainValues(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? value.replaceAll(/[^\w .:/#-]/g, '') || 'text' : value)), null, 2);
  } catch {
    return text;
  }
}

/** Changed bodies; of one that is invalid JSON only whole bodies. */
export function bodyVariants(body: string, side: Variant['side']): Variant[] {
  const whole = BODIES.map(([change, body]) => ({ side, where: 'body', change, body, raw: true }));
  let document: Json;
  try {
    document = JSON.parse(body) as Json;
  } catch {
    return whole;
  }
  const found = places(document).filter((path) => path.length > 0);
  return [
    ...whole,
    ...found.slice(0, MOST_PLACES).flatMap((path) =>
      VALUES.map(([change, value]) => ({
        side,
        where: show(path),
        change,
        body: JSON.stringify(put(document, path, value), null, 2),
        raw: false,
      })),
    ),
  ];
}

/** Texts for a header or a query parameter; without one it is removed. */
const TEXTS: [change: string, text?: string][] = [
  ['missing'],
  ['empty', ''],
  ['a quote', 'say "hi"'],
  ['a backslash at the end', 'C:\\'],
  ['an added member', `x","${INJECTED}":"yes`],
  ['accents and an emoji', 'Zoë 🙂'],
];

/** Changed query parameters and headers. */
export function targetVariants(request: NamedRequest): Variant[] {
  const [path = '/', query = ''] = request.target.split(/\?(.*)/s, 2);
  const pairs = query.split('&').filter((pair) => pair !== '');
  const ofQuery = pairs.flatMap((pair, index) =>
    TEXTS.map(([change, text]) => {
      const name = pair.split('=', 1)[0] ?? '';
      const changed = pairs.map((old, at) => (at === index ? `${name}=${encodeURIComponent(text ?? '')}` : old));
      const left = text === undefined ? pairs.filter((_, at) => at !== index) : changed;
      return {
        side: 'request' as const,
        where: `query ${decodeURIComponent(name.replaceAll('%', '%25'))}`,
        change,
        raw: false,
        target: left.length > 0 ? `${path}?${left.join('&')}` : path,
      };
    }),
  );
  const headers = readLines(request.headers, ':');
  const ofHeaders = headers
    .filter(({ name }) => !/^(content-type|content-length|host|accept)$/i.test(name))
    .flatMap(({ name }) =>
      TEXTS.filter(([change]) => !change.startsWith('accents')).map(([change, text]) => ({
        side: 'request' as const,
        where: `header ${name}`,
        change,
        raw: false,
        headers: writeLines(
          headers.flatMap((header) => (header.name !== name ? [[header.name, header.value] as const] : text === undefined ? [] : [[name, text] as const])),
          ':',
        ),
      })),
    );
  return [...ofQuery, ...ofHeaders];
}
