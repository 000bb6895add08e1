//! Tokens, and the text with one character for each token that the grammar parses.

use std::ops::Range;

/// The kind of a token. Its discriminant is the character that represents it in `grammar.pest`.
///
/// Capital letters are tokens that are an item of a template by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Text = b'T',
    Escape = b'E',
    EscapedDirective = b'F',
    EmptyIndex = b'X',
    Verbatim = b'B',
    /// `*#` of `#** … *#`.
    FormalComment = b'C',
    /// `*#` of `#* … *#`.
    BlockComment = b'M',
    /// A `#*` without an end. Velocity has no token for it; the template just ends.
    OpenComment = b'O',
    LineComment = b'H',
    /// The newline that ends a line comment.
    LineEnd = b'N',
    Else = b'Y',
    End = b'Z',
    /// The name of a directive without parentheses.
    Bare = b'W',
    If = b'1',
    ElseIf = b'2',
    Set = b'3',
    /// The name of a directive with parentheses.
    Call = b'4',
    DoubleEscape = b'5',
    Name = b'n',
    Dot = b'.',
    /// A reference without methods and indexes: a name, then dots and names. A single unit for the grammar.
    Names = b'R',
    /// The opening brace of a reference: `${`.
    OpenBrace = b'{',
    /// An opening brace without a name after it: text.
    Brace = b'J',
    CloseBrace = b'}',
    /// The opening bracket of an index.
    OpenIndex = b'b',
    CloseIndex = b'd',
    OpenParenthesis = b'(',
    /// The opening parenthesis of a method. After a property, Velocity's parser looks ahead (LOOKAHEAD): if no
    /// argument can follow, the parenthesis is text.
    OpenMethod = b'c',
    CloseParenthesis = b')',
    /// The closing parenthesis of a method.
    CloseMethod = b';',
    /// The opening bracket of a list.
    OpenBracket = b'[',
    CloseBracket = b']',
    /// The opening brace of a map.
    OpenMap = b'<',
    CloseMap = b'>',
    Comma = b',',
    Colon = b':',
    Dots = b'~',
    Space = b' ',
    String = b's',
    Integer = b'i',
    Float = b'f',
    Boolean = b't',
    Word = b'w',
    /// `{word}` among the arguments of a directive, where it is never valid.
    BracedWord = b'k',
    Not = b'!',
    Equals = b'=',
    Operator = b'+',
    /// A character that starts no token. Only the parser for templates with errors sees it.
    Invalid = b'?',
}

impl Kind {
    /// Whether it can start an argument of a method or closes the method. An invalid character might have been an
    /// argument.
    fn starts_argument(self) -> bool {
        matches!(
            self,
            Self::Space
                | Self::Name
                | Self::OpenBrace
                | Self::String
                | Self::Integer
                | Self::Float
                | Self::Boolean
                | Self::OpenBracket
                | Self::OpenMap
                | Self::CloseMethod
                | Self::Invalid
        )
    }
}

/// A token: offsets into the text that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Where its image starts, including the prefix characters (`$`, `#`, `!`, `\`) that JavaCC's `MORE` added to it.
    pub(crate) start: usize,
    /// Where it starts without the prefix. For a comment, the start of the comment, which may be before its token.
    pub(crate) own: usize,
    pub(crate) end: usize,
}

/// The tokens of a text.
#[derive(Default)]
pub(crate) struct Tokens {
    list: Vec<Token>,
    /// JavaCC special tokens: prefix characters consumed by `MORE` that did not become part of a token.
    specials: Vec<Special>,
    /// The number of dropped tokens. Indexes are relative to it, except those in `specials`.
    first: usize,
}

/// A JavaCC special token: see [`Tokens`]. It includes the one character after the prefix that ended it.
#[derive(Clone, Copy)]
pub(crate) struct Special {
    /// The index of the token that it precedes.
    pub(crate) before: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Tokens {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { list: Vec::with_capacity(capacity), specials: Vec::new(), first: 0 }
    }

    pub(crate) fn push(&mut self, token: Token) {
        self.list.push(token);
    }

    /// Records a special token before the next token. One without prefix characters (`piled` is false) matters only
    /// after another one.
    pub(crate) fn special(&mut self, start: usize, end: usize, piled: bool) {
        let before = self.list.len();
        if piled || self.specials.last().is_some_and(|last| last.before == before) {
            self.specials.push(Special { before, start, end });
        }
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.specials.clear();
        self.first = 0;
    }

    /// Drops the first `count` tokens. Indexes then start at the first remaining one.
    pub(crate) fn drop_first(&mut self, count: usize) {
        self.first += count;
        if self.first > self.list.len() / 2 {
            self.list.drain(..self.first);
            self.specials.retain(|special| special.before >= self.first);
            for special in &mut self.specials {
                special.before -= self.first;
            }
            self.first = 0;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len() - self.first
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(self.first + at)
    }

    /// The tokens from `at` on.
    pub(crate) fn from(&self, at: usize) -> &[Token] {
        self.list.get(self.first + at..).unwrap_or_default()
    }

    /// The index of the first token that starts at `offset` or later.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.list[self.first..].partition_point(|token| token.start < offset)
    }

