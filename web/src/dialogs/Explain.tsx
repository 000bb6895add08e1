/** What a rule is about, as its documentation has it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { Markdown } from '../ui/Markdown';

export function Explain({ rule }: { rule: string }) {
  const text = useSignal('Loading…');
  useEffect(() => {
    void import('../engine/docs').then(
      ({ explain }) => (text.value = explain(rule)),
      (error: Error) => (text.value = error.message),
    );
  }, [rule]);
  return (
    <Dialog title={rule}>
      <Markdown text={text.value} />
    </Dialog>
  );
}
