//! What the analysis does not know, and why.

use vtlkit_text::Span;

/// Why a value is unknown, or why a path could not be followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A method that the analysis does not model on this kind of value.
    Method,
    /// An argument of a method.
    Argument,
    /// A member, element or key.
    Member,
    /// A member of `$context`, `$foreach`, `$input` or `$util`.
    Builtin,
    /// A JSONPath.
    Path,
    /// Arithmetic.
    Arithmetic,
    /// A comparison or another condition.
    Condition,
    /// The target of a `#set`.
    Assignment,
    /// A literal.
    Literal,
    /// A directive.
    Directive,
    /// The operand of a `#foreach`.
    Loop,
    /// A bound on the work of the analysis.
    Budget,
    /// The render fails for the request of the path.
    Failure,
    /// The engine renders something other than predicted.
    Mismatch,
}

impl Reason {
    /// The reason in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Argument => "argument of a method",
            Self::Member => "member, element or key",
            Self::Builtin => "member of a variable of the service",
            Self::Path => "JSONPath",
            Self::Arithmetic => "arithmetic",
            Self::Condition => "condition",
            Self::Assignment => "target of a #set",
            Self::Literal => "literal",
            Self::Directive => "directive",
            Self::Loop => "operand of #foreach",
            Self::Budget => "bound of the analysis",
            Self::Failure => "the render fails",
            Self::Mismatch => "rendered otherwise than predicted",
        }
    }
}

/// An unknown value on a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The reason.
    pub reason: Reason,
    /// Details: the name of a method, a JSONPath.
    pub detail: String,
    /// The span in the template.
    pub span: Span,
}

/// The result of exploring the paths of a template.
#[derive(Clone, Debug, Default)]
pub struct Exploration {
    /// Whether the output is read as JSON.
    pub json: bool,
    /// How many paths were followed.
    pub paths: usize,
    /// The unknown values on the paths, each reason and span once.
    pub unknown: Vec<Unknown>,
}

/// The most unknown values recorded.
const MOST_UNKNOWN: usize = 200;

impl Exploration {
    /// Adds the unknown values of a path.
    pub(super) fn add(&mut self, met: &[Unknown]) {
        for unknown in met {
            if self.unknown.len() >= MOST_UNKNOWN {
                return;
            }
            if !self.unknown.contains(unknown) {
                self.unknown.push(unknown.clone());
            }
        }
    }
}
