/** Marks what follows from a request that a real backend would refuse, though the simulated one answers it. */
import { jsonProblem } from '../model/json';
import { showInOutput } from '../state/actions';
import { run, sentProblem } from '../state/run';

export function BrokenRequest() {
  if (sentProblem.value === undefined) return null;
  const show = () => {
    const problem = jsonProblem(run.peek()?.execution.integrationRequest?.body ?? '');
    if (problem) showInOutput('sent', problem.place);
  };
  return (
    <p class="verdict warning broken-request">
      Based on a broken request: its body is invalid JSON, which a real backend would refuse.{' '}
      <button type="button" class="link" onClick={show}>
        Show where
      </button>
    </p>
  );
}
