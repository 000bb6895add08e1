//! The verdict on a body.

use std::fmt;

use vtlkit_text::Span;

use crate::java;
use crate::message::Message;

/// What the service does with a request body under a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request is accepted. Nobody sees the warnings.
    Valid {
        /// The warnings, in the order reported; empty unless they were requested.
        warnings: Vec<Message>,
    },
    /// The request is rejected with status 400.
    Invalid {
        /// Errors and warnings, in the order reported, including duplicates.
        messages: Vec<Message>,
    },
    /// The body is empty or invalid JSON; the request is rejected in the same way.
    Unparsable(Unparsable),
    /// The validator throws, and the request ends with status 500.
    Exception(Exception),
}

/// Why a body is invalid JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsable {
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

impl Unparsable {
    /// The position at which parsing ended.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What is wrong there, in words of this crate: the service does not say.
    pub const fn reason(&self) -> &'static str {
        self.expected
    }
}

/// The exception of the validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    kind: ExceptionKind,
    text: String,
    messages: Vec<Message>,
}

/// Why the validator throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExceptionKind {
    /// A schema that was reached has syntax errors; they are the exception's messages.
    InvalidSchema,
    /// A `$ref` that was reached cannot be resolved.
    Reference,
    /// A cycle of schemas applies to the same value.
    ValidationLoop,
    /// A failure inside the validator, such as a number that is too large for a double.
    Internal,
    /// A limit of this crate, where the validator would run out of stack, memory or time.
    Limit,
}

impl Exception {
    pub(crate) fn new(kind: ExceptionKind, text: String, messages: Vec<Message>) -> Self {
        Self { kind, text: java::printed(text), messages }
    }

    /// Why the validator throws.
    pub const fn kind(&self) -> ExceptionKind {
        self.kind
    }

    /// The first line of the exception: Java's message, except for [`ExceptionKind::Limit`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The syntax messages that the exception quotes, including warnings.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Verdict {
    /// Whether the request is accepted.
    pub const fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }

    /// The messages in the order reported; for an exception, those it quotes.
    pub fn messages(&self) -> &[Message] {
        match self {
            Self::Valid { warnings } => warnings,
            Self::Invalid { messages } => messages,
            Self::Unparsable(_) => &[],
            Self::Exception(exception) => &exception.messages,
        }
    }

    /// The list that the service prints after `Request body does not match model schema for content type …: `: each
    /// message once, in the iteration order of a Java `HashSet`. `None` unless the body is rejected as invalid.
    ///
    /// ```
    /// use vtlkit_schema::{Model, References};
    ///
    /// let model = Model::compile(r#"{"required": ["id"]}"#, &References::new()).unwrap();
    /// let list = model.validate("{}").aws_list();
    /// assert_eq!(list.as_deref(), Some(r#"[object has missing required properties (["id"])]"#));
    /// assert_eq!(model.validate("").aws_list().as_deref(), Some("[Unknown error parsing request body]"));
    /// ```
    pub fn aws_list(&self) -> Option<String> {
        match self {
            Self::Invalid { messages } => Some(java::hash_set_text(messages.iter().map(Message::coded))),
            Self::Unparsable(_) => Some("[Unknown error parsing request body]".to_owned()),
            Self::Valid { .. } | Self::Exception(_) => None,
        }
    }

    /// The value of `$context.error.validationErrorString`: the list with `"` and `\` escaped by a backslash, without
    /// quotes around it.
    pub fn validation_error_string(&self) -> Option<String> {
        Some(self.aws_list()?.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
