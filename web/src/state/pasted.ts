/** A text of one's own in place of one of an example: what else the example has would only be in the way. */
import { firstSession } from '../model/first';
import { definitionKind } from '../model/kinds';
import { readDefinition } from './files';
import { notify } from './notices';
import { emptyRequest, emptyResponse, type NamedRequest, type Session } from './session';
import { change, example, request, session, shownResponse, shownTemplate, updateBackend, updateRequest, updateRequestTemplate, updateResponse } from './store';

/** The text that something was put in place of. */
export type Place = 'body' | 'request template' | 'answer' | 'response template';

function put(place: Place, text: string): void {
  if (place === 'body') updateRequest({ body: text });
  else if (place === 'answer') updateBackend({ body: text });
  else if (place === 'request template') updateRequestTemplate(text);
  else updateResponse({ text });
}

/** The session with the text of a place left out, and the first request shown. */
function without(place: Place, { requests, requestTemplates, responses, ...others }: Session, shown: number): string {
  const blank = <T extends object>(list: T[], index: number, empty: (item: T) => T) => list.map((item, at) => (at === index ? empty(item) : item));
  return JSON.stringify({
    ...others,
    active: 0,
    requests: place === 'body' ? blank(requests, shown, (item) => ({ ...item, body: '' })) : place === 'answer' ? blank(requests, shown, (item) => ({ ...item, backend: { ...item.backend, body: '' } })) : requests,
    requestTemplates: place === 'request template' ? blank(requestTemplates, shownTemplate.peek(), (item) => ({ ...item, text: '' })) : requestTemplates,
    responses: place === 'response template' ? blank(responses, shownResponse.peek(), (item) => ({ ...item, text: '' })) : responses,
  });
}

/** Whether the session is an example as it was opened, apart from the text that is replaced and the request that is shown. */
function isUntouched(current: Session, place: Place): boolean {
  const text = without(place, current, current.active);
  return [example.peek(), firstSession()].some((one) => one !== undefined && without(place, one, current.active) === text);
}

/** The session without the model, the other requests and the answers of its example. */
function withoutExample(place: Place, text: string): Session {
  const current = session.peek();
  const shown = request.peek();
  const route = { ...current.route, model: '', validate: 'none' as const, required: '' };
  const own: NamedRequest = { ...shown, name: 'Request 1', context: '' };
  const bare = { ...current, name: 'New mapping', route, active: 0 };
  if (place === 'body') return { ...bare, requests: [{ ...own, body: text }] };
  if (place === 'answer') return { ...bare, requests: [{ ...own, backend: { ...own.backend, body: text } }] };
  if (place === 'response template') {
    return { ...bare, requests: [{ ...own, backend: { ...own.backend, body: '{}\n' } }], responses: [{ ...emptyResponse(), text }] };
  }
  const contentType = current.requestTemplates[shownTemplate.peek()]?.contentType ?? 'application/json';
  return {
    ...bare,
    requestTemplates: [{ contentType, text }],
    responses: [emptyResponse()],
    requests: [{ ...own, body: '{}\n', backend: emptyRequest('').backend }],
  };
}

/** Takes over a text that was pasted or dropped in place of a whole other one. */
export function takeOver(place: Place, text: string): void {
  const before = session.peek();
  if (!isUntouched(before, place)) return put(place, text);
  const shown = [shownTemplate.peek(), shownResponse.peek()] as const;
  change(`your own ${place}`, () => {
    session.value = withoutExample(place, text);
    shownTemplate.value = 0;
    shownResponse.value = 0;
  });
  const back = () => {
    change('the example', () => {
      session.value = before;
      [shownTemplate.value, shownResponse.value] = shown;
      put(place, text);
    });
  };
  notify(`You replaced the ${place} of the example, so its model, requests and answers were removed.`, { action: { label: 'Bring them back', run: back } });
}

/** Takes over a text that was pasted; a definition can be opened instead. */
export function pasted(place: Place, text: string): void {
  const definition = definitionKind(text);
  if (!definition) return takeOver(place, text);
  const before = session.peek();
  put(place, text);
  const after = session.peek();
  const open = async () => {
    // The text goes back to what it was: a route of the definition takes the place of the session.
    if (session.peek() === after) session.value = before;
    await readDefinition(definition.name, text);
  };
  notify(`This looks like ${definition.kind}, not like a ${place}.`, { action: { label: 'Open it as a definition', run: () => void open() } });
}
