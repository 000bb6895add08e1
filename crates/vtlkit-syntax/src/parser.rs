use std::collections::HashSet;

use pest::Parser as _;
use pest_derive::Parser;
use vtlkit_text::Span;

use crate::ast::Template;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::lexer::{Lexer, Stop};
use crate::lower;
use crate::token::{Tokens, Units};

/// How deep brackets of one directive or reference may nest.
pub const MAX_DEPTH: usize = 100;

/// How deep blocks may nest, and how many operators one expression may have.
pub const MAX_BLOCK_DEPTH: usize = 500;

/// Larger templates are refused: their offsets would not fit a span.
const MAX_SIZE: usize = 1 << 30;

#[derive(Parser)]
#[grammar = "grammar.pest"]
pub(crate) struct Grammar;

/// Which directives there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directives {
    /// Velocity as it comes.
    Velocity,
    /// API Gateway's: `#evaluate`, `#include` and `#parse` are no directives there and print as they stand.
    ApiGateway,
}

impl Directives {
    /// Whether a template may use the directive `name`, given without `#`. `if`, `set` and their kin are not asked
    /// for here.
    pub fn has(self, name: &str) -> bool {
        match name {
            "foreach" | "define" | "macro" | "literal" | "stop" | "break" => true,
            "evaluate" | "include" | "parse" => self == Self::Velocity,
            _ => false,
        }
    }
}

/// A tree and the errors found on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What could be read. With errors it is incomplete.
    pub template: Template,
    /// The errors, in the order of the template.
    pub errors: Vec<SyntaxError>,
}

/// Reads a template.
pub fn parse(source: &str, directives: Directives) -> Parsed {
    parse_within(source, directives, &HashSet::new())
}

/// Reads a template in which the macros `macros` are known already, as they are to an `#evaluate`. That matters only
/// to a backslash before a call.
pub fn parse_within(source: &str, directives: Directives, macros: &HashSet<String>) -> Parsed {
    let mut context = Context { directives, macros: macros.clone(), errors: Vec::new(), strings: 0 };
    let template = parse_part(source, 0, &mut context);
    context.errors.sort_by_key(|error| error.span);
    Parsed { template, errors: context.errors }
}

/// What the reading of a template and of the strings in it share.
pub(crate) struct Context {
    pub(crate) directives: Directives,
    /// The macros defined so far.
    pub(crate) macros: HashSet<String>,
    pub(crate) errors: Vec<SyntaxError>,
    /// How many strings are around what is being read.
    pub(crate) strings: usize,
}

/// Reads `part`, which starts at offset `base` of the text that spans point into.
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
