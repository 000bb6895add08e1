use std::borrow::Cow;
use std::sync::Arc;

use crate::{Fix, Span};

/// Text of a diagnostic: mostly fixed, sometimes put together.
type Words = Cow<'static, str>;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// It may be meant.
    Warning,
    /// It is wrong.
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

/// Where the documentation of the rules is; each has its name behind it.
const RULES_URL: &str = "https://vtlkit.github.io/vtlkit/rules/";

/// The address of the documentation of a rule.
pub fn rule_url(rule: &str) -> String {
    [RULES_URL, rule].concat()
}

/// A place in a text, and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said, in lower case; may be empty.
    pub text: Words,
}

/// A remark below a finding: a name such as `help` or `why`, and a sentence in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of remark it is.
    pub name: &'static str,
    /// The remark.
    pub text: Words,
    /// The place it is about, where that is another one.
    pub span: Option<Span>,
}

/// A request that shows what a finding is about, and what comes out for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The request, as a JSON object.
    pub request: String,
    /// What the template renders for it.
    pub output: String,
}

/// Something to be said about a text: what is wrong, where, why and what to do.
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
    /// How bad it is.
    pub severity: Severity,
    /// The name of the rule that found it, if a rule did.
    pub rule: Option<&'static str>,
    /// What is wrong: lower case, no full stop, code in backticks.
    pub message: Words,
    /// Where; its text may be empty.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// A request that shows it, where the analysis has found one. Several findings may share one.
    pub witness: Option<Arc<Witness>>,
    /// The remedy, where there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(message: impl Into<Words>, span: Span) -> Self {
        Self::new(Severity::Error, message, span)
    }

    /// A finding at a place.
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

    /// The same finding with words at its own place.
    #[must_use]
    pub fn with_primary(mut self, text: impl Into<Words>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// The same finding with a request that shows it.
    #[must_use]
    pub fn with_witness(mut self, witness: Witness) -> Self {
        self.witness = Some(Arc::new(witness));
        self
    }

    /// The same finding with a remedy.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The same finding with another place that matters.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<Words>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// The same finding with a remark.
    #[must_use]
    pub fn with_note(mut self, name: &'static str, text: impl Into<Words>) -> Self {
        self.notes.push(Note { name, text: text.into(), span: None });
        self
    }

    /// The same finding with a remark about another place.
    #[must_use]
    pub fn with_note_at(mut self, name: &'static str, text: impl Into<Words>, span: Span) -> Self {
        self.notes.push(Note { name, text: text.into(), span: Some(span) });
        self
    }
}
