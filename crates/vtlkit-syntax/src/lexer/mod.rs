//! Port of Velocity 1.7's JavaCC token manager (`Parser.jjt`): lexical states, the state stack, and the parser
//! actions that switch states.
//!
//! The token that a character belongs to depends on the lexical state, and for malformed templates this is visible in
//! the output. The port therefore follows Velocity's token manager step by step and uses its names for the states.

mod scan;

use crate::parser::MAX_DEPTH;
use crate::token::{Kind, Token, Tokens};
use scan::{Match, More, Scan};

/// The lexical states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// DEFAULT: text.
    Default,
    /// REFERENCE: from `$` on.
    Reference,
    /// REFMODIFIER: after the dot of a property.
    RefModifier,
    /// REFMOD2: in the parentheses of a method.
    RefMod2,
    /// REFINDEX: in the brackets of an index.
    RefIndex,
    /// `PRE_DIRECTIVE`: after `#`.
    PreDirective,
    /// DIRECTIVE: from the name of a directive on.
    Directive,
    /// `IN_TEXTBLOCK`.
    Verbatim,
    /// `IN_FORMAL_COMMENT`.
    FormalComment,
    /// `IN_MULTI_LINE_COMMENT`.
    BlockComment,
    /// `IN_SINGLE_LINE_COMMENT`.
    LineComment,
}

/// An entry of the state stack: a lexical state with its counts of parentheses.
struct Saved {
    state: State,
    opened: usize,
    closed: usize,
}

/// Why there is no token at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// No token starts with the character.
    Nothing,
    /// The text ends with prefix characters (JavaCC `MORE`) that no token follows.
    Sigil,
    /// The text ends in a comment whose last characters are prefix characters (JavaCC `MORE`).
    SigilInComment,
    /// The text ends before the `]]#` of a verbatim text.
    Verbatim,
    /// Brackets are nested too deeply.
    TooDeep,
}

