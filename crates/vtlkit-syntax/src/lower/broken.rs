//! What cannot be read: which part of it, and what could stand there instead.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use vtlkit_text::Span;

use super::Lower;
use super::blocks::Kind;
use crate::error::SyntaxErrorKind;
use crate::parser::{Grammar, Rule};

impl Lower<'_, '_> {
    /// The head of something that could not be read.
    pub(super) fn broken(&mut self, span: Span) {
        self.pending = None;
        let head = self.text(span);
        let end = self.base + self.part.len();
        let trimmed = head.trim_start();
        let name = trimmed.trim_start_matches(['$', '\\', '!']).trim_start_matches('#');
        let name = name.trim_start_matches('{').trim_end_matches(['}', '(', ' ']);
        if name.is_empty() {
            let kind = if self.text(Span::new(span.start(), end)).starts_with("#[[") {
                SyntaxErrorKind::UnclosedVerbatim
            } else if span.end() == end {
                SyntaxErrorKind::SigilAtEnd { sigil: if head.ends_with('#') { '#' } else { '$' } }
            } else {
                self.unexpected(span, Rule::plain_reference, "$".into())
            };
            self.error(kind, span);
            return;
        }
        if !head.contains('#') {
            let kind = self.unexpected(span, Rule::reference_item, format!("${name}"));
            let at = self.place(span, Rule::reference_item);
            self.error(kind, at);
            return;
        }
        let directive = format!("#{name}");
        let rule = match name {
            "if" => Rule::if_head,
            "elseif" => Rule::elseif_head,
            "set" => Rule::set,
            _ => Rule::call,
        };
        let rest = &self.part[span.end() - self.base..];
        let kind = if rule != Rule::call && rule != Rule::set && !rest.trim_start().starts_with('(') {
            SyntaxErrorKind::MissingParentheses { directive: directive.clone().into() }
        } else {
            self.unexpected(span, rule, directive.clone())
        };
        let at = if matches!(kind, SyntaxErrorKind::MissingParentheses { .. }) {
            span
        } else {
            self.place(span, rule)
        };
        self.error(kind, at);
        // The block of a broken head is read all the same, so that its `#end` is no second error.
        if matches!(name, "if" | "foreach" | "define" | "macro" | "literal") || name.starts_with('@') {
            self.open(Kind::Broken { directive: directive.into() }, span);
        }
    }

    /// Where the grammar stopped reading `rule` from the start of `span` on: the character there.
    fn place(&self, span: Span, rule: Rule) -> Span {
        let rest = &self.part[span.start() - self.base..];
        let at = stop(rule, rest).0;
        let len = rest[at..].chars().next().map_or(0, char::len_utf8);
        let at = span.start() + at;
        Span::new(at, at + len)
    }

    fn unexpected(&self, span: Span, rule: Rule, inside: String) -> SyntaxErrorKind {
        let rest = &self.part[span.start() - self.base..];
        let (at, expected) = stop(rule, rest);
        let found = rest[at..].chars().next().map(|c| c.to_string().into());
        SyntaxErrorKind::Unexpected { found, expected: expected.into(), inside: inside.into() }
    }
}

/// How far the grammar reads `text` as `rule`, and what it wanted there, in words.
///
/// The text is mostly the whole rest of the template, and pest walks all of it to say where a line starts: to look
/// at a piece first keeps many errors from taking time in the square of them.
fn stop(rule: Rule, text: &str) -> (usize, String) {
    let mut size = 1 << 10;
    loop {
        let piece = text.get(..text.floor_char_boundary(size)).unwrap_or(text);
        let (at, expected) = stop_within(rule, piece);
        // Near its end the piece itself may be why the grammar stopped.
        if at + LOOK_AHEAD < piece.len() || piece.len() == text.len() {
            return (at, expected);
        }
        size *= 8;
    }
}

/// The grammar looks no further ahead than so many bytes, blanks and names aside.
const LOOK_AHEAD: usize = 64;

fn stop_within(rule: Rule, text: &str) -> (usize, String) {
    let Err(error) = Grammar::parse(rule, text) else { return (text.len(), String::new()) };
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let mut words: Vec<&str> = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            positives.iter().filter_map(|&rule| in_words(rule)).collect()
        }
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    words.dedup();
    let expected = match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    };
    (at, expected)
}

/// A rule of the grammar as a person would call it; `None` for those that say nothing to them.
fn in_words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::identifier => "a name",
        Rule::rparen => "`)`",
        Rule::equals => "`=`",
        Rule::operator => "an operator",
        Rule::string
        | Rule::integer
        | Rule::float
        | Rule::bracket
        | Rule::map
        | Rule::boolean
        | Rule::group
        | Rule::expression
        | Rule::boolean_name => "a value",
        Rule::chain | Rule::plain_reference | Rule::formal_reference => "a reference",
        Rule::range_dots => "`..`",
        Rule::word => "a word",
        _ => return None,
    })
}
