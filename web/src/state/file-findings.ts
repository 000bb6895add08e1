/** What is wrong in the file that a route was picked of, outside of its templates. */
import { computed, effect, signal } from '@preact/signals';
import { callOnFile } from '../engine/client';
import type { Diagnostic } from '../engine/types';
import { routeFindings } from './run';
import { openedFile, type OpenedFile } from './store';

const found = signal<{ of: OpenedFile; diagnostics: Diagnostic[]; error?: string } | undefined>(undefined);

/** The file and its findings, without those that are told of the route already. */
export const fileFindings = computed(() => {
  const file = openedFile.value;
  if (!file || found.value?.of !== file) return undefined;
  const told = new Set(routeFindings.value.map(({ diagnostic: { rule, message } }) => `${rule} ${message}`));
  const { diagnostics, error } = found.value;
  return { file, diagnostics: diagnostics.filter(({ rule, message }) => !told.has(`${rule} ${message}`)), error };
});

/** Lints each file that is opened from now on. */
export function lintFiles(): void {
  effect(() => {
    const of = openedFile.value;
    if (!of) return;
    void callOnFile('lintAround', [of.name, of.text]).then(
      (diagnostics) => (found.value = { of, diagnostics }),
      (error: Error) => (found.value = { of, diagnostics: [], error: error.message }),
    );
  });
}
