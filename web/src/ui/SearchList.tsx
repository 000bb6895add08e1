/** A list that is searched by typing and walked with the arrow keys. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface Choice {
  id: string;
  /** What is searched. */
  label: string;
  /** A heading above the first of its group. */
  group?: string;
  content: ComponentChildren;
  choose: () => void;
}

/** A file can have thousands of routes. */
const MOST_SHOWN = 200;

/** Whether all words of a search are in a text. */
function fits(text: string, search: string): boolean {
  const low = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

export function SearchList({ label, choices, isPending = false }: { label: string; choices: Choice[]; isPending?: boolean }) {
  const search = useSignal('');
  const at = useSignal(0);
  const found = choices.filter((choice) => fits(`${choice.label} ${choice.group ?? ''}`, search.value));
  const shown = found.slice(0, MOST_SHOWN);
  const selected = Math.min(at.value, shown.length - 1);
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      at.value = (selected + step + shown.length) % Math.max(1, shown.length);
      document.getElementById(`choice-${shown[at.value]?.id}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      shown[selected]?.choose();
    }
  };
  return (
    <>
      {/* The dialog gives the focus to it as it opens: nothing typed right then is lost. */}
      <input
        autofocus
        class="search"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={shown[selected] ? `choice-${shown[selected].id}` : undefined}
        placeholder={label}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={keys}
      />
      <div class="choices" id="choices" role="listbox" aria-label={label}>
        {shown.map((choice, index) => (
          <div key={choice.id} role="presentation">
            {choice.group !== undefined && choice.group !== shown[index - 1]?.group && <h3 role="presentation">{choice.group}</h3>}
            <button type="button" role="option" id={`choice-${choice.id}`} aria-selected={index === selected} tabIndex={-1} onClick={choice.choose}>
              {choice.content}
            </button>
          </div>
        ))}
      </div>
      {found.length > shown.length && <p class="empty">and {found.length - shown.length} more: type to narrow the list.</p>}
      {shown.length === 0 && <p class="empty">{isPending ? 'Loading…' : `No results for “${search.value}”.`}</p>}
    </>
  );
}
