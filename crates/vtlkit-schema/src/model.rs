//! A model, compiled once and used for many bodies.

use std::sync::Arc;
#[cfg(feature = "fast")]
use std::sync::OnceLock;

use vtlkit_text::Span;

#[cfg(feature = "fast")]
use crate::fast::Fast;
use crate::json::read;
use crate::refusal::{self, Refusal};
use crate::schema::{self, References, Schemas};
use crate::validate::Walk;
use crate::verdict::{Unparsable, Verdict};

/// A request model.
///
/// A model has two separate functions: whether the service would create it ([`Model::refusals`]), and how it validates
/// bodies ([`Model::validate`]). A model that the service would never create can still validate; mostly this ends in an
/// exception, as it would if the model had been accepted by mistake.
#[derive(Debug)]
pub struct Model {
    schemas: Arc<Schemas>,
    refusals: Vec<Refusal>,
    /// Built lazily on the first `validate`; callers that only read `refusals` never pay for it.
    #[cfg(feature = "fast")]
    fast: OnceLock<Option<Fast>>,
}

/// The text of a model is not valid JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

impl NotJson {
    /// The position at which parsing ended.
    pub const fn span(&self) -> Span {
        self.span
    }
}

impl std::fmt::Display for NotJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the model is invalid JSON: {}", self.expected)
    }
}

impl std::error::Error for NotJson {}

impl Model {
    /// Compiles the text of a model. The notation of numbers matters: `1.0` is not an integer.
    ///
    /// # Errors
    ///
    /// [`NotJson`] if the text is not valid JSON. Every other fault is a [`Refusal`].
    pub fn compile(text: &str, references: &References) -> Result<Self, NotJson> {
        let document = read(text)
            .map_err(|error| NotJson { span: Span::at(error.offset), expected: error.expected })?
            .into_owned();
        let schemas = Arc::new(schema::compile(document, references));
        let refusals = refusal::find(&schemas);
        Ok(Self {
            schemas,
            refusals,
            #[cfg(feature = "fast")]
            fast: OnceLock::new(),
        })
    }

    /// What the service would reject when the model is created, in source order; empty for a valid model.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// Validates a request body.
    ///
    /// Warnings about a valid body are not collected: the service shows them to nobody, and they cost more than the
    /// verdict.
    pub fn validate(&self, body: &str) -> Verdict {
        self.judge(body, false)
    }

    /// Validates a request body and also collects the warnings about a valid one.
    pub fn validate_with_warnings(&self, body: &str) -> Verdict {
        self.judge(body, true)
    }

    fn judge(&self, body: &str, with_warnings: bool) -> Verdict {
        let body = match read(body) {
            Ok(body) => body,
            Err(error) => {
                return Verdict::Unparsable(Unparsable {
                    span: Span::at(error.offset),
                    expected: error.expected,
                });
            }
        };
        #[cfg(feature = "fast")]
        if let Some(fast) = self.fast.get_or_init(|| Fast::build(&self.schemas))
            && (fast.silent() || !with_warnings)
            && fast.accepts(&body)
        {
            return Verdict::Valid { warnings: Vec::new() };
        }
        match Walk::run(&self.schemas, &body) {
            Ok(report) if report.failed() => Verdict::Invalid { messages: report.into_messages() },
            Ok(report) if with_warnings => Verdict::Valid { warnings: report.into_messages() },
            Ok(_) => Verdict::Valid { warnings: Vec::new() },
            Err(abort) => Verdict::Exception(*abort.0),
        }
    }
}
