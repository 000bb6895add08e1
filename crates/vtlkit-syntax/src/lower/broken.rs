//! Error recovery: parses a template with errors one item at a time, reports each error, and restarts the lexer after
//! it.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use vtlkit_text::Span;

use super::Lower;
use super::blocks::{Blocks, Kind as BlockKind};
use crate::ast::{CommentKind, Item};
use crate::error::SyntaxErrorKind;
use crate::lexer::{Lexer, Stop};
use crate::parser::{Context, Grammar, MAX_DEPTH, Rule};
use crate::token::{Kind, Token, Tokens, Units};

/// The initial number of tokens that are read for one item.
const WINDOW: usize = 32;
/// The most tokens that the grammar looks ahead.
const LOOK_AHEAD: usize = 4;

/// The longest token that is shown in a message, in bytes.
const LONGEST_SEEN: usize = 40;

/// The items of a template with errors. `lexer` is restarted.
pub(crate) fn broken(part: &str, base: usize, lexer: Lexer<'_>, context: &mut Context) -> Vec<Item> {
    let mut reader = Reader { lexer, tokens: Tokens::default(), stop: None, ended: false };
    let mut blocks = Blocks::default();
    reader.restart(0);
    let mut window = WINDOW;
    let mut errors = 0;
    loop {
        reader.fill(window);
        let all = reader.tokens.from(0);
        let looked_at = all.get(..window).unwrap_or(all);
        let units = Units::of(looked_at);
        let parsed = Grammar::parse(Rule::first_item, units.kinds());
        let end = units.token(match &parsed {
            Ok(pairs) => pairs.as_str().len(),
            Err(error) => match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            },
        });
        // Near the last token that was read, further tokens may change the result.
        if !(reader.ended && looked_at.len() == all.len()) && end + LOOK_AHEAD > looked_at.len() {
            window *= 4;
            continue;
        }
        window = WINDOW;
        let mut lower =
            Lower { part, base, tokens: &reader.tokens, units: &units, context, blocks: &mut blocks };
        match parsed {
            Ok(pairs) => {
                pairs.flat_map(pest::iterators::Pair::into_inner).for_each(|pair| lower.item(pair));
                reader.tokens.drop_first(end);
            }
            Err(_) if all.is_empty() => break,
            Err(error) => {
                errors += 1;
                let Some(next) = lower.broken_item(end, &expected(&error.variant), reader.stop) else {
                    break;
                };
                reader.restart(next);
            }
        }
        if blocks.too_deep() {
            break;
        }
        blocks.forget_tokens();
    }
    let units = Units::of(&[]);
    let lower = Lower { part, base, tokens: &reader.tokens, units: &units, context, blocks: &mut blocks };
    debug_assert!(errors > 0, "a template that cannot be parsed has an error: {part:?}");
    lower.finish()
}

/// The tokens read so far, and the lexer that they come from.
struct Reader<'s> {
    lexer: Lexer<'s>,
    tokens: Tokens,
    /// Why the lexer stopped, if that is an error.
    stop: Option<(Stop, usize)>,
    ended: bool,
}

impl Reader<'_> {
    fn restart(&mut self, at: usize) {
        self.lexer.restart(at);
        self.tokens.clear();
        (self.stop, self.ended) = (None, false);
    }

    /// Reads until there are `count` tokens, or no more. A character that starts no token becomes a last, invalid
    /// token.
    fn fill(&mut self, count: usize) {
        while !self.ended && self.tokens.len() < count {
            match self.lexer.next(&mut self.tokens) {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err((stop, at)) => {
                    self.tokens.push(Token { kind: Kind::Invalid, start: at, own: at, end: at });
                    self.stop = Some((stop, at));
                    self.ended = true;
                }
            }
        }
    }
}

