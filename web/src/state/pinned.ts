/** A run that was kept to compare later ones with. */
import { signal } from '@preact/signals';
import { notify } from './notices';
import { run } from './run';
import { session } from './store';

/** What is compared: the texts of a run. */
export interface Kept {
  label: string;
  requestTemplate: string;
  sent: string;
  answer: string;
  responseTemplate: string;
  received: string;
}

const kept = signal<Kept | undefined>(undefined);

/** The texts of the run that is shown. */
export function currentTexts(): Kept | undefined {
  const current = run.value;
  if (!current) return undefined;
  const { execution, request, response } = current;
  return {
    label: session.value.requests[session.value.active]?.name ?? '',
    requestTemplate: request?.text ?? '',
    sent: execution.integrationRequest?.body ?? '',
    answer: response?.request.body ?? '',
    responseTemplate: response?.text ?? '',
    received: `${execution.response.status}\n${execution.response.body}`,
  };
}

export const pinned = {
  kept,
  /** Keeps the run that is shown. */
  keep(): void {
    kept.value = currentTexts();
    notify('This run is kept. Compare shows how later ones differ from it.');
  },
};
