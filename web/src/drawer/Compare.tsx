/** What differs between a run that was kept and the one that is shown. */
import { diffLines } from 'diff';
import { currentTexts, pinned, type Kept } from '../state/pinned';
import { Empty } from '../ui/widgets';

const PARTS: [keyof Kept, string][] = [
  ['requestTemplate', 'Request template'],
  ['sent', 'To the backend'],
  ['answer', 'Backend answers'],
  ['responseTemplate', 'Response template'],
  ['received', 'Response to client'],
];

/** Two texts as one, with signs in front of the lines that differ. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const parts = diffLines(before, after);
  return (
    <pre class="diff" tabIndex={0}>
      {parts.flatMap(({ value, added, removed }, part) =>
        value
          .replace(/\n$/, '')
          .split('\n')
          .map((line, index) => (
            <span key={`${part}.${index}`} class={added ? 'added' : removed ? 'removed' : ''}>
              {added ? '+ ' : removed ? '- ' : '  '}
              {line}
              {'\n'}
            </span>
          )),
      )}
    </pre>
  );
}

export function Compare() {
  const kept = pinned.kept.value;
  const now = currentTexts();
  const differing = kept && now ? PARTS.filter(([name]) => kept[name] !== now[name]) : [];
  return (
    <div>
      <div class="bar">
        <button type="button" class={kept ? '' : 'primary'} onClick={pinned.keep}>
          {kept ? 'Keep this run instead' : 'Keep this run'}
        </button>
        {kept && now && (
          <span class="note">
            “{kept.label}” as kept, against “{now.label}” now
          </span>
        )}
      </div>
      {!kept && <Empty>Keep this run, then change a template or choose another request: the differences are shown here.</Empty>}
      {kept && differing.length === 0 && <Empty>There are no differences.</Empty>}
      <div class="columns">
        {kept &&
          now &&
          differing.map(([name, label]) => (
            <section key={name} aria-label={label}>
              <h3>{label}</h3>
              <TextDiff before={kept[name]} after={now[name]} />
            </section>
          ))}
      </div>
    </div>
  );
}
