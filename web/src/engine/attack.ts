/** Runs a session with changed requests and answers, and finds which outputs break. */
import { definition } from '../model/definition';
import { bodyText, isJsonType, jsonProblem } from '../model/json';
import { bodyVariants, INJECTED, plainValues, targetVariants, type Variant } from '../model/variants';
import { activeRequest, type NamedRequest, type Session } from '../state/session';
import { take } from './flow';
import type { Attacked, Attempt, Diagnostic, Execution } from './types';

/** Whether the marker that the variants try to smuggle in is a member's name somewhere. */
function isInjected(text: string): boolean {
  let found = false;
  JSON.parse(text, (key, value: unknown) => {
    if (key === INJECTED) found = true;
    return value;
  });
  return found;
}

interface Judged {
  verdict: Attempt['verdict'];
  problem: string;
  output: string;
  place?: [number, number];
}

/** What is thought of a text that should be JSON. */
function judge(output: string, what: string, wasInjected: boolean): Judged {
  const problem = jsonProblem(output);
  if (problem) return { verdict: 'broken', problem: `${what} is invalid JSON: ${problem.message}`, output, place: problem.place };
  if (!wasInjected && isInjected(output)) {
    const at = output.indexOf(INJECTED);
    const problem = `the value ends its string and adds the member \`${INJECTED}\``;
    return { verdict: 'broken', problem, output, place: [at, at + INJECTED.length] };
  }
  return { verdict: 'safe', problem: '', output };
}

/** Which outputs should be JSON, so that they can be judged. */
interface Outputs {
  sent: boolean;
  received: boolean;
}

const SENT = 'what the backend gets';
const RECEIVED = 'what the client gets';

/** The step that failed, where one did. */
function stopped({ trail, response }: Execution): string | undefined {
  const step = trail.find((step) => step.failed);
  return step && `${response.status}, ${step.step}: ${step.reason}`;
}

function outputsOf({ integrationRequest: sent, response }: Execution): Outputs {
  return { sent: sent !== null && isJsonType(sent.headers), received: isJsonType(response.headers) && response.body !== '' };
}

/** Why a request is not a sound base for variants: a step fails, or an output is broken without any change. */
function unsound(execution: Execution): string | undefined {
  const outputs = outputsOf(execution);
  const sent = outputs.sent ? jsonProblem(execution.integrationRequest?.body ?? '') : undefined;
  const received = outputs.received ? jsonProblem(execution.response.body) : undefined;
  return stopped(execution) ?? (sent && `${SENT} is invalid JSON: ${sent.message}`) ?? (received && `${RECEIVED} is invalid JSON: ${received.message}`);
}

function weigh(execution: Execution, side: Attempt['side'], outputs: Outputs, raw: boolean): Judged {
  const { status, body } = execution.response;
  const why = stopped(execution);
  if (why !== undefined) return { verdict: status >= 400 && status < 500 ? 'refused' : 'broken', problem: why, output: body };
  const sent = execution.integrationRequest?.body ?? '';
  const ofSent = side === 'request' && outputs.sent ? judge(sent, SENT, raw) : undefined;
  if (ofSent?.verdict === 'broken') return ofSent;
  if (outputs.received) return judge(body, RECEIVED, raw);
  return ofSent ?? { verdict: 'unjudged', problem: '', output: side === 'request' ? sent : body };
}

function withVariant(request: NamedRequest, variant: Variant): NamedRequest {
  return {
    ...request,
    ...(variant.target !== undefined && { target: variant.target }),
    ...(variant.headers !== undefined && { headers: variant.headers }),
    ...(variant.body !== undefined &&
      (variant.side === 'request' ? { body: variant.body } : { backend: { ...request.backend, body: variant.body } })),
  };
}

function witnesses(diagnostics: Diagnostic[], side: Attempt['side']): Variant[] {
  return diagnostics.flatMap((diagnostic) =>
    diagnostic.witness?.request.body === undefined
      ? []
      : [{ side, where: diagnostic.rule ?? 'the linter', change: 'the request the linter found', body: bodyText(diagnostic.witness.request.body), raw: false }],
  );
}

/** Requests to start from: the one that is shown, the others, and the one that is shown with plain values. */
function bases(session: Session): NamedRequest[] {
  const shown = activeRequest(session);
  const { name, body, backend } = shown;
  const plain = { ...shown, name: `${name}, with plain values`, body: plainValues(body), backend: { ...backend, body: plainValues(backend.body) } };
  return [shown, ...session.requests.filter((request) => request !== shown), plain];
}

/** Tries all variants of a request that is sound. The findings are those of the templates that the session's request goes through. */
export function attack(session: Session, request: Diagnostic[], response: Diagnostic[]): Attacked {
  const text = definition(session);
  const tried = bases(session).map((base) => ({ base, execution: take(text, base) }));
  const problem = tried[0] && unsound(tried[0].execution);
  const sound = tried.find(({ execution }) => unsound(execution) === undefined);
  const why = problem === undefined ? {} : { problem };
  if (!sound) return { ...why, attempts: [] };
  const { base, execution } = sound;
  const outputs = outputsOf(execution);
  const variants = [
    ...witnesses(request, 'request'),
    ...bodyVariants(base.body, 'request'),
    ...targetVariants(base),
    ...witnesses(response, 'response'),
    ...bodyVariants(base.backend.body, 'response'),
  ];
  const attempts = variants.map((variant) => {
    const { raw, ...shown } = variant;
    return { ...shown, ...weigh(take(text, withVariant(base, variant)), variant.side, outputs, raw) };
  });
  return { ...why, base, attempts };
}
