use std::borrow::Cow;
use std::fmt;

use vtlkit_text::Span;

/// An error in a host file: it, or a part of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    /// The span in the host file.
    pub span: Span,
    /// What is wrong.
    pub message: Cow<'static, str>,
    /// How to fix it.
    pub help: Option<Cow<'static, str>>,
}

impl HostError {
    /// An error without help.
    pub fn new(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// Adds help.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for HostError {}
