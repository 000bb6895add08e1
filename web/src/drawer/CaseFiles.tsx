/** The session as files for `vtlkit test`: what comes of each request now is what the test expects. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine, PATIENT } from '../engine/client';
import { session } from '../state/store';
import type { Session } from '../state/session';
import { download } from '../ui/download';
import { CopyButton, Empty, Prose } from '../ui/widgets';

interface File {
  name: string;
  text: string;
}

const files = signal<File[] | { error: string } | undefined>(undefined);

async function make(current: Session): Promise<void> {
  try {
    const [{ caseFiles }, { executions, time }] = await Promise.all([import('../model/cases'), engine.call('executions', [current], PATIENT)]);
    files.value = caseFiles(current, executions, time);
  } catch (error) {
    files.value = { error: error instanceof Error ? error.message : String(error) };
  }
}

export function CaseFiles() {
  const current = session.value;
  useEffect(() => {
    const timer = setTimeout(() => void make(current), 150);
    return () => clearTimeout(timer);
  }, [current]);
  const shown = files.value;
  if (!shown) return <Empty>Running the requests…</Empty>;
  if ('error' in shown) {
    return (
      <p class="verdict error">
        <Prose text={shown.error} />
      </p>
    );
  }
  return (
    <>
      <p class="summary note">
        A test case for each named request that expects its current results. Put both files into a folder and run <code>vtlkit test</code> there.
      </p>
      <div class="columns">
        {shown.map(({ name, text }) => (
          <section key={name} aria-label={name}>
            <div class="bar">
              <h3 class="mono">{name}</h3>
              <CopyButton text={() => text} />
              <button type="button" class="quiet" aria-label={`Download ${name}`} onClick={() => download(name, text)}>
                Download
              </button>
            </div>
            <pre class="file" tabIndex={0}>
              {text}
            </pre>
          </section>
        ))}
      </div>
    </>
  );
}
