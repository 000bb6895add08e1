/** A CodeMirror editor as a component. The owner has the text; the editor reports its changes. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  highlightWhitespace,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
  tooltips,
  type ViewUpdate,
} from '@codemirror/view';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { invisibles } from '../state/layout';
import { notify } from '../state/notices';
import { LONGEST } from '../state/parse';
import { marks, setMarks, type Mark } from './marks';
import { theme } from './theme';
import { vtl } from './vtl';

/** Besides control characters: blanks that are none, joiners, marks of direction. */
const INVISIBLE = /[\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffc]/gu;

export interface EditorProps {
  /** What a screen reader calls it. */
  label: string;
  value: string;
  language: 'vtl' | 'json' | 'text';
  onChange?: (text: string) => void;
  /** Called in place of `onChange` where a text was pasted over all that was there. */
  onPasteAll?: (text: string) => void;
  placeholder?: string;
  diagnostics?: Diagnostic[];
  marks?: Mark[];
  extensions?: Extension;
  /** Called with the place under the pointer or the caret, `null` where there is none. */
  onPoint?: (position: number | null) => void;
  /** Called where a place is clicked with Alt. */
  onJump?: (position: number) => void;
  /** Hands the view out, for what is more than text. */
  onView?: (view: EditorView | null) => void;
}

/** A change that came from the owner, who need not be told of it. */
const given = Annotation.define<boolean>();

const NO_MARKS: Mark[] = [];
const NO_EXTENSIONS: Extension = [];
const NO_DIAGNOSTICS: Diagnostic[] = [];

function language(name: EditorProps['language']): Extension {
  return name === 'vtl' ? vtl : name === 'json' ? json() : [];
}

function showInvisibles(on: boolean): Extension {
  return on ? [highlightWhitespace(), highlightSpecialChars({ addSpecialChars: INVISIBLE })] : highlightSpecialChars();
}

/** Whether an update is a paste that left nothing of the text that was there. */
function isPasteOverAll({ transactions, startState, changes }: ViewUpdate): boolean {
  if (!transactions.some((transaction) => transaction.isUserEvent('input.paste'))) return false;
  let isAll = false;
  changes.iterChanges((from, to) => (isAll = from === 0 && to === startState.doc.length));
  return isAll;
}

/** Refuses a change that makes the text longer than what the page can keep. */
const bounded = EditorState.changeFilter.of((transaction) => {
  const length = transaction.newDoc.length;
  if (!transaction.docChanged || length <= LONGEST || transaction.annotation(given)) return true;
  // Not while the editor is at work on the change.
  queueMicrotask(() => notify(`The largest text is 2 MB. This one would have ${(length / 1_000_000).toFixed(1)} MB, so the change was not made.`, { tone: 'error' }));
  return false;
});

/** Tells the place under the pointer or the caret. */
function pointing(props: { current: EditorProps }): Extension {
  const at = (view: EditorView, event: MouseEvent) => view.posAtCoords({ x: event.clientX, y: event.clientY });
  return [
    EditorView.domEventHandlers({
      mousemove: (event, view) => {
        props.current.onPoint?.(at(view, event));
      },
      mouseleave: () => {
        props.current.onPoint?.(null);
      },
      mousedown: (event, view) => {
        const position = event.altKey ? at(view, event) : null;
        if (position === null || !props.current.onJump) return false;
        props.current.onJump(position);
        return true;
      },
    }),
    EditorView.updateListener.of((update) => {
      const typed = update.docChanged && update.transactions.some((transaction) => !transaction.annotation(given));
      if (typed) {
        const { onChange, onPasteAll } = props.current;
        const tell = onPasteAll && isPasteOverAll(update) ? onPasteAll : onChange;
        tell?.(update.state.doc.toString());
      }
      if (update.selectionSet && update.view.hasFocus) props.current.onPoint?.(update.state.selection.main.head);
    }),
  ];
}

/** The one change that makes a text another, so that the caret keeps its place. */
function difference(from: string, to: string): { from: number; to: number; insert: string } {
  let start = 0;
  const shorter = Math.min(from.length, to.length);
  while (start < shorter && from[start] === to[start]) start++;
  let end = 0;
  while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}

/**
 * A text longer than this is put into an editor that has its size already: of a line that is longer than the editor can
 * show, it then draws the part that is seen, and all of it otherwise.
 */
const LONG = 50_000;

export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const current = useRef(props);
  const blanks = useRef(new Compartment());
  const added = useRef(new Compartment());
  const isSized = useRef(true);
  const [frames, setFrames] = useState(0);
  current.current = props;
  const { value, language: name, label, onChange } = props;
  const readOnly = onChange === undefined;

  useLayoutEffect(() => {
    if (!host.current) return;
    const isLong = current.current.value.length > LONG;
    isSized.current = !isLong;
    const fill = () => {
      isSized.current = true;
      setFrames((count) => count + 1);
    };
    const frame = isLong ? requestAnimationFrame(fill) : 0;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: isLong ? '' : current.current.value,
        extensions: [
          EditorView.cspNonce.of(__NONCE__),
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          EditorState.lineSeparator.of('\n'),
          bracketMatching(),
          indentOnInput(),
          readOnly ? [EditorState.readOnly.of(true)] : [closeBrackets(), bounded],
          tooltips({ position: 'fixed', parent: document.body }),
          blanks.current.of(showInvisibles(invisibles.peek())),
          added.current.of(current.current.extensions ?? []),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...completionKeymap, ...lintKeymap]),
          language(name),
          theme,
          marks,
          pointing(current),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off', tabindex: '0' }),
          props.placeholder === undefined ? [] : placeholderText(props.placeholder),
        ],
      }),
    });
    view.current = created;
    current.current.onView?.(created);
    const stop = invisibles.subscribe((on) => created.dispatch({ effects: blanks.current.reconfigure(showInvisibles(on)) }));
    return () => {
      cancelAnimationFrame(frame);
      stop();
      current.current.onView?.(null);
      created.destroy();
    };
  }, [label, name, readOnly]);

  // Before anything else can be typed: a text that is late would undo what was typed since.
  useLayoutEffect(() => {
    const shown = view.current;
    const text = isSized.current ? shown?.state.doc.toString() : undefined;
    if (shown && text !== undefined && text !== value) shown.dispatch({ changes: difference(text, value), annotations: given.of(true) });
  }, [value, label, name, readOnly, frames]);

  // In the editor that is there: a new one would lose the focus and the selection.
  const extensions = props.extensions ?? NO_EXTENSIONS;
  useLayoutEffect(() => {
    view.current?.dispatch({ effects: added.current.reconfigure(extensions) });
  }, [extensions]);

  const list = props.marks ?? NO_MARKS;
  useLayoutEffect(() => {
    if (view.current) setMarks(view.current, list);
  }, [list, value, label, frames]);

  const diagnostics = props.diagnostics ?? NO_DIAGNOSTICS;
  useLayoutEffect(() => {
    const shown = view.current;
    if (!shown) return;
    const length = shown.state.doc.length;
    shown.dispatch(setDiagnostics(shown.state, diagnostics.filter((diagnostic) => diagnostic.to <= length)));
  }, [diagnostics, label, frames]);

  return <div class="editor" ref={host} />;
}