    /// The special tokens before token `at`.
    pub(crate) fn specials(&self, at: usize) -> &[Special] {
        if self.specials.is_empty() {
            return &[];
        }
        let at = self.first + at;
        let first = self.specials.partition_point(|special| special.before < at);
        let len = self.specials[first..].iter().take_while(|special| special.before == at).count();
        &self.specials[first..first + len]
    }

    /// Whether there is a special token before one of these tokens.
    pub(crate) fn has_special(&self, tokens: Range<usize>) -> bool {
        let first = self.specials.partition_point(|special| special.before < self.first + tokens.start);
        self.specials.get(first).is_some_and(|special| special.before < self.first + tokens.end)
    }
}

/// Whether two tokens after a property are a parenthesis and the start of an argument, so that they open a method.
fn opens_method(parenthesis: Option<Kind>, next: Option<Kind>) -> bool {
    parenthesis == Some(Kind::OpenParenthesis) && next.is_some_and(Kind::starts_argument)
}

/// The input of the grammar: one character for each token, and one for a whole reference without methods and indexes.
pub(crate) struct Units {
    kinds: Vec<u8>,
    /// The index of each unit's first token, then the number of tokens.
    starts: Vec<usize>,
}

impl Units {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut kinds = Vec::with_capacity(tokens.len());
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        let kind = |at: usize| tokens.get(at).map(|token| token.kind);
        let mut at = 0;
        let (mut before, mut before_that) = (None, None);
        // Whether the last name is a property, so that a parenthesis may open a method.
        let mut property = false;
        while let Some(mut unit) = kind(at) {
            starts.push(at);
            at += 1;
            let dotted = before == Some(Kind::Dot)
                && matches!(before_that, Some(Kind::Name | Kind::CloseIndex | Kind::CloseMethod));
            match unit {
                // A name after the brace or a dot of a reference is part of that reference.
                Kind::Name if !dotted && before != Some(Kind::OpenBrace) => {
                    let mut end = at;
                    while kind(end) == Some(Kind::Dot) && kind(end + 1) == Some(Kind::Name) {
                        end += 2;
                    }
                    let called = end > at && opens_method(kind(end), kind(end + 1));
                    if !called && kind(end) != Some(Kind::OpenIndex) {
                        unit = Kind::Names;
                        at = end;
                    }
                }
                Kind::OpenParenthesis if property && opens_method(Some(unit), kind(at)) => {
                    unit = Kind::OpenMethod;
                }
                Kind::OpenBrace if kind(at) != Some(Kind::Name) => unit = Kind::Brace,
                _ => {}
            }
            kinds.push(unit as u8);
            property = dotted && unit == Kind::Name;
            (before, before_that) = (Some(unit), before);
        }
        starts.push(tokens.len());
        Self { kinds, starts }
    }

    pub(crate) fn kinds(&self) -> &str {
        // All of them are ASCII.
        str::from_utf8(&self.kinds).unwrap_or_default()
    }

    /// The index of the first token of a unit.
    pub(crate) fn token(&self, unit: usize) -> usize {
        self.starts.get(unit).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Kind;

    /// The kinds that the rules of the grammar name.
    const NAMED: [Kind; 32] = [
        Kind::Names,
        Kind::Name,
        Kind::Dot,
        Kind::OpenBrace,
        Kind::CloseBrace,
        Kind::OpenIndex,
        Kind::CloseIndex,
        Kind::OpenMethod,
        Kind::CloseMethod,
        Kind::If,
        Kind::ElseIf,
        Kind::Set,
        Kind::Call,
        Kind::DoubleEscape,
        Kind::OpenParenthesis,
        Kind::CloseParenthesis,
        Kind::OpenBracket,
        Kind::CloseBracket,
        Kind::OpenMap,
        Kind::CloseMap,
        Kind::Comma,
        Kind::Colon,
        Kind::Dots,
        Kind::Equals,
        Kind::Operator,
        Kind::Not,
        Kind::String,
        Kind::Integer,
        Kind::Float,
        Kind::Boolean,
        Kind::Word,
        Kind::Space,
    ];

    #[test]
    fn the_legend_of_the_grammar_names_every_character_of_its_rules() {
        let grammar = include_str!("grammar.pest");
        let lines = grammar.lines().filter_map(|line| line.strip_prefix("//   "));
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        let legend: BTreeMap<&str, &str> = words.chunks(2).map(|pair| (pair[0], pair[1])).collect();
        let rules = grammar.lines().filter(|line| !line.starts_with("//"));
        let written: Vec<&str> = rules.flat_map(|line| line.split('"').skip(1).step_by(2)).collect();
        let kinds: BTreeMap<String, String> =
            NAMED.iter().map(|kind| (char::from(*kind as u8).to_string(), format!("{kind:?}"))).collect();
        let used: BTreeMap<&str, &str> = written
            .iter()
            .filter(|character| **character != " ")
            .map(|character| (*character, kinds[*character].as_str()))
            .collect();
        assert_eq!(legend, used);
    }
}
