/** Requests that break an output, as named requests of their own: those a person has made stay as they are. */
import type { Attempt } from '../engine/types';
import { bodyText } from '../model/json';
import { writeLines } from '../model/lines';
import { notify } from './notices';
import { MOST_ITEMS } from './parse';
import type { Finding } from './run';
import type { NamedRequest } from './session';
import { change, request, session, undo, update } from './store';

/** The name of the request that the last attack was loaded into. */
const ATTACK = 'Attack';

function isSame(one: NamedRequest, other: NamedRequest): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Adds a request and shows it; one that is there already is only shown. `false` where there is no room. */
function show(what: string, made: NamedRequest, replaced = -1): boolean {
  const { requests } = session.peek();
  const known = requests.findIndex((other) => isSame(other, made));
  if (known >= 0) {
    update({ active: known });
    return true;
  }
  if (replaced < 0 && requests.length >= MOST_ITEMS) {
    notify(`There are ${MOST_ITEMS} requests already: remove one first.`, { tone: 'error' });
    return false;
  }
  change(what, () => {
    if (replaced < 0) update({ requests: [...requests, made], active: requests.length });
    else update({ requests: requests.map((old, index) => (index === replaced ? made : old)), active: replaced });
  });
  return true;
}

/** A status of the backend for which a response is chosen: the one it answers now, else the most common that fits. */
function statusFor(index: number, now: number): number {
  const { responses } = session.peek();
  const chosen = (status: number) => {
    const at = responses.findIndex(({ pattern }) => pattern !== '' && fits(pattern, status));
    return at >= 0 ? at : responses.findIndex(({ pattern }) => pattern === '');
  };
  const others = Array.from({ length: 500 }, (_, at) => at + 100);
  return [now, 200, 400, 404, 409, 500, ...others].find((status) => chosen(status) === index) ?? now;
}

function fits(pattern: string, status: number): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(String(status));
  } catch {
    return false;
  }
}

/** The request for which a finding's output breaks, out of the one that is shown. */
function witnessOf({ side, index, diagnostic }: Finding): NamedRequest | undefined {
  const witness = diagnostic.witness?.request;
  if (!witness) return undefined;
  const base = request.peek();
  const named = { ...base, name: `Breaks: ${diagnostic.rule ?? 'the output'}, line ${diagnostic.line}` };
  if (side === 'response') return { ...named, backend: { ...base.backend, status: statusFor(index, base.backend.status), body: bodyText(witness.body), failure: '' } };
  const query = new URLSearchParams(witness.querystring ?? {}).toString();
  const path = base.target.split('?', 1)[0] ?? '/';
  return {
    ...named,
    ...(witness.body !== undefined && { body: bodyText(witness.body) }),
    ...(witness.querystring && { target: query === '' ? path : `${path}?${query}` }),
    ...(witness.headers && { headers: writeLines(Object.entries({ 'Content-Type': 'application/json', ...witness.headers }), ':') }),
  };
}

/** Shows the request for which a finding's output breaks. */
export function loadWitness(finding: Finding): void {
  const made = witnessOf(finding);
  if (!made || !show('the request that breaks it', made)) return;
  notify(`“${made.name}” is a request that breaks the output.`, { action: { label: 'Undo', run: undo } });
}

function attempted(base: NamedRequest, { side, body, target, headers }: Attempt, name: string): NamedRequest {
  if (side === 'response') return { ...base, name, backend: { ...base.backend, body: body ?? '' } };
  return { ...base, name, ...(body !== undefined && { body }), ...(target !== undefined && { target }), ...(headers !== undefined && { headers }) };
}

/** Shows what an attack tried, in place of the attempt that was shown before. */
export function loadAttempt(base: NamedRequest, attempt: Attempt): void {
  show('the attack', attempted(base, attempt, ATTACK), session.peek().requests.findIndex(({ name }) => name === ATTACK));
}

/** Keeps what an attack tried as a named request of its own. */
export function saveAttempt(base: NamedRequest, attempt: Attempt): void {
  const name = `${attempt.where}: ${attempt.change}`.slice(0, 80);
  if (show('the saved attack', attempted(base, attempt, name))) notify('Saved as a new request');
}
