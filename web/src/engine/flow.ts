/** One run of a session: the call through the definition, then each template once more with its trace. */
import type { AttackCall } from 'vtlkit/api';
import { decisionOf } from '../model/authorizer';
import { BadRoute, definition, FILE, STAGE } from '../model/definition';
import { readLines } from '../model/lines';
import { activeRequest, type NamedRequest, type Session } from '../state/session';
import { invoke, renderTraced } from './native';
import type { Execution, Mapping, Run, TemplateRequest } from './types';

/** When every request arrives, so that two runs can be compared: the moment the engine was loaded. */
const NOW = Date.now();

function context(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadRoute(`The context is invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRoute('The context is not a JSON object');
  return value as Record<string, unknown>;
}

/** A request as a call, with the answer of its backend. */
export function callOf(request: NamedRequest): AttackCall {
  const given = context(request.context);
  const decision = decisionOf(request.authorizer);
  const { backend } = request;
  const headers = readLines(backend.headers, ':').map(({ name, value }) => [name, value]);
  return {
    method: request.method,
    path: request.target,
    headers: Object.fromEntries(readLines(request.headers, ':').map(({ name, value }) => [name, value])),
    body: request.body,
    stage: STAGE,
    time: NOW,
    ...(given && { context: given }),
    ...(decision !== undefined && { authorizer: decision }),
    // The endpoint fails or answers.
    backend: backend.failure === '' ? { status: backend.status, body: backend.body, headers: Object.fromEntries(headers) } : { error: backend.failure },
  };
}

/** Takes a request through a definition. */
function take(text: string, request: NamedRequest): Execution {
  return invoke(FILE, text, callOf(request));
}

/** The index of the integration response that was chosen, as the way says it. */
export function chosenResponse(session: Session, execution: Execution): number {
  const step = execution.trail.find((step) => step.step === 'selection' && !step.reason.includes('does not count') && step.decision.startsWith('response '));
  const index = session.responses.findIndex(({ pattern }) => pattern !== '' && step?.reason.startsWith(`the pattern \`${pattern}\` matches `));
  return index >= 0 ? index : Math.max(0, session.responses.findIndex(({ pattern }) => pattern === ''));
}

/** Whether a template was rendered here before: the first time, the browser compiles what runs. */
let hasRendered = false;

/** A template with what it saw, and with its trace. */
function map(index: number, text: string, request: Mapping['request'], phase: 'request' | 'response'): Mapping {
  const start = performance.now();
  const rendered = renderTraced(text, request, phase);
  const millis = performance.now() - start;
  return { index, text, request, ...rendered, ...(hasRendered && { millis }) };
}

/** Runs the request that is shown. */
export function run(session: Session): Run {
  const execution = take(definition(session), activeRequest(session));
  const run: Run = { execution };
  for (const mapped of execution.mapped) {
    if (mapped.step === 'request template') {
      const index = session.requestTemplates.findIndex(({ contentType }) => contentType === mapped.contentType);
      const template = session.requestTemplates[index];
      if (template) run.request = map(index, template.text, mapped.request as TemplateRequest, 'request');
    } else {
      const index = chosenResponse(session, execution);
      const response = session.responses[index];
      if (response) run.response = map(index, response.text, mapped.request as TemplateRequest, 'response');
    }
  }
  hasRendered ||= execution.mapped.length > 0;
  return run;
}

/** What becomes of each named request, and when they arrive. */
export function executions(session: Session): { executions: Execution[]; time: number } {
  const text = definition(session);
  return { executions: session.requests.map((request) => take(text, request)), time: NOW };
}
