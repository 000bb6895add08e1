/** Ranges of an editor that light up: what made a piece of output, or a broken place. */
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

/** A range and how it is shown. */
export interface Mark {
  start: number;
  end: number;
  kind: 'linked' | 'broken' | 'taken' | 'skipped';
  title?: string;
}

const put = StateEffect.define<Mark[]>();

/** Holds the marks; they move with the text until they are put anew. */
export const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(old, transaction) {
    let set = old.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(put)) continue;
      const length = transaction.state.doc.length;
      set = Decoration.set(
        effect.value
          .filter((mark) => mark.start < mark.end && mark.end <= length)
          .map((mark) =>
            Decoration.mark({ class: `mark-${mark.kind}`, attributes: mark.title === undefined ? {} : { title: mark.title } }).range(mark.start, mark.end),
          ),
        true,
      );
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Puts marks in place of those that are there. */
export function setMarks(view: EditorView, list: Mark[]): void {
  view.dispatch({ effects: put.of(list) });
}
