/** The file that was opened, at a place of it. */
import { Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useMemo } from 'preact/hooks';
import { Editor } from '../editor/Editor';
import type { Mark } from '../editor/marks';
import { lineOf } from '../model/lines';
import type { FilePlace } from '../state/problems';
import { closeDialog, Dialog } from '../ui/Dialog';

/** The editor would only put its selection together. */
const leave = Prec.highest(
  keymap.of([
    {
      key: 'Escape',
      run: () => {
        closeDialog();
        return true;
      },
    },
  ]),
);

export function FileDialog({ place: { file, start, end } }: { place: FilePlace }) {
  const marks = useMemo<Mark[]>(() => [{ start, end, kind: 'broken' }], [start, end]);
  const show = (view: EditorView | null) => {
    if (!view) return;
    // Once the dialog has its size.
    requestAnimationFrame(() => {
      view.dispatch({ selection: { anchor: start, head: end }, effects: EditorView.scrollIntoView(start, { y: 'center' }) });
      view.focus();
    });
  };
  return (
    <Dialog title={`${file.name}, line ${lineOf(file.text, start).line}`} wide>
      <div class="file-view">
        <Editor label={`Text of ${file.name}`} language={file.name.endsWith('.json') ? 'json' : 'text'} value={file.text} marks={marks} extensions={leave} onView={show} />
      </div>
      <p class="note">The file as it was opened. Change it in your editor, and open it again.</p>
    </Dialog>
  );
}
