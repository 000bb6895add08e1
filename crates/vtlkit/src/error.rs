//! The error type of the library.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use vtlkit_eval::{EvalError, EvalErrorKind};
use vtlkit_gateway::RequestError;
use vtlkit_syntax::SyntaxError;
use vtlkit_text::{Diagnostic, Label, Place, Span};

pub use vtlkit_eval::Frame;

/// The kind of input or step that an [`Error`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The template cannot be parsed.
    Syntax,
    /// The template fails for this request; the service responds with status 500.
    Render(EvalErrorKind),
    /// The request is not a valid request object.
    Request,
    /// The definition file cannot be read, or does not contain what is requested.
    Definition,
    /// The request model cannot be read, or the service would reject it.
    Model,
    /// The options are contradictory or refer to something that does not exist.
    Options,
}

impl ErrorKind {
    /// The name in output for programs; for a failed render, the name of the reason, such as `method` or `limit`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Render(reason) => reason.name(),
            Self::Request => "request",
            Self::Definition => "definition",
            Self::Model => "model",
            Self::Options => "options",
        }
    }
}

/// An error: what is wrong, where, and how to fix it.
///
/// ```
/// use vtlkit::{Error, RenderOptions, Template};
///
/// let error = Template::compile("#if($x)", &RenderOptions::default()).unwrap_err();
/// assert_eq!((error.kind.name(), error.to_string().as_str()), ("syntax", "`#if` is not closed"));
/// assert_eq!(error.span.unwrap().start(), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The kind.
    pub kind: ErrorKind,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: Cow<'static, str>,
    /// The span in bytes of the text passed to the function; `None` for an error without a position.
    pub span: Option<Span>,
    /// How to fix it.
    pub help: Option<Cow<'static, str>>,
    /// Related spans.
    pub labels: Box<[Label]>,
    /// For a failed render: the enclosing loops and macros, innermost first.
    pub frames: Box<[Frame]>,
    /// Further errors of the same text, in source order.
    pub further: Box<[Self]>,
    /// The file that the spans refer to, if it is another file of the definition.
    pub file: Option<Box<ErrorFile>>,
}

/// Another file of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFile {
    /// The path, relative to the folder of the definition.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let (labels, frames, further) = (Box::default(), Box::default(), Box::default());
        Self { kind, message: message.into(), span: None, help: None, labels, frames, further, file: None }
    }

    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The first of several errors, with the others as its [`further`](Self::further) ones; `None` if there are none.
    pub(crate) fn first_of(errors: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        first.further = errors.collect();
        Some(first)
    }

    /// This error and its [`further`](Self::further) ones.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.further)
    }

    /// This error and its [`further`](Self::further) ones as findings. Repeated frames of recursive macros and loops
    /// are combined into one note with their number.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.all().map(Self::diagnostic).collect()
    }

    /// This error alone as a finding.
    pub fn diagnostic(&self) -> Diagnostic {
        let span = self.span.unwrap_or_else(|| Span::at(0));
        let mut diagnostic = Diagnostic::error(self.message.clone(), span);
        diagnostic.secondary.extend(self.labels.iter().cloned());
        diagnostic = with_frames(diagnostic, &self.frames);
        match &self.help {
            Some(help) => diagnostic.with_note("help", help.clone()),
            None => diagnostic,
        }
    }
}

/// Maximum number of enclosing macros and loops that are shown, besides the outermost.
const MOST_FRAMES: usize = 8;

fn with_frames(mut diagnostic: Diagnostic, frames: &[Frame]) -> Diagnostic {
    let mut stack = Vec::new();
    for same in frames.chunk_by(|one, next| one == next) {
        let Some(frame) = same.first() else { continue };
        stack.push(match same.len() {
            1 => (frame.what.clone(), frame.span),
            times => (format!("{}, {times} times", frame.what), frame.span),
        });
    }
    let hidden = stack.len().saturating_sub(MOST_FRAMES + 1);
    for (at, (what, span)) in stack.into_iter().enumerate() {
        if hidden > 1 && at == MOST_FRAMES {
            diagnostic = diagnostic.with_note("in", format!("… {hidden} more"));
        }
        if hidden <= 1 || !(MOST_FRAMES..MOST_FRAMES + hidden).contains(&at) {
            diagnostic = diagnostic.with_note_at("in", what, span);
        }
    }
    diagnostic
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<SyntaxError> for Error {
    fn from(error: SyntaxError) -> Self {
        let mut out = Self::new(ErrorKind::Syntax, error.to_string()).at(error.span);
        out.help = error.help().map(Into::into);
        out.labels =
            error.related.into_iter().map(|(span, text)| Label { span, text: text.into() }).collect();
        out
    }
}

impl From<Box<EvalError>> for Error {
    fn from(error: Box<EvalError>) -> Self {
        let EvalError { kind, message, help, span, frames } = *error;
        Self { help, frames: frames.into(), ..Self::new(ErrorKind::Render(kind), message).at(span) }
    }
}

impl Error {
    /// An error in a request object.
    #[cold]
    pub(crate) fn of_request(error: RequestError, text: &str) -> Self {
        // serde_json counts columns in bytes.
        let offset = |Place { line, column }: Place| {
            let before = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
            text.floor_char_boundary(before + column.saturating_sub(1))
        };
        let span = error.place.map(offset).map(Span::at);
        Self { span, ..Self::new(ErrorKind::Request, error.message) }
    }
}

#[cfg(feature = "host")]
impl From<vtlkit_host::HostError> for Error {
    fn from(error: vtlkit_host::HostError) -> Self {
        let out = Self::new(ErrorKind::Definition, error.message).at(error.span);
        Self { help: error.help, ..out }
    }
}
