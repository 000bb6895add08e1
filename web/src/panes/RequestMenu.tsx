/** The named requests: choose, add, rename, remove. */
import { useState } from 'preact/hooks';
import { notify } from '../state/notices';
import { MOST_ITEMS } from '../state/parse';
import { change, request, session, update, updateRequest } from '../state/store';

function add(): void {
  const { requests } = session.value;
  if (requests.length >= MOST_ITEMS) return notify(`There are ${MOST_ITEMS} requests already: remove one first.`, { tone: 'error' });
  change('the new request', () => {
    const name = `Request ${requests.length + 1}`;
    update({ requests: [...requests, { ...request.value, name }], active: requests.length });
  });
}

function remove(): void {
  const { requests, active } = session.value;
  if (requests.length < 2) return;
  change(`removing “${request.value.name}”`, () => update({ requests: requests.filter((_, index) => index !== active), active: Math.max(0, active - 1) }));
}

export function RequestMenu() {
  const [renaming, setRenaming] = useState(false);
  const { requests, active } = session.value;
  return (
    <>
      {renaming ? (
        <input
          class="grow"
          aria-label="Name of the request"
          value={request.value.name}
          maxLength={80}
          ref={(input) => input?.focus()}
          onInput={(event) => updateRequest({ name: event.currentTarget.value })}
          onBlur={() => setRenaming(false)}
          onKeyDown={(event) => ['Enter', 'Escape'].includes(event.key) && setRenaming(false)}
        />
      ) : (
        <select class="grow" aria-label="Named request" value={String(active)} onChange={(event) => update({ active: Number(event.currentTarget.value) })}>
          {requests.map(({ name }, index) => (
            <option key={index} value={String(index)}>
              {name}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="quiet" aria-label="Rename this request" onClick={() => setRenaming(true)}>
        Rename
      </button>
      <button type="button" class="quiet" onClick={add} aria-label="Add a request" title="Adds a copy of this request">
        Add
      </button>
      <button type="button" class="quiet" disabled={requests.length < 2} aria-label="Remove this request" onClick={remove}>
        Remove
      </button>
    </>
  );
}