pub(crate) struct Lexer<'s> {
    scan: Scan<'s>,
    len: usize,
    at: usize,
    state: State,
    stack: Vec<Saved>,
    /// Velocity's `lparen` and `rparen`. Pushing a state resets the first, but keeps the second.
    opened: usize,
    closed: usize,
    /// Velocity's `inSet`.
    in_set: bool,
    /// Velocity's `inComment`, as the start of the comment or of the verbatim text.
    comment: Option<usize>,
    /// The number of open parentheses in the head of the current directive.
    head: Option<usize>,
    /// The open brackets.
    brackets: Vec<Kind>,
    /// The start of an unterminated verbatim text, and whether it ends with prefix characters. Verbatim texts after
    /// it are unterminated too, so they need no scan of their own.
    endless: Option<(usize, bool)>,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            scan: Scan::new(source.as_bytes()),
            len: source.len(),
            at: 0,
            state: State::Default,
            stack: Vec::new(),
            opened: 0,
            closed: 0,
            in_set: false,
            comment: None,
            head: None,
            brackets: Vec::new(),
            endless: None,
        }
    }

    /// Restarts at `at`, as if it were the start of a template.
    pub(crate) fn restart(&mut self, at: usize) {
        self.at = at;
        self.state = State::Default;
        self.stack.clear();
        (self.opened, self.closed) = (0, 0);
        self.in_set = false;
        self.comment = None;
        self.head = None;
        self.brackets.clear();
    }

    /// Appends the next token to `tokens`. Returns `false` at the end of the text.
    ///
    /// # Errors
    ///
    /// The reason and the position, if there is no token.
    pub(crate) fn next(&mut self, tokens: &mut Tokens) -> Result<bool, (Stop, usize)> {
        let mut start = self.at;
        let mut piling = false;
        loop {
            if self.at == self.len {
                if let (State::Verbatim, Some(from)) = (self.state, self.comment) {
                    self.endless = self.endless.filter(|known| known.0 < from).or(Some((from, piling)));
                }
                return if piling { Err(self.end_in_pile(start)) } else { Ok(self.end(tokens)) };
            }
            let at = self.at;
            // Fast path for text, the most frequent token, which has no lexical action.
            if self.state == State::Default
                && !piling
                && self.head.is_none()
                && let Some(end) = self.scan.plain_text(at)
            {
                self.brackets.clear();
                self.at = end;
                tokens.push(Token { kind: Kind::Text, start, own: at, end });
                return Ok(true);
            }
            let (found, end) = self.scan.longest(self.state, at);
            self.at = end;
            match found {
                Match::Token(kind) => {
                    let own = if matches!(kind, Kind::FormalComment | Kind::BlockComment) {
                        self.comment.unwrap_or(at)
                    } else {
                        at
                    };
                    let kind = match kind {
                        // Most tokens have no lexical action.
                        Kind::Name | Kind::Space | Kind::Boolean | Kind::Operator | Kind::Not => kind,
                        Kind::Equals | Kind::Comma | Kind::Colon | Kind::Dots | Kind::Escape => kind,
                        Kind::Dot => {
                            self.state = State::RefModifier;
                            kind
                        }
                        _ => {
                            self.after(kind);
                            self.for_parser(kind)
                        }
                    };
                    if self.brackets.len() > MAX_DEPTH {
                        return Err((Stop::TooDeep, at));
                    }
                    tokens.push(Token { kind, start, own, end });
                    return Ok(true);
                }
                Match::More(more) => {
                    // Inside a comment, `#**` includes the next UTF-16 code unit. The second unit of a pair is
                    // skipped like any other character.
                    let in_comment =
                        matches!(self.state, State::FormalComment | State::BlockComment | State::LineComment);
                    piling = !(in_comment
                        && matches!(more, More::FormalComment)
                        && self.scan.byte(at + 3) >= Some(0xf0));
                    if !piling {
                        start = self.at;
                    }
                    self.pile(more, at);
                    if let Some((from, piles)) = self.endless
                        && self.state == State::Verbatim
                        && from <= at
                    {
                        (self.at, piling) = (self.len, piles);
                    }
                }
                Match::Skip => {
                    start = self.at;
                    piling = false;
                }
                Match::Terminator => {
                    let end = at + self.scan.character(at);
                    tokens.special(start, end, piling);
                    self.pop();
                    start = at;
                    piling = false;
                }
                Match::Nothing => return Err((Stop::Nothing, at)),
            }
        }
    }

    /// Handles the end of the text. An unterminated comment becomes a token for the syntax tree only.
    fn end(&mut self, tokens: &mut Tokens) -> bool {
        let open = matches!(self.state, State::FormalComment | State::BlockComment);
        let Some(start) = self.comment.take().filter(|_| open) else { return false };
        tokens.push(Token { kind: Kind::OpenComment, start, own: start, end: self.len });
        true
    }

    fn end_in_pile(&self, start: usize) -> (Stop, usize) {
        match (self.state, self.comment) {
            (State::Verbatim, Some(comment)) => (Stop::Verbatim, comment),
            (_, Some(_)) => (Stop::SigilInComment, self.len - 1),
            _ => (Stop::Sigil, start),
        }
    }

    fn push(&mut self, state: State) {
        self.stack.push(Saved { state: self.state, opened: self.opened, closed: self.closed });
        self.opened = 0;
        self.state = state;
    }

    fn pop(&mut self) -> bool {
        let Some(saved) = self.stack.pop() else {
            self.opened = 0;
            self.state = State::Default;
            return false;
        };
        self.state = saved.state;
        (self.opened, self.closed) = (saved.opened, saved.closed);
        true
    }

    /// The lexical actions of `MORE` productions, whose characters become a prefix of the next token.
    fn pile(&mut self, more: More, at: usize) {
        if self.comment.is_some() {
            return;
        }
        match more {
            More::Dollar => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.push(State::Reference);
            }
            More::Hash => {
                if matches!(self.state, State::Reference | State::RefModifier) {
                    self.pop();
                }
                self.push(State::PreDirective);
            }
            More::Verbatim => self.comment(at, State::Verbatim),
            More::BlockComment => self.comment(at, State::BlockComment),
            More::FormalComment => {
                // The character after the stars is put back (`backup(1)`).
                self.at = at + 3;
                self.comment(at, State::FormalComment);
            }
            More::Character => {}
        }
    }

    fn comment(&mut self, at: usize, state: State) {
        self.comment = Some(at);
        self.push(state);
    }

    /// The lexical actions of tokens.
    fn after(&mut self, kind: Kind) {
        match kind {
            Kind::OpenIndex => self.push(State::RefIndex),
            Kind::CloseIndex | Kind::End | Kind::Else | Kind::CloseBrace => {
                self.pop();
            }
            Kind::OpenParenthesis => {
                self.opened += 1;
                if self.state == State::RefModifier {
                    self.state = State::RefMod2;
                }
            }
            Kind::CloseParenthesis => self.close_parenthesis(),
            Kind::CloseMethod => self.state = State::Reference,
            Kind::Set => {
                self.push(State::Directive);
                self.in_set = true;
                self.opened = 1;
            }
            Kind::LineComment => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.comment = Some(self.at - 2);
                self.push(State::LineComment);
            }
            Kind::LineEnd | Kind::FormalComment | Kind::BlockComment | Kind::Verbatim => {
                self.comment = None;
                self.pop();
            }
            Kind::String if self.state == State::Directive && !self.in_set && self.opened == 0 => {
                self.pop();
            }
            Kind::Integer | Kind::Float if self.opened == 0 && !self.in_set => {
                let kept = match kind {
                    Kind::Integer => matches!(self.state, State::RefMod2 | State::RefIndex),
                    _ => self.state == State::RefMod2,
                };
                if !kept {
                    self.pop();
                }
            }
            Kind::If | Kind::ElseIf => self.state = State::Directive,
            _ => {}
        }
    }

    /// Velocity's `RPARENHandler`: pops the states without an open parenthesis, and then the state whose last
    /// parenthesis this closes.
    fn close_parenthesis(&mut self) {
        loop {
            if self.opened > 0 {
                if self.opened == self.closed + 1 {
                    self.pop();
                } else {
                    self.closed += 1;
                }
                return;
            }
            if !self.pop() {
                return;
            }
        }
    }

    /// Applies the actions of Velocity's parser that switch lexical states, and returns the kind that the grammar
    /// sees.
    ///
    /// The parser acts on a few tokens before the next one is read: it looks ahead for the parenthesis of a
    /// directive, and it ends a `#set`.
    fn for_parser(&mut self, kind: Kind) -> Kind {
        self.nest(kind);
        let Some(depth) = &mut self.head else {
            match kind {
                Kind::If | Kind::ElseIf => self.head = Some(0),
                Kind::Set => self.head = Some(1),
                Kind::Word | Kind::BracedWord => {
                    self.state = State::Directive;
                    if self.scan.parenthesis_follows(self.at) {
                        self.head = Some(0);
                        return Kind::Call;
                    }
                    self.pop();
                    return Kind::Bare;
                }
                _ => {}
            }
            return kind;
        };
        match kind {
            Kind::OpenParenthesis => *depth += 1,
            Kind::CloseParenthesis | Kind::CloseMethod if *depth <= 1 => {
                self.head = None;
                self.in_set = false;
            }
            Kind::CloseParenthesis | Kind::CloseMethod => *depth -= 1,
            _ => {}
        }
        kind
    }

    /// Tracks the open brackets, whose number is the depth of the grammar's recursion.
    fn nest(&mut self, kind: Kind) {
        let opened = match kind {
            Kind::Set | Kind::OpenParenthesis | Kind::OpenIndex | Kind::OpenBracket | Kind::OpenMap => {
                self.brackets.push(kind);
                return;
            }
            Kind::OpenBrace => {
                if self.head.is_some() || !self.brackets.is_empty() {
                    self.brackets.push(kind);
                }
                return;
            }
            Kind::CloseIndex => &[Kind::OpenIndex][..],
            Kind::CloseBracket => &[Kind::OpenBracket],
            Kind::CloseMap => &[Kind::OpenMap],
            // A map that ends with a reference is closed by a reference's brace token.
            Kind::CloseBrace => &[Kind::OpenBrace, Kind::OpenMap],
            Kind::CloseParenthesis | Kind::CloseMethod => &[Kind::Set, Kind::OpenParenthesis],
            // Outside the head of a directive, these end all open brackets.
            Kind::Text
            | Kind::If
            | Kind::ElseIf
            | Kind::Else
            | Kind::End
            | Kind::Word
            | Kind::LineComment
                if self.head.is_none() =>
            {
                self.brackets.clear();
                return;
            }
            _ => return,
        };
        if self.brackets.last().is_some_and(|last| opened.contains(last)) {
            self.brackets.pop();
        }
    }
}
