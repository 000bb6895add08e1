/** Small parts that many places share. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { proseParts } from '../model/prose';
import type { Stop } from '../state/run';

export interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { id: T; label: string; note?: string }[];
  active: T;
  onSelect: (id: T) => void;
  /** The id of the element that the tabs switch. */
  panel: string;
}

/** A row of tabs; arrow keys move between them. */
export function Tabs<T extends string>({ label, tabs, active, onSelect, panel }: TabsProps<T>) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(({ id }) => id === active);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    document.getElementById(`${panel}-${next.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(({ id, label, note }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${panel}-${id}`}
          aria-selected={id === active}
          aria-controls={panel}
          tabIndex={id === active ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {label}
          {note !== undefined && <span class="tab-note">{note}</span>}
        </button>
      ))}
    </div>
  );
}

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton({ text, label = 'Copy' }: { text: () => string | Promise<string>; label?: string }) {
  const [state, setState] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setState('Copied');
    } catch {
      setState('Not allowed by the browser');
    }
    setTimeout(() => setState(''), 1500);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      <span aria-live="polite">{state === '' ? label : state}</span>
    </button>
  );
}

/** A label above its control. */
export function Field({ label, hint, children, wide }: { label: string; hint?: string; children: ComponentChildren; wide?: boolean }) {
  return (
    <label class={wide ? 'field wide' : 'field'}>
      <span class="field-label">{label}</span>
      {children}
      {hint !== undefined && <span class="field-hint">{hint}</span>}
    </label>
  );
}

/** A choice among a few values. */
export function Select<T extends string>({ label, value, values, onChange, name }: { label: string; value: T; values: readonly T[]; onChange: (value: T) => void; name?: (value: T) => string }) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
      {values.map((one) => (
        <option key={one} value={one}>
          {name ? name(one) : one}
        </option>
      ))}
    </select>
  );
}

/** Text with `code` in it. */
export function Prose({ text }: { text: string }) {
  return <>{proseParts(text).map(({ text, isCode }, index) => (isCode ? <code key={index}>{text}</code> : text))}</>;
}

/** Why something was stopped, and what to do. */
export function StopNote({ stop: { message, help } }: { stop: Stop }) {
  return (
    <p class="verdict error" role="alert">
      <strong>
        <Prose text={message} />
      </strong>{' '}
      {help !== undefined && <Prose text={help} />}
    </p>
  );
}

/** What stands where there is nothing to show yet. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
