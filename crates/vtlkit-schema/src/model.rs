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
/// A model holds for two things that have to be kept apart: what the control plane would say to it
/// ([`Model::refusals`]), and what the validator does with a body under it ([`Model::validate`]). A model that could
/// never be created still validates, which mostly ends in an exception, as it does where a model was
/// accepted by mistake.
#[derive(Debug)]
pub struct Model {
    schemas: Arc<Schemas>,
    refusals: Vec<Refusal>,
    /// Made with the first body: who only asks for refusals needs none.
    #[cfg(feature = "fast")]
    fast: OnceLock<Option<Fast>>,
}

/// A model text that is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

impl NotJson {
    /// Where reading the text ended.
    pub const fn span(&self) -> Span {
        self.span
    }
}

impl std::fmt::Display for NotJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the model is no JSON: {}", self.expected)
    }
}

impl std::error::Error for NotJson {}

impl Model {
    /// Compiles a model text. How numbers are spelled matters: `1.0` is no integer.
    ///
    /// Fails only if the text is no JSON. Every other fault is a [`Refusal`].
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

    /// What the control plane would refuse in the model, in the order of the text; empty for a model that can be
    /// created.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// Validates a request body.
    ///
    /// The warnings of a valid body are left out, as nobody gets to see them; they cost more than the verdict.
    pub fn validate(&self, body: &str) -> Verdict {
        self.judge(body, false)
    }

    /// Validates a request body and lists the warnings of a valid one too.
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
        #[cfg(not(feature = "fast"))]
        let _ = with_warnings;
        match Walk::run(&self.schemas, &body) {
            Ok(report) if report.failed() => Verdict::Invalid { messages: report.into_messages() },
            Ok(report) => Verdict::Valid { warnings: report.into_messages() },
            Err(abort) => Verdict::Exception(*abort.0),
        }
    }
}
