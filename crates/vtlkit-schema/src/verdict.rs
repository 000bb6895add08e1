//! What becomes of a body.

use std::fmt;

use vtlkit_text::Span;

use crate::java;
use crate::message::Message;

/// What the service makes of a request body under a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request goes on. Warnings may have been noted; nobody sees them.
    Valid {
        /// The warnings, in the order reported; none if they were not asked for.
        warnings: Vec<Message>,
    },
    /// The request is refused with status 400.
    Invalid {
        /// Errors and warnings, in the order reported, repetitions included.
        messages: Vec<Message>,
    },
    /// The body is empty or no JSON, which refuses the request in the same way.
    Unparsable(Unparsable),
    /// The validator throws, and the request ends with status 500.
    Exception(Exception),
}

/// Why a body is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsable {
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

impl Unparsable {
    /// Where reading the body ended.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What is wrong there, in words of this crate: the service does not say.
    pub const fn reason(&self) -> &'static str {
        self.expected
    }
}

/// What the validator throws.
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
    /// A schema that was reached has errors; they are the exception's messages.
    InvalidSchema,
    /// A `$ref` that was reached leads nowhere.
    Reference,
    /// A schema asks about the same value again while it is being asked.
    ValidationLoop,
    /// A fault inside the validator, as with a number that is too large for a double.
    Internal,
    /// A bound of this crate where the validator would run out of stack, memory or time.
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

    /// The first line of the exception, in Java's words except for [`ExceptionKind::Limit`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The findings of the syntax check that the exception quotes, warnings included.
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
    /// Whether the request goes on.
    pub const fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }

    /// The messages in the order reported; for an exception those it quotes.
    pub fn messages(&self) -> &[Message] {
        match self {
            Self::Valid { warnings } => warnings,
            Self::Invalid { messages } => messages,
            Self::Unparsable(_) => &[],
            Self::Exception(exception) => &exception.messages,
        }
    }

    /// The list the service prints after `Request body does not match model schema for content type …: `, each
    /// message once, in the order of a Java `HashSet`. None if the body is not refused for what it is.
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

    /// The list as `$context.error.validationErrorString` holds it: `"` and `\` with a backslash before them, no
    /// quotes around it.
    pub fn validation_error_string(&self) -> Option<String> {
        Some(self.aws_list()?.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
