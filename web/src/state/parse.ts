/** Reads sessions from outside (links, storage) and trusts nothing in them. */
import { isMediaType } from '../model/media-type';
import {
  AUTHORIZATIONS,
  CONTENT_HANDLING,
  DECISIONS,
  emptyRequest,
  emptyResponse,
  emptyRoute,
  INTEGRATION_TYPES,
  METHODS,
  PASSTHROUGH,
  VALIDATIONS,
  type IntegrationResponse,
  type NamedRequest,
  type RequestTemplate,
  type Route,
  type Session,
} from './session';

/** What came from outside is no session; the message is shown to people. */
export class NoSession extends Error {}

type Fields = Record<string, unknown>;

/** So long a text may be; a body in the service has at most 10 MB. */
export const LONGEST = 2_000_000;
export const MOST_ITEMS = 100;

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoSession(`${what} is not an object`);
  return value as Fields;
}

function text(from: Fields, name: string, otherwise: string): string {
  const value = from[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'string') throw new NoSession(`\`${name}\` is not a string`);
  if (value.length > LONGEST) throw new NoSession(`\`${name}\` has more than 2 MB`);
  return value;
}

function oneOf<T extends string>(from: Fields, name: string, values: readonly T[], otherwise: T): T {
  const value = text(from, name, otherwise);
  const found = values.find((known) => known === value);
  if (found === undefined) throw new NoSession(`\`${name}\` must be one of ${values.join(', ')}`);
  return found;
}

function list<T>(from: Fields, name: string, read: (value: unknown) => T): T[] {
  const value = from[name];
  if (!Array.isArray(value) || value.length === 0) throw new NoSession(`\`${name}\` must be a non-empty list`);
  if (value.length > MOST_ITEMS) throw new NoSession(`\`${name}\` has more than ${MOST_ITEMS} items`);
  return value.map(read);
}

function request(value: unknown): NamedRequest {
  const from = fields(value, 'a request');
  const none = emptyRequest('Request');
  const backend = fields(from.backend ?? none.backend, '`backend`');
  const authorizer = fields(from.authorizer ?? none.authorizer, '`authorizer`');
  const status = backend.status ?? 200;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw new NoSession('`status` is not a status code');
  }
  return {
    name: text(from, 'name', none.name),
    method: text(from, 'method', none.method),
    target: text(from, 'target', none.target),
    headers: text(from, 'headers', ''),
    body: text(from, 'body', ''),
    context: text(from, 'context', ''),
    authorizer: {
      decision: oneOf(authorizer, 'decision', DECISIONS, ''),
      context: text(authorizer, 'context', ''),
    },
    backend: {
      status,
      headers: text(backend, 'headers', ''),
      body: text(backend, 'body', ''),
      failure: oneOf(backend, 'failure', ['', 'timeout', 'unreachable', 'forbidden'], ''),
    },
  };
}

function route(value: unknown): Route {
  const from = fields(value, '`route`');
  const none = emptyRoute();
  return {
    method: oneOf(from, 'method', METHODS, none.method),
    path: text(from, 'path', none.path),
    authorization: oneOf(from, 'authorization', AUTHORIZATIONS, none.authorization),
    identitySource: text(from, 'identitySource', none.identitySource),
    integration: oneOf(from, 'integration', INTEGRATION_TYPES, none.integration),
    uri: text(from, 'uri', none.uri),
    integrationMethod: text(from, 'integrationMethod', none.integrationMethod),
    passthrough: oneOf(from, 'passthrough', PASSTHROUGH, none.passthrough),
    contentHandling: oneOf(from, 'contentHandling', CONTENT_HANDLING, ''),
    binaryTypes: text(from, 'binaryTypes', ''),
    parameters: text(from, 'parameters', ''),
    validate: oneOf(from, 'validate', VALIDATIONS, 'none'),
    required: text(from, 'required', ''),
    model: text(from, 'model', ''),
    stageVariables: text(from, 'stageVariables', ''),
  };
}

/** A content type. Older versions of the page let any text through as one. */
function contentType(from: Fields, otherwise: string): string {
  const value = text(from, 'contentType', otherwise).trim();
  return isMediaType(value) ? value : otherwise;
}

function requestTemplate(value: unknown): RequestTemplate {
  const from = fields(value, 'a template');
  return { contentType: contentType(from, 'application/json'), text: text(from, 'text', '') };
}

function response(value: unknown): IntegrationResponse {
  const from = fields(value, 'a response');
  const none = emptyResponse();
  return {
    pattern: text(from, 'pattern', none.pattern),
    status: text(from, 'status', none.status),
    parameters: text(from, 'parameters', none.parameters),
    contentType: contentType(from, none.contentType),
    text: text(from, 'text', none.text),
    contentHandling: oneOf(from, 'contentHandling', CONTENT_HANDLING, none.contentHandling),
  };
}

/** Reads a session; throws `NoSession` with what is wrong. */
export function parseSession(value: unknown): Session {
  const from = fields(value, 'the session');
  const requests = list(from, 'requests', request);
  const active = from.active ?? 0;
  if (typeof active !== 'number' || !Number.isInteger(active) || active < 0 || active >= requests.length) {
    throw new NoSession('`active` is not the index of a request');
  }
  return {
    name: text(from, 'name', 'Untitled').slice(0, 200),
    route: route(from.route),
    requestTemplates: list(from, 'requestTemplates', requestTemplate),
    responses: list(from, 'responses', response),
    requests,
    active,
  };
}

/** A file that a link holds. */
export interface LinkedFile {
  name: string;
  text: string;
}

/** Reads a file from a link; throws `NoSession` with what is wrong. */
export function parseFile(value: unknown): LinkedFile {
  const from = fields(value, 'the file');
  return { name: text(from, 'name', 'api.yaml').slice(0, 200), text: text(from, 'text', '') };
}
