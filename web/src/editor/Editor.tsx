/** A CodeMirror editor as a component. The text is the owner's; the editor tells its changes. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, } from '@codemirror/commands';
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
} from '@codemirror/view';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { invisibles } from '../state/layout';
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
const NO_DIAGNOSTICS: Diagnostic[] = [];

function language(name: EditorProps['language']): Extension {
  return name === 'vtl' ? vtl : name === 'json' ? json() : [];
}

function showInvisibles(on: boolean): Extension {
  return on ? [highlightWhitespace(), highlightSpecialChars({ addSpecialChars: INVISIBLE })] : highlightSpecialChars();
}

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
      if (typed) props.current.onChange?.(update.state.doc.toString());
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

export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const current = useRef(props);
  const blanks = useRef(new Compartment());
  current.current = props;
  const { value, language: name, label, onChange } = props;
  const readOnly = onChange === undefined;

  useLayoutEffect(() => {
    if (!host.current) return;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: current.current.value,
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
          readOnly ? [EditorState.readOnly.of(true)] : closeBrackets(),
          tooltips({ position: 'fixed', parent: document.body }),
          blanks.current.of(showInvisibles(invisibles.peek())),
          props.extensions ?? [],
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
      stop();
      current.current.onView?.(null);
      created.destroy();
    };
  }, [label, name, readOnly]);

  // Before anything else can be typed: a text that is late would undo what was typed since.
  useLayoutEffect(() => {
    const shown = view.current;
    const text = shown?.state.doc.toString();
    if (shown && text !== undefined && text !== value) shown.dispatch({ changes: difference(text, value), annotations: given.of(true) });
  }, [value, label, name, readOnly]);

  const list = props.marks ?? NO_MARKS;
  useLayoutEffect(() => {
    if (view.current) setMarks(view.current, list);
  }, [list, value, label]);

  const diagnostics = props.diagnostics ?? NO_DIAGNOSTICS;
  useLayoutEffect(() => {
    const shown = view.current;
    if (!shown) return;
    const length = shown.state.doc.length;
    shown.dispatch(setDiagnostics(shown.state, diagnostics.filter((diagnostic) => diagnostic.to <= length)));
  }, [diagnostics, label]);

  return <div class="editor" ref={host} />;
}
