use std::borrow::Cow;
use std::sync::Arc;

use crate::{Fix, Span};

/// Text of a diagnostic: static or generated.
type Words = Cow<'static, str>;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A hint.
    Info,
    /// Probably a mistake.
    Warning,
    /// A mistake.
    Error,
}

impl Severity {
    /// The name: `info`, `warning` or `error`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The base URL of the rules' documentation, to which a rule's name is appended.
const RULES_URL: &str = "https://vtlkit.github.io/vtlkit/rules/";

/// The URL of the documentation of a rule.
pub fn rule_url(rule: &str) -> String {
    [RULES_URL, rule].concat()
}

/// A span with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The span.
    pub span: Span,
    /// The text in lower case; may be empty.
    pub text: Words,
}

/// A note below a finding: a name such as `help` or `why`, and a sentence in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The kind of note.
    pub name: &'static str,
    /// The text.
    pub text: Words,
    /// The span it is about, if it is another one.
    pub span: Option<Span>,
}

/// A request that demonstrates a finding, with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The request, as a JSON object.
    pub request: String,
    /// What the template renders for it.
    pub output: String,
}

/// A message about a text: what is wrong, where, why, and how to fix it.
///
/// ```
/// use vtlkit_text::{Diagnostic, Span};
///
/// let diagnostic = Diagnostic::error("`#if` is not closed", Span::new(0, 7))
///     .with_label(Span::new(20, 24), "the last `#end` is this one")
///     .with_note("help", "write `#end` where the block ends");
/// assert_eq!(diagnostic.notes[0].name, "help");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The name of the rule, for findings of a linter.
    pub rule: Option<&'static str>,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: Words,
    /// The span of the finding; its text may be empty.
    pub primary: Label,
    /// Related spans.
    pub secondary: Vec<Label>,
    /// The notes.
    pub notes: Vec<Note>,
    /// A request that demonstrates the finding, if the analysis has found one. Several findings may share one.
    pub witness: Option<Arc<Witness>>,
    /// The fix, if there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Creates an error at a span.
    pub fn error(message: impl Into<Words>, span: Span) -> Self {
        Self::new(Severity::Error, message, span)
    }

    /// Creates a finding at a span.
    pub fn new(severity: Severity, message: impl Into<Words>, span: Span) -> Self {
        Self {
            severity,
            rule: None,
            message: message.into(),
            primary: Label { span, text: "".into() },
            secondary: Vec::new(),
            notes: Vec::new(),
            witness: None,
            fix: None,
        }
    }

    /// Sets the text at the finding's own span.
    #[must_use]
    pub fn with_primary(mut self, text: impl Into<Words>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Sets the witness.
    #[must_use]
    pub fn with_witness(mut self, witness: Witness) -> Self {
        self.witness = Some(Arc::new(witness));
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Adds a related span.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<Words>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, name: &'static str, text: impl Into<Words>) -> Self {
        self.notes.push(Note { name, text: text.into(), span: None });
        self
    }

    /// Adds a note about another span.
    #[must_use]
    pub fn with_note_at(mut self, name: &'static str, text: impl Into<Words>, span: Span) -> Self {
        self.notes.push(Note { name, text: text.into(), span: Some(span) });
        self
    }
}
