//! Tokens, and the text of one character a token that the grammar reads.

use std::ops::Range;

/// What a token is. Each kind is a character, the one that stands for it in `grammar.pest`.
///
/// Capitals are tokens that are a piece of a template by themselves.
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
    /// A `#*` without an end. The engine has no token for it; the template just ends.
    OpenComment = b'O',
    LineComment = b'H',
    /// The end of the line that ends a comment.
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
    /// A reference of names alone, which the grammar need not look into: a name, and dots and names.
    Names = b'R',
    /// The braces of a reference.
    OpenBrace = b'{',
    /// An opening brace without a name after it: text.
    Brace = b'J',
    CloseBrace = b'}',
    /// The brackets of a reference.
    OpenIndex = b'b',
    CloseIndex = b'd',
    OpenParenthesis = b'(',
    /// That of a method. After a property the engine looks at what follows: where that can be no argument, the
    /// parenthesis is text.
    OpenMethod = b'c',
    CloseParenthesis = b')',
    /// The closing parenthesis of a method.
    CloseMethod = b';',
    /// The brackets of a list.
    OpenBracket = b'[',
    CloseBracket = b']',
    /// The braces of a map.
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
    /// `{word}` among the arguments of a directive, where nothing takes it.
    BracedWord = b'k',
    Not = b'!',
    Equals = b'=',
    Operator = b'+',
    /// What is no token. Only the reading of broken templates sees it.
    Invalid = b'?',
}

impl Kind {
    /// Whether a method's argument can start with it, or it closes the method. What is no token might have been one.
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
    /// Where its image starts, with the `$`, `#`, `!` and backslashes that piled up in front of it.
    pub(crate) start: usize,
    /// Where it starts without them. For a comment, where the comment starts: that may be before its token.
    pub(crate) own: usize,
    pub(crate) end: usize,
}

/// The tokens of a text.
#[derive(Default)]
pub(crate) struct Tokens {
    list: Vec<Token>,
    /// What piled up and then started nothing: the number of the token after it, and its offsets with the one
    /// character after it that the engine has in the same "special token".
    specials: Vec<Special>,
    /// How many were dropped. Numbers count from there, but those in `specials`.
    first: usize,
}

/// See [`Tokens`].
#[derive(Clone, Copy)]
pub(crate) struct Special {
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

    /// Notes what stands in front of the token that comes next; one without anything piled up matters only after
    /// another.
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

    /// Drops the first `count` tokens; the others are counted anew.
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

    /// The number of the first token that starts at `offset` or later.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.list[self.first..].partition_point(|token| token.start < offset)
    }

    /// What stands in front of token number `at` without being part of it.
    pub(crate) fn specials(&self, at: usize) -> &[Special] {
        if self.specials.is_empty() {
            return &[];
        }
        let at = self.first + at;
        let first = self.specials.partition_point(|special| special.before < at);
        let len = self.specials[first..].iter().take_while(|special| special.before == at).count();
        &self.specials[first..first + len]
    }

    /// Whether something stands in front of one of these tokens.
    pub(crate) fn has_special(&self, tokens: Range<usize>) -> bool {
        let first = self.specials.partition_point(|special| special.before < self.first + tokens.start);
        self.specials.get(first).is_some_and(|special| special.before < self.first + tokens.end)
    }
}

/// Whether two tokens after a property are a method's parenthesis and what an argument can start with.
fn opens_method(parenthesis: Option<Kind>, next: Option<Kind>) -> bool {
    parenthesis == Some(Kind::OpenParenthesis) && next.is_some_and(Kind::starts_argument)
}

/// What the grammar reads of tokens: a character each, and one for a reference of names alone.
pub(crate) struct Units {
    kinds: Vec<u8>,
    /// The number of each one's first token, and how many tokens there are.
    starts: Vec<usize>,
}

impl Units {
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut kinds = Vec::with_capacity(tokens.len());
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        let kind = |at: usize| tokens.get(at).map(|token| token.kind);
        let mut at = 0;
        let (mut before, mut before_that) = (None, None);
        // Whether the last name is a property, so that a parenthesis may be a method's.
        let mut property = false;
        while let Some(mut unit) = kind(at) {
            starts.push(at);
            at += 1;
            let dotted = before == Some(Kind::Dot)
                && matches!(before_that, Some(Kind::Name | Kind::CloseIndex | Kind::CloseMethod));
            match unit {
                // A name behind a brace or a dot of a reference is a part of that.
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

    /// The number of the first token of a unit.
    pub(crate) fn token(&self, unit: usize) -> usize {
        self.starts.get(unit).copied().unwrap_or_default()
    }
}
