//! Finds the longest token at a position, for each lexical state.

use super::State;
use crate::token::Kind;

/// The production that matches at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Token(Kind),
    /// A JavaCC `MORE` production: its characters become a prefix of the next token.
    More(More),
    /// A JavaCC `SKIP` production: a character of a comment.
    Skip,
    /// `REFERENCE_TERMINATOR` or `DIRECTIVE_TERMINATOR`: any other character ends the reference or the presumed
    /// directive and is read again.
    Terminator,
    /// No token in this lexical state.
    Nothing,
}

/// The `MORE` productions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    /// `$`, `$!`.
    Dollar,
    Hash,
    /// `#[[`.
    Verbatim,
    /// `#**` and a character.
    FormalComment,
    /// `#*`.
    BlockComment,
    /// A character between `#[[` and `]]#`.
    Character,
}

/// Text to be scanned.
pub(super) struct Scan<'s> {
    bytes: &'s [u8],
    /// The last scanned run of backslashes, so that each run is scanned once.
    backslashes: (usize, usize),
}

impl<'s> Scan<'s> {
    pub(super) const fn new(bytes: &'s [u8]) -> Self {
        Self { bytes, backslashes: (0, 0) }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The longest match in `state` at `at`, which must be inside the text, and its end.
    pub(super) fn longest(&mut self, state: State, at: usize) -> (Match, usize) {
        let byte = self.bytes[at];
        match byte {
            b'$' => return self.dollar(state, at, at),
            b'#' => return self.hash(state, at),
            b'\\' => {
                let run = self.run_end(at);
                if self.byte(run) == Some(b'$') {
                    return self.dollar(state, run, at);
                }
            }
            _ => {}
        }
        match state {
            State::Default => self.text(at, byte),
            State::Reference | State::RefModifier => self.reference(state, at, byte),
            State::RefIndex => self.index(at, byte),
            State::RefMod2 => self.parameter(at, byte),
            State::Directive => self.directive(at, byte),
            State::PreDirective => self.directive_name(at, byte),
            State::Verbatim => {
                if self.bytes[at..].starts_with(b"]]#") {
                    return (Match::Token(Kind::Verbatim), at + 3);
                }
                (Match::More(More::Character), self.uneventful(at, b']'))
            }
            State::FormalComment | State::BlockComment => {
                if self.bytes[at..].starts_with(b"*#") {
                    let formal = state == State::FormalComment;
                    let kind = if formal { Kind::FormalComment } else { Kind::BlockComment };
                    return (Match::Token(kind), at + 2);
                }
                (Match::Skip, self.uneventful(at, b'*'))
            }
            State::LineComment => match self.newline(at) {
                Some(end) => (Match::Token(Kind::LineEnd), end),
                None => (Match::Skip, self.uneventful(at, b'\n')),
            },
        }
    }

    /// The end of the plain characters after `at` inside a comment or a verbatim text whose terminator starts with
    /// `end`.
    fn uneventful(&self, at: usize, end: u8) -> usize {
        let dull = |byte: &&u8| !matches!(**byte, b'#' | b'$' | b'\\' | b'\n' | b'\r') && **byte != end;
        at + 1 + self.bytes[at + 1..].iter().take_while(dull).count()
    }

    /// The end of the run of backslashes at `at`.
    fn run_end(&mut self, at: usize) -> usize {
        let (start, end) = self.backslashes;
        if start <= at && at < end {
            return end;
        }
        let end = at + self.bytes[at..].iter().take_while(|&&byte| byte == b'\\').count();
        self.backslashes = (at, end);
        end
    }

    /// DOLLAR, DOLLARBANG and `EMPTY_INDEX`: the `$` is at `dollar`, the backslashes before it start at `at`.
    fn dollar(&mut self, state: State, dollar: usize, at: usize) -> (Match, usize) {
        let after = dollar + 1;
        let bang = match self.byte(after) {
            Some(b'\\') => self.run_end(after),
            _ => after,
        };
        let banged = self.byte(bang) == Some(b'!');
        if at == dollar && matches!(state, State::Default | State::Reference) {
            if matches!(self.byte(after), Some(b'[' | b'.')) {
                return (Match::Token(Kind::EmptyIndex), after + 1);
            }
            if banged && bang - after <= 1 && self.byte(bang + 1) == Some(b'[') {
                return (Match::Token(Kind::EmptyIndex), bang + 2);
            }
        }
        (Match::More(More::Dollar), if banged { bang + 1 } else { after })
    }

    fn hash(&self, state: State, at: usize) -> (Match, usize) {
        let rest = &self.bytes[at..];
        match rest.get(1) {
            Some(b'[') if rest.get(2) == Some(&b'[') => (Match::More(More::Verbatim), at + 3),
            Some(b'*') => match rest.get(2) {
                Some(b'*') if rest.get(3).is_some_and(|&byte| byte != b'#') => {
                    (Match::More(More::FormalComment), at + 3 + self.character(at + 3))
                }
                _ => (Match::More(More::BlockComment), at + 2),
            },
            Some(b'#')
                if matches!(
                    state,
                    State::Default | State::Reference | State::Directive | State::PreDirective
                ) =>
            {
                (Match::Token(Kind::LineComment), at + 2)
            }
            Some(b's' | b'{') => match self.set(state, at) {
                Some(end) => (Match::Token(Kind::Set), end),
                None => (Match::More(More::Hash), at + 1),
            },
            _ => (Match::More(More::Hash), at + 1),
        }
    }

    /// The end of a `SET_DIRECTIVE`, from the white space before its parenthesis, if any, at `at`.
    fn set(&self, state: State, at: usize) -> Option<usize> {
        if !matches!(state, State::Default | State::Reference | State::RefModifier | State::RefMod2) {
            return None;
        }
        let hash = at + self.bytes[at..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
        let rest = &self.bytes[hash..];
        let name = ["#set", "#{set}"].iter().find(|name| rest.starts_with(name.as_bytes()))?.len();
        let open = name + rest[name..].iter().take_while(|&&byte| byte == b' ').count();
        (rest.get(open) == Some(&b'(')).then_some(hash + open + 1)
    }

    /// The length in bytes of the character at `at`.
    pub(super) fn character(&self, at: usize) -> usize {
        1 + self.bytes[at + 1..].iter().take_while(|&&byte| byte & 0xc0 == 0x80).count()
    }

    fn text(&mut self, at: usize, byte: u8) -> (Match, usize) {
        if byte == b'\\' {
            return self.backslash(at);
        }
        if matches!(byte, b' ' | b'\t')
            && let Some(end) = self.set(State::Default, at)
        {
            return (Match::Token(Kind::Set), end);
        }
        (Match::Token(Kind::Text), self.text_end(at))
    }

    fn text_end(&self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        at + memchr::memchr3(b'$', b'#', b'\\', rest).unwrap_or(rest.len())
    }

    /// The end of the plain text at `at`, which must be inside the text. `None` if another token could start there.
    pub(super) fn plain_text(&self, at: usize) -> Option<usize> {
        let plain = !matches!(self.bytes[at], b'$' | b'#' | b'\\' | b' ' | b'\t');
        plain.then(|| self.text_end(at))
    }

    /// Backslashes with no `$` after them.
    fn backslash(&mut self, at: usize) -> (Match, usize) {
        let run = self.run_end(at);
        if (run - at) % 2 == 1
            && self.byte(run) == Some(b'#')
            && let Some(end) = self.word(run + 1).or_else(|| self.braced_word(run + 1))
        {
            return (Match::Token(Kind::EscapedDirective), end);
        }
        if run - at >= 2 {
            (Match::Token(Kind::DoubleEscape), at + 2)
        } else {
            (Match::Token(Kind::Escape), at + 1)
        }
    }

    fn reference(&self, state: State, at: usize, byte: u8) -> (Match, usize) {
        let token = |kind| (Match::Token(kind), at + 1);
        match byte {
            b'[' => token(Kind::OpenIndex),
            b'{' => token(Kind::OpenBrace),
            b'}' => token(Kind::CloseBrace),
            b'(' if state == State::RefModifier => token(Kind::OpenParenthesis),
            b' ' | b'\t' => match self.set(state, at) {
                Some(end) => (Match::Token(Kind::Set), end),
                None => (Match::Terminator, at),
            },
            _ => self.name(at, byte).unwrap_or((Match::Terminator, at)),
        }
    }

    /// IDENTIFIER, TRUE, FALSE and DOT.
    fn name(&self, at: usize, byte: u8) -> Option<(Match, usize)> {
        if byte == b'.' {
            let letter = self.byte(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic());
            return letter.then_some((Match::Token(Kind::Dot), at + 1));
        }
        if !(byte.is_ascii_alphabetic() || byte == b'_') {
            return None;
        }
        let end = at + self.bytes[at..].iter().take_while(|&&byte| NAME[usize::from(byte)]).count();
        let boolean = matches!(&self.bytes[at..end], b"true" | b"false");
        Some((Match::Token(if boolean { Kind::Boolean } else { Kind::Name }), end))
    }

    fn index(&mut self, at: usize, byte: u8) -> (Match, usize) {
        match byte {
            b']' => (Match::Token(Kind::CloseIndex), at + 1),
            // There is no token for names in this state, so letters may follow `true`.
            b't' | b'f' => match self.boolean(at) {
                Some(end) => (Match::Token(Kind::Boolean), end),
                None => (Match::Nothing, at),
            },
            _ => self.literal(at, byte),
        }
    }

    fn boolean(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        let word = ["true", "false"].iter().find(|word| rest.starts_with(word.as_bytes()))?;
        Some(at + word.len())
    }

    /// WHITESPACE, `STRING_LITERAL` and numbers.
    fn literal(&self, at: usize, byte: u8) -> (Match, usize) {
        let found = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => Some((Kind::Space, self.space(at))),
            b'"' | b'\'' => self.string(at, byte).map(|end| (Kind::String, end)),
            _ => self.number(at),
        };
        match found {
            Some((kind, end)) => (Match::Token(kind), end),
            None => (Match::Nothing, at),
        }
    }

    fn space(&self, at: usize) -> usize {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        at + self.bytes[at..].iter().take_while(blank).count()
    }

    /// Two quotes represent one: the string ends at the first quote that no other follows or, if there is none, as
    /// the longest match, before the last of the doubled quotes. A backslash has no special meaning.
    fn string(&self, at: usize, quote: u8) -> Option<usize> {
        let mut longest = None;
        let mut from = at + 1;
        while let Some(found) = memchr::memchr(quote, &self.bytes[from..]) {
            let first = from + found;
            let run = self.bytes[first..].iter().take_while(|&&byte| byte == quote).count();
            from = first + run;
            if run % 2 == 1 {
                return Some(from);
            }
            longest = Some(from - 1);
        }
        longest
    }

    /// `INTEGER_LITERAL` and `FLOATING_POINT_LITERAL`. The two dots of a range are not part of the integer before
    /// them, but prevent it from being a float.
    fn number(&self, at: usize) -> Option<(Kind, usize)> {
        let digits = |from: usize| {
            from + self
                .bytes
                .get(from..)
                .unwrap_or_default()
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let start = at + usize::from(self.byte(at) == Some(b'-'));
        let whole = digits(start);
        let fraction = match self.byte(whole) {
            Some(b'.') => digits(whole + 1),
            _ => whole,
        };
        if whole == start && fraction <= whole + 1 {
            return None;
        }
        if fraction == whole + 1 && self.byte(whole + 1) == Some(b'.') {
            return Some((Kind::Integer, whole));
        }
        let mut end = fraction;
        if matches!(self.byte(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        Some((if end == whole { Kind::Integer } else { Kind::Float }, end))
    }

    fn parameter(&self, at: usize, byte: u8) -> (Match, usize) {
        let token = |kind| (Match::Token(kind), at + 1);
        match byte {
            b')' => token(Kind::CloseMethod),
            b' ' | b'\t' => match self.set(State::RefMod2, at) {
                Some(end) => (Match::Token(Kind::Set), end),
                None => self.literal(at, byte),
            },
            _ => match self.separator(at, byte).or_else(|| self.name(at, byte)) {
                Some(found) => found,
                None => self.literal(at, byte),
            },
        }
    }

    /// The punctuation of lists, maps and ranges.
    fn separator(&self, at: usize, byte: u8) -> Option<(Match, usize)> {
        let kind = match byte {
            b'[' => Kind::OpenBracket,
            b']' => Kind::CloseBracket,
            b'{' => Kind::OpenMap,
            b'}' => Kind::CloseMap,
            b',' => Kind::Comma,
            b':' => Kind::Colon,
            b'.' if self.byte(at + 1) == Some(b'.') => return Some((Match::Token(Kind::Dots), at + 2)),
            _ => return None,
        };
        Some((Match::Token(kind), at + 1))
    }

    fn directive(&self, at: usize, byte: u8) -> (Match, usize) {
        let next = self.byte(at + 1);
        let equals = next == Some(b'=');
        let (kind, len) = match byte {
            b'(' => (Kind::OpenParenthesis, 1),
            b')' => return (Match::Token(Kind::CloseParenthesis), self.gobble(at + 1)),
            b'{' => match self.braced_word(at) {
                Some(end) => return (Match::Token(Kind::BracedWord), end),
                None => (Kind::OpenMap, 1),
            },
            b'+' | b'*' | b'/' | b'%' => (Kind::Operator, 1),
            b'<' | b'>' => (Kind::Operator, 1 + usize::from(equals)),
            b'=' if equals => (Kind::Operator, 2),
            b'=' => (Kind::Equals, 1),
            b'!' if equals => (Kind::Operator, 2),
            b'!' => (Kind::Not, 1),
            b'&' | b'|' if next == Some(byte) => (Kind::Operator, 2),
            b'-' => match self.number(at) {
                Some((kind, end)) => return (Match::Token(kind), end),
                None => (Kind::Operator, 1),
            },
            _ => {
                if let Some(end) = self.word(at) {
                    return (Match::Token(word_kind(&self.bytes[at..end])), end);
                }
                return self.separator(at, byte).unwrap_or_else(|| self.literal(at, byte));
            }
        };
        (Match::Token(kind), at + len)
    }

    fn directive_name(&self, at: usize, byte: u8) -> (Match, usize) {
        let (name, end) = match byte {
            b'{' => match self.braced_word(at) {
                Some(end) => (&self.bytes[at + 1..end - 1], end),
                None => return (Match::Terminator, at),
            },
            _ => match self.word(at) {
                Some(end) => (&self.bytes[at..end], end),
                None => {
                    return match self.number(at) {
                        Some((kind, end)) => (Match::Token(kind), end),
                        None => (Match::Terminator, at),
                    };
                }
            },
        };
        let (kind, end) = match name {
            b"if" => (Kind::If, end),
            b"elseif" => (Kind::ElseIf, end),
            b"else" => (Kind::Else, self.gobble(end)),
            b"end" => (Kind::End, self.gobble(end)),
            _ if byte == b'{' => (Kind::BracedWord, end),
            _ => (Kind::Word, end),
        };
        (Match::Token(kind), end)
    }

    /// The end of spaces and tabs and one newline at `at`; `at` itself if there is no newline.
    fn gobble(&self, at: usize) -> usize {
        let blanks = self.bytes[at..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
        self.newline(at + blanks).unwrap_or(at)
    }

    fn newline(&self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            b'\r' if self.byte(at + 1) == Some(b'\n') => Some(at + 2),
            b'\r' | b'\n' => Some(at + 1),
            _ => None,
        }
    }

    fn word(&self, at: usize) -> Option<usize> {
        let first = self.byte(at)?;
        (first.is_ascii_alphabetic() || matches!(first, b'_' | b'@')).then(|| self.word_end(at + 1))
    }

    fn braced_word(&self, at: usize) -> Option<usize> {
        let first = self.byte(at + 1).filter(|_| self.byte(at) == Some(b'{'))?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let end = self.word_end(at + 2);
        (self.byte(end) == Some(b'}')).then_some(end + 1)
    }

    fn word_end(&self, at: usize) -> usize {
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'@');
        at + self.bytes[at..].iter().take_while(is_word).count()
    }

    /// Whether an opening parenthesis follows at `at`, possibly after white space.
    pub(super) fn parenthesis_follows(&self, at: usize) -> bool {
        self.byte(self.space(at)) == Some(b'(')
    }
}

/// The characters of names.
const NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        byte += 1;
    }
    table
};

fn word_kind(word: &[u8]) -> Kind {
    match word {
        b"true" | b"false" => Kind::Boolean,
        b"and" | b"or" | b"lt" | b"le" | b"gt" | b"ge" | b"eq" | b"ne" => Kind::Operator,
        b"not" => Kind::Not,
        _ => Kind::Word,
    }
}
