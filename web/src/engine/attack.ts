/** Runs a session with hostile requests and answers, and finds which outputs break. */
import { definition } from '../model/definition';
import { writeLines } from '../model/lines';
import { activeRequest, type NamedRequest, type Session } from '../state/session';
import { callOf } from './flow';
import { attackApi } from './native';
import type { Attacked, Attempt } from './types';

type Found = ReturnType<typeof attackApi>;
type Message = Found['attempts'][number]['input'];

/** The parts of a request that an attack changes, as the panes show them. */
function shown({ path, headers, body }: Message): Pick<Attempt, 'body' | 'target' | 'headers'> {
  return {
    ...(body !== undefined && { body }),
    ...(path !== undefined && { target: path }),
    ...(headers && { headers: writeLines(Object.entries(headers), ':') }),
  };
}

/** The request that the variants change: one of the session's, or the one that is shown with plain values. */
function baseOf(requests: NamedRequest[], { index, request, answer }: NonNullable<Found['base']>): NamedRequest | undefined {
  const [first] = requests;
  const plain = first && { ...first, name: `${first.name}, with plain values` };
  const base = requests[index] ?? plain;
  return base && { ...base, ...shown(request), backend: { ...base.backend, ...(answer.body !== undefined && { body: answer.body }) } };
}

/** Tries all variants of a request that works: the one that is shown, or else another one of the session. */
export function attack(session: Session): Attacked {
  const active = activeRequest(session);
  const requests = [active, ...session.requests.filter((request) => request !== active)];
  const { problem, base, attempts } = attackApi(definition(session), requests.map(callOf));
  const known = base && baseOf(requests, base);
  return {
    ...(problem !== undefined && { problem }),
    ...(known && { base: known }),
    attempts: attempts.map(({ input, ...attempt }) => ({ ...attempt, ...shown(input) })),
  };
}
