/** Highlighting of templates: Velocity over JSON. The engine decides what is right; this only colours. */
import { StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language';
import { tags } from '@lezer/highlight';

type Mode = 'text' | 'comment' | 'block';

interface State {
  mode: Mode;
  /** Open brackets of directives and calls, innermost last: what they close with. */
  brackets: string[];
  /** The quote of the JSON string that the text is in, or the empty string. */
  quoted: boolean;
  /** The next bracket belongs to a directive or a reference. */
  expects: boolean;
}

const DIRECTIVE = /^#\{?(?:set|if|elseif|else|end|foreach|break|stop|define|evaluate|parse|include|macro)\b\}?/;
const BLOCK = /^#\{?(?:if|elseif|else|end|foreach|set|define|macro|evaluate)/;
const REFERENCE = /^\$!?(?:\{[A-Za-z_][\w-]*|[A-Za-z_][\w-]*)/;
const MEMBER = /^\.[A-Za-z_][\w-]*/;

/** Inside of brackets: an expression. */
function expression(stream: StringStream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(REFERENCE)) return 'variableName';
  if (stream.match(MEMBER)) return 'variableName';
  if (stream.match(/^"(?:[^"\\$]|\\.|\$(?![A-Za-z_{!]))*"?/)) return 'string';
  if (stream.match(/^"(?:[^"]|"")*"?/) || stream.match(/^'(?:[^']|'')*'?/)) return 'string';
  if (stream.match(/^-?\d+(?:\.\d+)?/)) return 'number';
  if (stream.match(/^(?:true|false|null|in|and|or|not|eq|ne|lt|gt|le|ge)\b/)) return 'operatorKeyword';
  const char = stream.next() ?? '';
  const closing = { '(': ')', '[': ']', '{': '}' }[char];
  if (closing) {
    state.brackets.push(closing);
    return 'bracket';
  }
  if (char === state.brackets.at(-1)) {
    state.brackets.pop();
    state.expects = state.brackets.length === 0;
    return 'bracket';
  }
  return 'operator';
}

/** Outside of brackets: what is printed, taken for JSON. */
function text(stream: StringStream, state: State): string | null {
  if (stream.match('##')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match('#*')) {
    state.mode = 'comment';
    return 'comment';
  }
  if (stream.match('#[[')) {
    state.mode = 'block';
    return 'meta';
  }
  if (stream.match(DIRECTIVE)) {
    state.expects = true;
    return 'keyword';
  }
  if (stream.match(REFERENCE)) {
    state.expects = true;
    return 'variableName';
  }
  if (state.expects) {
    const before = stream.string.slice(0, stream.start);
    if (stream.match(MEMBER)) return 'variableName';
    if (stream.match('}')) return 'variableName';
    if (/[\s]$/.test(before) ? stream.match(/^\((?=)/) && BLOCK.test(before.trimEnd().slice(before.trimEnd().lastIndexOf('#'))) : stream.match(/^[([]/)) {
      state.brackets.push(stream.current() === '[' ? ']' : ')');
      state.expects = false;
      return 'bracket';
    }
    if (!stream.match(/^\s+(?=\()/)) state.expects = false;
    else return null;
  }
  if (stream.eat('"')) {
    state.quoted = !state.quoted;
    return 'string';
  }
  if (state.quoted) {
    if (stream.match(/^\\./)) return 'escape';
    stream.next();
    stream.match(/^[^"\\$#]*/);
    return 'string';
  }
  if (stream.eatSpace()) return null;
  if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number';
  if (stream.match(/^(?:true|false|null)\b/)) return 'bool';
  if (stream.match(/^[{}[\](),:]/)) return 'punctuation';
  stream.next();
  return null;
}

const parser: StreamParser<State> = {
  name: 'vtl',
  startState: () => ({ mode: 'text', brackets: [], quoted: false, expects: false }),
  copyState: (state) => ({ ...state, brackets: [...state.brackets] }),
  token(stream, state) {
    if (stream.sol()) {
      // Strings of JSON end with their line, so that one missing quote does not colour the rest.
      state.quoted = false;
      if (state.brackets.length === 0) state.expects = false;
    }
    if (state.mode === 'comment') {
      if (!stream.skipTo('*#')) stream.skipToEnd();
      else {
        stream.match('*#');
        state.mode = 'text';
      }
      return 'comment';
    }
    if (state.mode === 'block') {
      if (stream.match(']]#')) {
        state.mode = 'text';
        return 'meta';
      }
      if (!stream.skipTo(']]#')) stream.skipToEnd();
      return 'string';
    }
    return state.brackets.length > 0 ? expression(stream, state) : text(stream, state);
  },
  languageData: { commentTokens: { line: '##', block: { open: '#*', close: '*#' } }, closeBrackets: { brackets: ['(', '[', '{', '"', "'"] } },
  tokenTable: { operatorKeyword: tags.operatorKeyword, variableName: tags.variableName, bracket: tags.bracket },
};

/** Velocity in JSON. */
export const vtl = StreamLanguage.define(parser);
