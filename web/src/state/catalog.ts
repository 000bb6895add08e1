/** What templates can call, read from the package once. */
import { signal } from '@preact/signals';
import type { Catalog } from '../engine/types';

export const catalog = signal<Catalog>({ variables: [], classes: [] });

/** Reads the catalogue. Without it, completion knows less and the page works. */
export async function loadCatalog(): Promise<void> {
  try {
    catalog.value = (await import('../engine/docs')).catalog();
  } catch {
    // It is not needed to run templates.
  }
}
