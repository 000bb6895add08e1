//! The messages of the validator.

use std::fmt;
use std::sync::Arc;

use vtlkit_text::Span;

/// The severity of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The body or the model is invalid.
    Error,
    /// No effect on the verdict; listed with the errors if there are any.
    Warning,
}

impl Level {
    /// `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A message of a validation, in the validator's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(crate) text: String,
    /// The text with encoded lone surrogates, if it has any: Java's hash sets depend on them.
    pub(crate) coded: Option<Box<str>>,
    pub(crate) level: Level,
    pub(crate) keyword: Option<&'static str>,
    pub(crate) instance: Option<Place>,
    pub(crate) schema_pointer: String,
    pub(crate) schema_uri: Option<Arc<str>>,
    pub(crate) reports: Vec<(String, Vec<Message>)>,
    /// Whether the message is from the syntax check; exceptions quote those.
    pub(crate) of_syntax: bool,
}

/// The position of a value of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) pointer: String,
    pub(crate) span: Span,
}

impl Message {
    /// The message as the service logs it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as a Java string.
    pub(crate) fn coded(&self) -> &str {
        self.coded.as_deref().unwrap_or(&self.text)
    }

    /// The severity.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The keyword of the message; `None` for unknown keywords and for schemas that are not objects.
    pub const fn keyword(&self) -> Option<&'static str> {
        self.keyword
    }

    /// The JSON pointer of the value; `None` if the message is about the schema.
    pub fn instance_pointer(&self) -> Option<&str> {
        self.instance.as_ref().map(|place| place.pointer.as_str())
    }

    /// The span of the value in the body, in bytes; `None` if the message is about the schema.
    pub fn span(&self) -> Option<Span> {
        self.instance.as_ref().map(|place| place.span)
    }

    /// The JSON pointer of the schema in its document.
    pub fn schema_pointer(&self) -> &str {
        &self.schema_pointer
    }

    /// The URI of the schema's document, ending in `#`; `None` for the model itself.
    pub fn schema_uri(&self) -> Option<&str> {
        self.schema_uri.as_deref()
    }

    /// The messages of each branch of `allOf`, `anyOf` or `oneOf`, by the pointer of its schema. The service does not
    /// show them.
    pub fn reports(&self) -> impl ExactSizeIterator<Item = (&str, &[Message])> {
        self.reports.iter().map(|(pointer, messages)| (pointer.as_str(), messages.as_slice()))
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Messages in the order they were reported.
#[derive(Debug, Default)]
pub(crate) struct Report {
    messages: Vec<Message>,
    failed: bool,
}

impl Report {
    pub(crate) fn add(&mut self, message: Message) {
        self.failed |= message.level == Level::Error;
        self.messages.push(message);
    }

    /// Whether an error was reported.
    pub(crate) const fn failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(crate) fn into_messages(self) -> Vec<Message> {
        self.messages
    }
}
