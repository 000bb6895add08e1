use std::borrow::Cow;
use std::fmt;

use vtlkit_text::Span;

use crate::Limit;

/// The kind of a render error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvalErrorKind {
    /// A method threw an exception: an index out of range, an invalid regular expression, or an object of the host
    /// that fails.
    Method,
    /// A collection was modified while a `#foreach` iterated over it (`ConcurrentModificationException`).
    ConcurrentModification,
    /// A negative index on a value without a size.
    NegativeIndex,
    /// A `#foreach` without a list, an `#include` of a value that is not a string, or a `#break` with an invalid
    /// scope.
    Directive,
    /// An `#include` or `#parse` of a file; there are no files.
    Resource,
    /// The argument of an `#evaluate` is not a valid template.
    Syntax,
    /// Macro calls are nested too deeply.
    MacroDepth,
    /// A value that contains itself or is nested too deeply to be printed.
    Nesting,
    /// A limit was reached.
    Limit(Limit),
}

impl EvalErrorKind {
    /// The machine-readable name of the kind; `limit` for every limit.
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

/// An entry of the stack of loops and macros of a failed render.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// A description, such as ``iteration 3 of `#foreach` ``.
    pub what: String,
    /// Its span.
    pub span: Span,
}

/// A render error with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    /// The kind of the error.
    pub kind: EvalErrorKind,
    /// The message, in lower case.
    pub message: Cow<'static, str>,
    /// How to fix it.
    pub help: Option<Cow<'static, str>>,
    /// The position in the template.
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
        error.help = Some(format!("if this is intended, raise the limit `{}`", limit.name()).into());
        error
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvalError {}

/// Why the machine stops running a part of a template.
#[derive(Debug)]
pub(crate) enum Unwind {
    /// `#break`: leaves the innermost loop, macro or block.
    Break,
    /// `#break($foreach)`: leaves the loop with this scope.
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
