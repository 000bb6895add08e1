/** Says to screen readers how many problems there are, whenever their number has changed and typing has paused. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { problemWords } from '../state/problems';
import { hasChecked } from '../state/run';

const PAUSE = 700;

const said = signal('');
/** The words of the last check; what the page has started with is not said. */
let known: string | undefined;

export function ProblemsSaid() {
  const words = problemWords.value;
  const isKnown = hasChecked.value;
  useEffect(() => {
    if (!isKnown) return;
    const timer = setTimeout(() => {
      if (known !== undefined && known !== words) said.value = words;
      known = words;
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [words, isKnown]);
  return (
    <p class="hidden-label problems-said" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}
