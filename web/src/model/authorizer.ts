/** What an authorizer decides, as calls and cases say it. */
import type { AuthorizerDecision } from 'vtlkit/api';
import type { AuthorizerChoice } from '../state/session';
import { BadRoute } from './definition';

/** The decision, if one is given; throws `BadRoute` where what it adds cannot be read. */
export function decisionOf({ decision, context }: AuthorizerChoice): AuthorizerDecision | undefined {
  if (decision === '') return undefined;
  if (decision === 'unauthorized' || decision === 'failure' || context.trim() === '') return decision;
  let members: unknown;
  try {
    members = JSON.parse(context);
  } catch (error) {
    throw new BadRoute(`The authorizer context is invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof members !== 'object' || members === null || Array.isArray(members)) throw new BadRoute('The authorizer context is not a JSON object');
  return decision === 'allow' ? { allow: members as Record<string, unknown> } : { deny: members as Record<string, unknown> };
}

/** The choice for a decision as a case says it. */
export function choiceOf(decision: unknown): AuthorizerChoice {
  const word = (['allow', 'deny', 'unauthorized', 'failure'] as const).find((known) => known === decision);
  if (word) return { decision: word, context: '' };
  const [name, members] = Object.entries((decision ?? {}) as Record<string, unknown>)[0] ?? [];
  if (name !== 'allow' && name !== 'deny') return { decision: '', context: '' };
  return { decision: name, context: members === null ? '' : JSON.stringify(members, null, 2) };
}
