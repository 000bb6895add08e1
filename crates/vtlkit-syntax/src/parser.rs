use std::collections::HashSet;

use pest::Parser as _;
use pest_derive::Parser;
use vtlkit_text::Span;

use crate::ast::Template;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::lexer::{Lexer, Stop};
use crate::lower;
use crate::token::{Tokens, Units};

/// The deepest nesting of brackets in one directive or reference.
pub const MAX_DEPTH: usize = 100;

/// The deepest nesting of blocks, and the most operators in one expression.
pub const MAX_BLOCK_DEPTH: usize = 500;

/// The largest template in bytes: the offsets of a larger one would not fit a span.
const MAX_SIZE: usize = 1 << 30;

#[derive(Parser)]
#[grammar = "grammar.pest"]
pub(crate) struct Grammar;

/// The set of directives that a template may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directives {
    /// All directives of stock Velocity.
    Velocity,
    /// Those of API Gateway: `#evaluate`, `#include` and `#parse` are not directives and are printed as text.
    ApiGateway,
}

impl Directives {
    /// Whether there is a directive `name`, given without `#`. Only for directives that are parsed like macro calls,
    /// not for `if`, `set` and other keywords.
    pub fn has(self, name: &str) -> bool {
        match name {
            "foreach" | "define" | "macro" | "literal" | "stop" | "break" => true,
            "evaluate" | "include" | "parse" => self == Self::Velocity,
            _ => false,
        }
    }
}

/// A syntax tree and the errors found while parsing.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree. It is incomplete if there are errors.
    pub template: Template,
    /// The errors, ordered by position.
    pub errors: Vec<SyntaxError>,
}

/// Parses a template.
pub fn parse(source: &str, directives: Directives) -> Parsed {
    parse_within(source, directives, &HashSet::new())
}

/// Parses a template in which the macros `macros` are already defined, as in an `#evaluate`. This affects only
/// backslashes before macro calls.
pub fn parse_within(source: &str, directives: Directives, macros: &HashSet<String>) -> Parsed {
    let mut context = Context { directives, macros: macros.clone(), errors: Vec::new(), strings: 0 };
    let template = parse_part(source, 0, &mut context);
    context.errors.sort_by_key(|error| error.span);
    Parsed { template, errors: context.errors }
}

/// The state that the parsing of a template and of the strings in it share.
pub(crate) struct Context {
    pub(crate) directives: Directives,
    /// The macros defined so far.
    pub(crate) macros: HashSet<String>,
    pub(crate) errors: Vec<SyntaxError>,
    /// The number of enclosing strings.
    pub(crate) strings: usize,
}

/// Parses `part`, which starts at offset `base` of the text that spans point into.
pub(crate) fn parse_part(part: &str, base: usize, context: &mut Context) -> Template {
    if part.len() > MAX_SIZE {
        let kind = SyntaxErrorKind::TooLarge { limit: MAX_SIZE };
        context.errors.push(SyntaxError::new(kind, Span::at(base)));
        return Template { decoded: None, items: Vec::new() };
    }
    let mut lexer = Lexer::new(part);
    let mut tokens = Tokens::with_capacity((16 + part.len() / 4).min(1 << 12));
    let stop = loop {
        match lexer.next(&mut tokens) {
            Ok(true) => {}
            Ok(false) => break None,
            Err((stop, at)) => break Some((stop, at)),
        }
    };
    let items = match stop {
        Some((Stop::TooDeep, at)) => {
            let kind = SyntaxErrorKind::TooDeep { limit: MAX_DEPTH };
            context.errors.push(SyntaxError::new(kind, Span::new(base + at, base + at + 1)));
            Vec::new()
        }
        None => {
            let units = Units::of(tokens.from(0));
            match Grammar::parse(Rule::template, units.kinds()) {
                Ok(pairs) => lower::template(part, base, &tokens, &units, pairs, context),
                Err(_) => lower::broken(part, base, lexer, context),
            }
        }
        Some(_) => lower::broken(part, base, lexer, context),
    };
    Template { decoded: None, items }
}
