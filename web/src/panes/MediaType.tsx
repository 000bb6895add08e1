/** A field for a content type. What is none is shown as wrong and does not reach the mapping. */
import { useId, useState } from 'preact/hooks';
import { isMediaType } from '../model/media-type';

export interface MediaTypeProps {
  label: string;
  value: string;
  /** Content types that are used already. */
  taken: string[];
  onChange: (value: string) => void;
}

export function MediaType({ label, value, taken, onChange }: MediaTypeProps) {
  // What is typed, as long as it is not the value.
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const id = useId();
  const problem = draft === undefined ? undefined : isMediaType(draft) ? `There is a template for ${draft} already.` : 'A content type is one line such as application/json.';
  const take = (text: string) => {
    if (!isMediaType(text) || taken.includes(text)) return setDraft(text);
    setDraft(undefined);
    onChange(text);
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\n\r]/.test(text.trim())) return;
    // A field of one line would join the lines.
    event.preventDefault();
    take(text.trim().split(/[\n\r]/, 1)[0]?.trim() ?? '');
  };
  return (
    <span class="media-type grow">
      <input
        class="mono"
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : id}
        value={draft ?? value}
        spellcheck={false}
        onInput={(event) => take(event.currentTarget.value.trim())}
        onPaste={paste}
        onBlur={() => setDraft(undefined)}
      />
      {problem !== undefined && (
        <span class="field-problem" id={id} role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
