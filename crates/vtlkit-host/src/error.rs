use std::borrow::Cow;
use std::fmt;

use vtlkit_text::Span;

/// Something in a host file that keeps it, or a part of it, from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    /// The bytes of the host file it is about.
    pub span: Span,
    /// What is wrong.
    pub message: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
}

impl HostError {
    /// An error without advice.
    pub fn new(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The error with what to do about it.
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