impl Lower<'_, '_> {
    /// Reports an item that could not be parsed: the grammar stopped at token `at` and the lexer, if it failed, at
    /// `stop`. Returns where to continue, if there is more.
    fn broken_item(&mut self, at: usize, expected: &str, stop: Option<(Stop, usize)>) -> Option<usize> {
        let head = self.token(0);
        let here = self.token(at);
        if let (Kind::Invalid, Some((stop, offset))) = (here.kind, stop)
            && (at == 0 || stop != Stop::Nothing)
        {
            return self.stopped(stop, offset, head);
        }
        let found = self.seen(here);
        let place = self.base + here.start;
        let place = Span::new(place, place + found.map_or(0, str::len));
        let found = found.map(Into::into);
        let name = match head.kind {
            Kind::OpenBrace => self.token(1),
            _ => head,
        };
        let name_text = self.source(name.own, name.end).trim_start_matches(['#', '{', ' ', '\t']);
        let name_text = name_text.trim_end_matches(['}', '(', ' ']);
        let inside: Box<str> = match head.kind {
            Kind::If | Kind::ElseIf | Kind::Call | Kind::Set => format!("#{name_text}").into(),
            Kind::Name | Kind::OpenBrace => format!("${name_text}").into(),
            _ => "$".into(),
        };
        let (kind, place) = match head.kind {
            Kind::If | Kind::ElseIf if at > 0 && !self.parenthesis_follows() => {
                let head = self.span_of(&(0..1));
                (SyntaxErrorKind::MissingParentheses { directive: inside.clone() }, head)
            }
            // `true` and `false` are tokens of their own that cannot be names.
            Kind::Boolean => {
                let found = Some(self.source(head.own, head.end).into());
                let name = Span::new(self.base + head.own, self.base + head.end);
                (SyntaxErrorKind::Unexpected { found, expected: "another name".into(), inside }, name)
            }
            _ if here.kind == Kind::Word && expected.ends_with("a value") => {
                let word = self.span_of(&(at..at + 1));
                (SyntaxErrorKind::BareWord { word: self.text(word).into() }, word)
            }
            _ => (SyntaxErrorKind::Unexpected { found, expected: expected.into(), inside }, place),
        };
        self.error(kind, place);
        // The block of a head with errors is parsed anyway, so that its `#end` is not a second error.
        let block = matches!(name_text, "if" | "foreach" | "define" | "macro" | "literal");
        if matches!(head.kind, Kind::If | Kind::Call) && (block || name_text.starts_with('@')) {
            let directive = format!("#{name_text}").into();
            self.open(BlockKind::Broken { directive }, self.span_of(&(0..1)));
        }
        Some(name.end.max(head.end))
    }

    /// The text of a token for a message: a whole word, or one character of anything else.
    fn seen(&self, token: Token) -> Option<&str> {
        let rest = self.source(token.start, self.part.len());
        let first = rest.chars().next()?.len_utf8();
        let word = matches!(
            token.kind,
            Kind::If
                | Kind::ElseIf
                | Kind::Else
                | Kind::End
                | Kind::Set
                | Kind::Call
                | Kind::Bare
                | Kind::Word
                | Kind::BracedWord
                | Kind::Name
                | Kind::Operator
                | Kind::Dots
                | Kind::Integer
                | Kind::Float
                | Kind::Boolean
        );
        let image = self.source(token.start, token.end).trim_end();
        let short = match token.kind {
            Kind::String => image.len() <= LONGEST_SEEN && !image.contains('\n'),
            _ => word && !image.contains([' ', '\t']),
        };
        Some(if short { image } else { &rest[..first] })
    }

    fn parenthesis_follows(&self) -> bool {
        let next = self.token(1);
        let next = if next.kind == Kind::Space { self.token(2) } else { next };
        next.kind == Kind::OpenParenthesis
    }

    /// Reports a lexical error. Returns where to continue.
    fn stopped(&mut self, stop: Stop, at: usize, head: Token) -> Option<usize> {
        let end = self.part.len();
        let span = |start: usize, end: usize| Span::new(self.base + start, self.base + end);
        match stop {
            Stop::Nothing => {
                let found = self.source(at, end).chars().next();
                let len = found.map_or(1, char::len_utf8);
                let found = found.map(|c| c.to_string().into());
                let kind = SyntaxErrorKind::Unexpected { found, expected: "".into(), inside: "$".into() };
                self.error(kind, span(at, at + len));
                Some(at + len)
            }
            Stop::Verbatim => {
                self.error(SyntaxErrorKind::UnclosedVerbatim, span(at, at + 3));
                Some(at + 3)
            }
            Stop::Sigil => {
                let sigil = if self.part.ends_with('#') { '#' } else { '$' };
                self.error(SyntaxErrorKind::SigilAtEnd { sigil }, span(at, end));
                if head.kind == Kind::Invalid { None } else { Some(head.end) }
            }
            Stop::SigilInComment => {
                self.push_comment(at, end, CommentKind::Line);
                self.sigil_in_comment(end - 1);
                None
            }
            Stop::TooDeep => {
                self.error(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, span(at, at + 1));
                None
            }
        }
    }
}

/// A description of what the grammar expected.
fn expected(variant: &ErrorVariant<Rule>) -> String {
    let mut words: Vec<&str> = match variant {
        ErrorVariant::ParsingError { positives, .. } => {
            positives.iter().filter_map(|&rule| in_words(rule)).collect()
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    words.dedup();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// A description of a grammar rule; `None` for rules that mean nothing to users.
fn in_words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::lparen => "`(`",
        Rule::rparen | Rule::close_method => "`)`",
        Rule::close_index | Rule::close_bracket => "`]`",
        Rule::close_brace | Rule::close_map => "`}`",
        Rule::colon => "`:`",
        Rule::equals => "`=`",
        Rule::operator => "an operator",
        Rule::literal | Rule::index_literal | Rule::bracket | Rule::map | Rule::group | Rule::expression => {
            "a value"
        }
        Rule::reference => "a reference",
        Rule::range_dots => "`..`",
        Rule::word => "a word",
        _ => return None,
    })
}
