/** Changes of a text. */
import type { Edit } from '../engine/types';

/** The text with the edits made, which do not overlap. */
export function applyEdits(text: string, edits: Edit[]): string {
  return edits.toSorted((one, other) => other.start - one.start).reduce((done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end), text);
}
