//! The engine's lexer: its states, the stack of them, and what its parser does to them.
//!
//! Which token a character belongs to depends on the state the lexer is in, and for what is malformed the output
//! shows it. So this follows the engine step by step; the names of the states are the engine's own.

mod scan;

use crate::parser::MAX_DEPTH;
use crate::token::{Kind, Token, Tokens};
use scan::{Match, More, Scan};

/// The states of the lexer.
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

/// A state that is returned to, with its counts of parentheses.
struct Saved {
    state: State,
    opened: usize,
    closed: usize,
}

/// Why there is no token at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// No token starts with the character there.
    Nothing,
    /// The text ends in what piles up in front of a token.
    Sigil,
    /// The text ends in a comment whose last characters pile up in front of a token.
    SigilInComment,
    /// The text ends before the `]]#` of what starts there.
    Verbatim,
    /// Brackets nest too deep.
    TooDeep,
}

pub(crate) struct Lexer<'s> {
    scan: Scan<'s>,
    len: usize,
    at: usize,
    state: State,
    stack: Vec<Saved>,
    /// The engine's `lparen` and `rparen`. A new state starts with the first at 0, but with the second as it is.
    opened: usize,
    closed: usize,
    /// The engine's `inSet`.
    in_set: bool,
    /// The engine's `inComment`, with where the comment or the verbatim text starts.
    comment: Option<usize>,
    /// How many parentheses are open in the head of a directive that the parser is reading.
    head: Option<usize>,
    /// The brackets that are open.
    brackets: Vec<Kind>,
    /// Where a verbatim text starts that has no end, and whether the last of it piles up: one that starts behind it has
    /// none either, so that each is not looked through again.
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

    /// Starts anew at `at`, as if that were the start of a template.
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

    /// Reads the next token into `tokens`; `false` at the end of the text.
    ///
    /// # Errors
    ///
    /// Where there is no token, and why.
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
            // By far the most frequent token, on which nothing depends.
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
                        // Nothing depends on most tokens.
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
                    // Inside a comment `#**` takes the UTF-16 unit behind it along; a second one is skipped as any other.
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

    /// The end of the text. A comment that is still open there is a token for the syntax tree alone.
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

    /// What the engine does on characters that pile up.
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
                // The character after the stars is put back.
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

    /// What the engine does on a token.
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

    /// The engine's `RPARENHandler`: leaves the states that have no open parenthesis, and then the one whose last
    /// this closes.
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

    /// What the engine's parser does to the lexer on a token, and how the grammar sees it.
    ///
    /// The parser acts on a few tokens, each before the next is read: it looks for the parenthesis of a directive
    /// itself, and ends a `#set`.
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

    /// Keeps track of the brackets that are open, which is how deep the grammar will recur.
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
            // A map that a reference ends in closes with a reference's brace.
            Kind::CloseBrace => &[Kind::OpenBrace, Kind::OpenMap],
            Kind::CloseParenthesis | Kind::CloseMethod => &[Kind::Set, Kind::OpenParenthesis],
            // Outside of heads these end whatever was open.
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
