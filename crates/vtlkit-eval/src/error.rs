use std::borrow::Cow;
use std::fmt;

use vtlkit_text::Span;

use crate::Limit;

/// What made a render fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvalErrorKind {
    /// A method raised an error: an index out of range, a bad regular expression, an object of the host that fails.
    Method,
    /// A collection was changed while a `#foreach` goes through it.
    ConcurrentModification,
    /// A negative index on something that has no size.
    NegativeIndex,
    /// A `#foreach` without a list, an `#include` of what is no string, a `#break` out of no loop.
    Directive,
    /// An `#include` or `#parse` of a file: there are none.
    Resource,
    /// The text of an `#evaluate` is no template.
    Syntax,
    /// Macros call each other too deep.
    MacroDepth,
    /// A value that holds itself, or nests beyond what can be printed.
    Nesting,
    /// A limit was reached.
    Limit(Limit),
}

impl EvalErrorKind {
    /// The name of the kind, for programs; of a limit it is `limit`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::ConcurrentModification => "concurrent-modification",
            Self::NegativeIndex => "negative-index",
            Self::Directive => "directive",
            Self::Resource => "resource",
            Self::Syntax => "syntax",
            Self::MacroDepth => "macro-depth",
            Self::Nesting => "nesting",
            Self::Limit(_) => "limit",
        }
    }
}

/// A place the render was in when it failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is, such as ``round 3 of `#foreach` ``.
    pub what: String,
    /// Where it stands.
    pub span: Span,
}

/// Why a render failed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    /// What kind of failure it is.
    pub kind: EvalErrorKind,
    /// What is wrong, in lower case.
    pub message: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// Where in the template.
    pub span: Span,
    /// The loops and macros around it, the innermost first.
    pub frames: Vec<Frame>,
}

impl EvalError {
    #[cold]
    pub(crate) fn new(kind: EvalErrorKind, message: impl Into<Cow<'static, str>>, span: Span) -> Box<Self> {
        Box::new(Self { kind, message: message.into(), help: None, span, frames: Vec::new() })
    }

    #[cold]
    pub(crate) fn limit(limit: Limit, span: Span) -> Box<Self> {
        let mut error = Self::new(EvalErrorKind::Limit(limit), limit.to_string(), span);
        error.help = Some(format!("if it is meant to, raise the limit `{}`", limit.name()).into());
        error
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvalError {}

/// Why the machine stops running a piece of a template.
#[derive(Debug)]
pub(crate) enum Unwind {
    /// `#break`: leaves the innermost loop, macro or block.
    Break,
    /// `#break($foreach)`: leaves the loop that has this scope.
    BreakScope(u32),
    /// `#stop`: leaves everything.
    Stop,
    /// The render fails.
    Error(Box<EvalError>),
}

impl From<Box<EvalError>> for Unwind {
    fn from(error: Box<EvalError>) -> Self {
        Self::Error(error)
    }
}
