/** The examples of the repository: each file of cases over a definition is one, its cases are the named requests. */
import folders from 'virtual:examples';
import { engine } from '../engine/client';
import { MOST_ITEMS } from '../state/parse';
import { emptyRequest, type Backend, type NamedRequest, type Session } from '../state/session';
import { choiceOf } from './authorizer';
import { firstSession } from './first';
import { sessionOf } from './import';
import { linesOf } from './lines';

export interface Example {
  id: string;
  title: string;
  /** What it is, in a few words. */
  text: string;
  /** The kind of backend, by which examples are grouped. */
  backend: string;
  session: () => Promise<Session>;
}

/** A file of cases, as far as it matters here. */
interface Suite {
  api?: string;
  route?: string;
  cases: Case[];
}

interface Case {
  name: string;
  route?: string;
  request?: { headers?: Record<string, string>; querystring?: Record<string, string>; body?: unknown; context?: object };
  authorizer?: unknown;
  backend?: { status?: number; headers?: Record<string, string>; body?: unknown; error?: string };
}

const BACKENDS: [RegExp, string][] = [
  [/dynamodb/, 'DynamoDB'],
  [/kinesis/, 'Kinesis'],
  [/sqs/, 'SQS'],
  [/step-functions/, 'Step Functions'],
  [/eventbridge/, 'EventBridge'],
  [/redshift/, 'Redshift Data API'],
  [/s3/, 'S3'],
  [/lambda/, 'Lambda'],
  [/mock/, 'Mock'],
];

function bodyOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`;
}

function backendOf(backend: Case['backend']): Backend {
  const { status = 200, headers = {}, body = {}, error } = backend ?? {};
  const failure = (['timeout', 'unreachable', 'forbidden'] as const).find((known) => known === error) ?? '';
  // Any other error is the message of a Lambda function that failed.
  const answer = error !== undefined && failure === '' ? { errorMessage: error, errorType: 'Error' } : body;
  return { status, headers: linesOf(headers, ':'), body: bodyOf(answer), failure };
}

function requestOf(one: Case, route: string): NamedRequest {
  const [method = 'GET', target = '/'] = (one.route ?? route).split(/\s+/, 2);
  const { headers = {}, querystring, body, context } = one.request ?? {};
  const query = querystring ? new URLSearchParams(querystring).toString() : '';
  const typed = body === undefined || Object.keys(headers).some((name) => /^content-type$/i.test(name));
  return {
    ...emptyRequest(one.name),
    method,
    target: query === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${query}`,
    headers: linesOf(typed ? headers : { 'Content-Type': 'application/json', ...headers }, ':'),
    body: bodyOf(body),
    context: context === undefined ? '' : JSON.stringify(context, null, 2),
    authorizer: choiceOf(one.authorizer),
    backend: backendOf(one.backend),
  };
}

/** Whether a path is one of a resource. */
function fits(resource: string, target: string): boolean {
  const pattern = resource.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\\\+\}/g, '.+').replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(target.split('?', 1)[0] ?? '');
}

async function load(name: string, text: string, suite: Suite | undefined, title: string): Promise<Session> {
  const { apis } = await engine.call('readApi', [name, text]);
  const [api] = apis;
  const [method, target] = suite?.route?.split(/\s+/, 2) ?? [];
  const route = api?.routes.find((one) => target === undefined || (one.method === method && fits(one.path, target))) ?? api?.routes[0];
  if (!api || !route) throw new Error(`there are no routes in ${name}`);
  const session = { ...sessionOf(api, route), name: title };
  if (!suite) return session;
  const requests = suite.cases.slice(0, MOST_ITEMS).map((one) => requestOf(one, suite.route ?? ''));
  return requests.length > 0 ? { ...session, requests } : session;
}

function examplesOf({ id, files, cases }: (typeof folders)[number]): Example[] {
  const backend = BACKENDS.find(([pattern]) => pattern.test(id))?.[1];
  const suites = Object.entries(cases).flatMap(([file, value]): [string, Suite][] => {
    const suite = value as Partial<Suite> | null;
    return suite?.api !== undefined && Array.isArray(suite.cases) ? [[file, suite as Suite]] : [];
  });
  const withCases = suites.flatMap(([file, suite]): Example[] => {
    const name = suite.api ?? '';
    const text = files[name];
    if (text === undefined) return [];
    const words = file.replace(/\.test\.ya?ml$/, '').replaceAll('-', ' ');
    const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    return [{ id: `${id}-${file.replaceAll('.', '-')}`, title, text: suite.route ?? '', backend: backend ?? 'Others', session: () => load(name, text, suite, title) }];
  });
  const definition = 'openapi.yaml';
  const text = files[definition];
  if (withCases.length > 0 || text === undefined) return withCases;
  return [{ id, title: id, text: 'without cases', backend: backend ?? 'Others', session: () => load(definition, text, undefined, id) }];
}

const first: Example = { id: 'first', title: 'Store an order', text: 'PUT /orders/{id}, with one planted problem', backend: 'DynamoDB', session: () => Promise.resolve(firstSession()) };

/** All examples, by backend. */
export const examples: Example[] = [first, ...folders.flatMap(examplesOf)].sort((one, other) => one.backend.localeCompare(other.backend));
