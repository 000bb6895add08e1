/** Small badges behind directives: whether a branch was taken, and how many rounds a loop made, with a way to step through them. */
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { Trace } from '../engine/types';
import { plainText } from '../model/prose';

class Hint extends WidgetType {
  constructor(
    readonly text: string,
    readonly title: string,
    readonly tone: string,
    readonly go?: () => void,
  ) {
    super();
  }

  override eq(other: Hint): boolean {
    return other.text === this.text && other.title === this.title && this.go === undefined && other.go === undefined;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement(this.go ? 'button' : 'span');
    element.className = `hint ${this.tone}`;
    element.textContent = this.text;
    element.title = this.title;
    element.setAttribute('aria-label', this.title);
    if (this.go) {
      element.setAttribute('type', 'button');
      element.addEventListener('click', this.go);
    } else {
      element.setAttribute('role', 'note');
    }
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const put = StateEffect.define<{ at: number; hint: Hint }[]>();

/** Holds the hints; they move with the text until they are put anew. */
export const hints = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(old, transaction) {
    let set = old.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(put)) continue;
      const length = transaction.state.doc.length;
      set = Decoration.set(
        effect.value.filter(({ at }) => at <= length).map(({ at, hint }) => Decoration.widget({ widget: hint, side: 1 }).range(at)),
        true,
      );
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows what a trace says of the directives; a directive in a loop says it of all rounds. A click on a loop's is told. */
export function setHints(view: EditorView, trace: Trace | undefined, onLoop: (start: number) => void): void {
  const text = view.state.doc.toString();
  // A directive on a line of its own takes the end of the line with it.
  const end = ([start, end]: [number, number]) => start + text.slice(start, end).trimEnd().length;
  const byPlace = new Map<number, { taken: number; all: number; reason: string }>();
  for (const { template, taken, reason } of trace?.branches ?? []) {
    const known = byPlace.get(end(template)) ?? { taken: 0, all: 0, reason };
    byPlace.set(end(template), { taken: known.taken + Number(taken), all: known.all + 1, reason: known.all === 0 ? reason : known.reason });
  }
  const list = [...byPlace].map(([at, { taken, all, reason }]) => {
    const sign = all === 1 ? (taken === 1 ? '✓' : '–') : `✓ ${taken}/${all}`;
    const words = all === 1 ? `${taken === 1 ? 'Taken' : 'Not taken'}: ${plainText(reason)}` : `Taken in ${taken} of ${all} iterations`;
    return { at, hint: new Hint(sign, words, taken > 0 ? 'taken' : 'skipped') };
  });
  const rounds = new Map<number, { count: number; start: number }>();
  for (const { template, rounds: more } of trace?.loops ?? []) rounds.set(end(template), { count: (rounds.get(end(template))?.count ?? 0) + more, start: template[0] });
  for (const [at, { count, start }] of rounds) {
    const words = `${count} ${count === 1 ? 'iteration' : 'iterations'}`;
    const text = `×${words}`;
    list.push({ at, hint: count === 0 ? new Hint(text, `The loop has ${words}`, 'skipped') : new Hint(text, `The loop has ${words}: step through them`, 'taken walk', () => onLoop(start)) });
  }
  view.dispatch({ effects: put.of(list) });
}
