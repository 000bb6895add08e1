/** The session as files for `vtlkit test`: its route as a definition, and a case for each named request. */
import { stringify } from 'yaml';
import type { Execution } from '../engine/types';
import type { Backend, NamedRequest, Session } from '../state/session';
import { decisionOf } from './authorizer';
import { definition } from './definition';
import { readLines } from './lines';

/** The file of the definition, as the cases name it. */
const API = 'api.json';
/** So many characters of a line stay one line. */
const WIDTH = 120;

type Members = Record<string, unknown>;

/** A body as JSON where it is an object or a list that JSON writes as it stands, else as the text. */
function body(text: string): Members {
  return text === '' ? {} : { body: text };
}

function headers(lines: string): Members {
  const entries = readLines(lines, ':').map(({ name, value }) => [name, value] as const);
  return entries.length === 0 ? {} : { headers: Object.fromEntries(entries) };
}

function backend({ failure, status, headers: lines, body: text }: Backend): Members {
  return failure === '' ? { status, ...headers(lines), body: text } : { error: failure };
}

/** What a body has to be: JSON where it is JSON, Base64 where it is bytes, and the text where it is neither. */
function expected({ body: text, isBase64Encoded }: Execution['response'] | NonNullable<Execution['integrationRequest']>): Members {
  if (isBase64Encoded) return { base64: text };
  try {
    const value: unknown = JSON.parse(text);
    // A number that JavaScript cannot hold is compared as text.
    return JSON.stringify(value).replaceAll(/\s/g, '') === text.replaceAll(/\s/g, '') ? { json: value } : { text };
  } catch {
    return { text };
  }
}

function expectation({ response, gatewayResponse, integrationRequest }: Execution): Members {
  return {
    status: response.status,
    ...(gatewayResponse !== null && { error: gatewayResponse }),
    ...expected(response),
    integration: integrationRequest && { method: integrationRequest.method, ...expected(integrationRequest) },
  };
}

/** Names have to differ. */
function names(requests: NamedRequest[]): string[] {
  const seen = new Map<string, number>();
  return requests.map(({ name }) => {
    const plain = name.trim() === '' ? 'A request' : name.trim();
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return count === 1 ? plain : `${plain} (${count})`;
  });
}

/** A text as a file's name. */
export function fileName(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return plain === '' ? 'mapping' : plain.slice(0, 60);
}

/** The two files. The executions are those of the session's requests, in their order, at this time. */
export function caseFiles(session: Session, executions: Execution[], time: number): { name: string; text: string }[] {
  const called = names(session.requests);
  const cases = session.requests.flatMap((request, index) => {
    const execution = executions[index];
    if (!execution) return [];
    const authorizer = decisionOf(request.authorizer);
    const context = request.context.trim() === '' ? {} : { context: JSON.parse(request.context) as unknown };
    return [
      {
        name: called[index],
        route: `${request.method} ${request.target}`,
        time,
        request: { ...headers(request.headers), ...body(request.body), ...context },
        ...(authorizer !== undefined && { authorizer }),
        ...(session.route.integration !== 'MOCK' && { backend: backend(request.backend) }),
        expect: expectation(execution),
      },
    ];
  });
  return [
    { name: `${fileName(session.name)}.test.yaml`, text: stringify({ api: API, cases }, { lineWidth: WIDTH, blockQuote: 'literal', nullStr: 'null' }) },
    { name: API, text: `${JSON.stringify(JSON.parse(definition(session)), null, 2)}\n` },
  ];
}
