/** What is wrong with the templates of a session, as the command says it of a definition: model, service and stage are known. */
import { definition, FILE } from '../model/definition';
import { lineOf } from '../model/lines';
import { locate, pathAt, type Path } from '../model/origin';
import type { Session } from '../state/session';
import { extract, fixFile, lintFile, lintTemplate } from './native';
import type { Diagnostic, Extracted } from './types';

/** A finding in one template of the session. */
export interface Finding {
  side: 'request' | 'response';
  /** The index among the request templates or the responses. */
  index: number;
  diagnostic: Diagnostic;
}

/** The part of the session that a finding outside of its templates is about: an index is that of a response. */
export type RoutePart = 'model' | 'validation' | 'stage' | 'route' | number;

/** A finding of the route, outside of its templates. */
export interface RouteFinding {
  part: RoutePart;
  /** Where the part is a text: the place in it, as its own lines count. */
  place?: Pick<Diagnostic, 'start' | 'end' | 'line' | 'column'>;
  diagnostic: Diagnostic;
}

/** What is wrong with a session. */
export interface Findings {
  templates: Finding[];
  route: RouteFinding[];
}

/** Which template of the session stands in a place of the definition. */
function owner(session: Session, { kind, contentType, pattern }: Extracted): Pick<Finding, 'side' | 'index'> | undefined {
  const isRequest = kind === 'request';
  const index = isRequest
    ? session.requestTemplates.findIndex((template) => template.contentType === contentType)
    : kind === 'response'
      ? session.responses.findIndex((response) => response.pattern === (pattern === 'default' ? '' : (pattern ?? '')))
      : -1;
  return index < 0 ? undefined : { side: isRequest ? 'request' : 'response', index };
}

const INTEGRATION = 'x-amazon-apigateway-integration';

/** Which part of the session a place of the definition is of, and where in the model it is, if it is there. */
function partOf(session: Session, path: Path): Pick<RouteFinding, 'part' | 'place'> | undefined {
  const [, resource, , member, ...inside] = path;
  if (resource === 'Stage') return { part: 'stage' };
  if (resource !== 'Api' || member !== 'Body') return undefined;
  const [section, , third, fourth, fifth, sixth] = inside;
  if (section === 'components') {
    const text = session.route.model;
    const range = locate(text, inside.slice(3));
    return { part: 'model', ...(range && { place: { start: range[0], end: range[1], ...lineOf(text, range[0]) } }) };
  }
  if (section === 'x-amazon-apigateway-request-validators') return { part: 'validation' };
  if (section !== 'paths' && section !== 'x-amazon-apigateway-binary-media-types') return undefined;
  if (fourth === INTEGRATION && fifth === 'responses') {
    const index = session.responses.findIndex(({ pattern }) => (pattern === '' ? 'default' : pattern) === sixth);
    return { part: Math.max(0, index) };
  }
  return { part: third !== undefined && fourth !== undefined && fourth !== INTEGRATION ? 'validation' : 'route' };
}

/** All findings, those of templates in the order of the definition. */
export function lintSession(session: Session): Findings {
  const text = definition(session);
  const extracted = extract(FILE, text);
  const templates: Finding[] = [];
  const route: RouteFinding[] = [];
  for (const { template, inTemplate, ...diagnostic } of lintFile(FILE, text)) {
    const place = template === undefined ? undefined : extracted[template];
    const known = place && owner(session, place);
    if (known && inTemplate) {
      const { fix: _, ...others } = diagnostic;
      templates.push({ ...known, diagnostic: { ...others, ...inTemplate } });
    } else {
      const part = partOf(session, pathAt(text, diagnostic.start));
      if (part) route.push({ ...part, diagnostic });
    }
  }
  templates.sort((one, other) => Number(one.side === 'response') - Number(other.side === 'response') || one.index - other.index || one.diagnostic.start - other.diagnostic.start);
  return { templates, route };
}

/** What is wrong in a file outside of the templates that map requests and responses. */
export function lintAround(name: string, text: string): Diagnostic[] {
  const extracted = extract(name, text);
  const isTemplate = (index: number | undefined) => index !== undefined && ['request', 'response', 'mapping'].includes(extracted[index]?.kind ?? '');
  return lintFile(name, text).flatMap(({ template, inTemplate: _, ...diagnostic }) => (isTemplate(template) ? [] : [diagnostic]));
}

/** As much as is known without a definition, where the session makes none. */
export function lintAlone(session: Session): Findings {
  const of = (side: Finding['side']) => (side === 'request' ? session.requestTemplates : session.responses);
  const templates = (['request', 'response'] as const).flatMap((side) =>
    of(side).flatMap(({ text }, index) => lintTemplate(text, { phase: side }).map((diagnostic) => ({ side, index, diagnostic }))),
  );
  return { templates, route: [] };
}

/** The session with all fixes made that are safe, or all there are, and how many that were. */
export function fixSession(session: Session, unsafe: boolean): { session: Session; fixed: number } {
  const { text, fixed } = fixFile(FILE, definition(session), { unsafe });
  const owned = extract(FILE, text).map((one) => ({ text: one.text, owner: owner(session, one) }));
  const changed = <T extends { text: string }>(side: Finding['side'], list: T[]): T[] =>
    list.map((old, index) => ({ ...old, text: owned.find(({ owner }) => owner?.side === side && owner.index === index)?.text ?? old.text }));
  return { session: { ...session, requestTemplates: changed('request', session.requestTemplates), responses: changed('response', session.responses) }, fixed };
}
