/** What templates can call, read from the engine once. */
import { signal } from '@preact/signals';
import { engine } from '../engine/client';
import type { Catalog } from '../engine/types';

export const catalog = signal<Catalog>({ variables: [], classes: [] });

/** Reads the catalogue. Without it, completion knows less and the page works. */
export async function loadCatalog(): Promise<void> {
  try {
    catalog.value = await engine.call('catalog', []);
  } catch {
    // The live run says what is wrong with the engine.
  }
}
