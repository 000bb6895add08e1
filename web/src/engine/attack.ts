/** Runs a session with changed requests and answers, and tells which outputs break. */
import { definition } from '../model/definition';
import { bodyText, jsonProblem } from '../model/json';
import { bodyVariants, INJECTED, targetVariants, type Variant } from '../model/variants';
import { activeRequest, type NamedRequest, type Session } from '../state/session';
import { take } from './flow';
import type { Attempt, Diagnostic, Execution } from './types';

function isJson(text: string): boolean {
  return jsonProblem(text) === undefined;
}

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
  if (problem) return { verdict: 'broken', problem: `${what} is no JSON: ${problem.message}`, output, place: problem.place };
  if (!wasInjected && isInjected(output)) {
    const at = output.indexOf(INJECTED);
    const problem = `the value ends its string and adds the member \`${INJECTED}\``;
    return { verdict: 'broken', problem, output, place: [at, at + INJECTED.length] };
  }
  return { verdict: 'safe', problem: '', output };
}

/** The step that failed, where one did. */
function stopped(execution: Execution): string | undefined {
  const step = execution.trail.find((step) => step.failed);
  return step && `${step.step}: ${step.reason}`;
}

function weigh(execution: Execution, side: Attempt['side'], before: { sent: boolean; received: boolean }, raw: boolean): Judged {
  const status = execution.response.status;
  const why = stopped(execution);
  if (why !== undefined) {
    const refused = status >= 400 && status < 500;
    return { verdict: refused ? 'refused' : 'broken', problem: `${status}, ${why}`, output: execution.response.body };
  }
  const sent = execution.integrationRequest?.body ?? '';
  if (side === 'request' && before.sent) {
    const judged = judge(sent, 'what the backend gets', raw);
    if (judged.verdict === 'broken') return judged;
  }
  if (before.received) return judge(execution.response.body, 'what the client gets', raw);
  return { verdict: 'safe', problem: '', output: side === 'request' ? sent : execution.response.body };
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

/** Tries all variants. The findings are those of the templates that the session's request goes through. */
export function attack(session: Session, request: Diagnostic[], response: Diagnostic[]): Attempt[] {
  const text = definition(session);
  const base = activeRequest(session);
  const usual = take(text, base);
  const before = {
    sent: usual.integrationRequest !== null && isJson(usual.integrationRequest.body),
    received: isJson(usual.response.body),
  };
  const variants = [
    ...witnesses(request, 'request'),
    ...bodyVariants(base.body, 'request'),
    ...targetVariants(base),
    ...witnesses(response, 'response'),
    ...bodyVariants(base.backend.body, 'response'),
  ];
  return variants.map((variant) => {
    const { raw, ...shown } = variant;
    return { ...shown, ...weigh(take(text, withVariant(base, variant)), variant.side, before, raw) };
  });
}
