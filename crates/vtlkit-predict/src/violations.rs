//! Violations: what is wrong with the output of a template.

use std::collections::HashSet;

use vtlkit_text::{Diagnostic, Span};

/// What is wrong with an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViolationKind {
    /// A value that is not escaped can end the JSON string around it.
    UnescapedInString,
    /// `escapeJavaScript` writes an apostrophe as `\'`, which is invalid in JSON.
    EscapeSingleQuote,
    /// The JSON text of a value inside quotes.
    QuotedJson,
    /// An object or a list, printed as Java prints it.
    MapInOutput,
    /// A missing value leaves the place of a JSON value empty.
    EmptyValue,
    /// A loop prints too many or too few commas.
    LoopSeparator,
    /// A comma is on the wrong side of a condition.
    ConditionalComma,
    /// The output is invalid JSON for another reason.
    OutputNotJson,
    /// The output of a mock integration has no usable `statusCode`.
    MockStatus,
    /// A value in a form body is not URL-encoded.
    UnencodedForm,
    /// White space around the output of a form.
    OutputWhitespace,
    /// All headers of the request are forwarded.
    HeaderDump,
    /// The client controls which resource the request is about.
    InjectedTarget,
    /// The template reads what the model does not declare.
    ReadsUnmodelled,
    /// A decoder throws for text that the client can send.
    DecodeThrows,
    /// A value is not escaped in XML.
    UnescapedInXml,
    /// A number with a fraction, which the model allows, is printed and may lose digits.
    FloatLoss,
    /// A bound of the analysis was reached.
    NotAnalysed,
    /// The render fails for another reason.
    RenderFails,
}

impl ViolationKind {
    /// Whether it makes the output invalid JSON.
    pub(crate) fn is_of_json(self) -> bool {
        !matches!(
            self,
            Self::OutputWhitespace
                | Self::HeaderDump
                | Self::InjectedTarget
                | Self::ReadsUnmodelled
                | Self::DecodeThrows
                | Self::RenderFails
                | Self::UnescapedInXml
                | Self::NotAnalysed
                | Self::FloatLoss
        )
    }
}

/// Something wrong with the output, confirmed by a render: its finding has the counterexample as witness.
#[derive(Debug)]
pub struct Violation {
    /// What is wrong.
    pub kind: ViolationKind,
    /// Where, why, what to do, and the counterexample.
    pub finding: Diagnostic,
}

/// The violations found, each kind once per span.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    list: Vec<Violation>,
    known: HashSet<(ViolationKind, Span)>,
    places: HashSet<Span>,
    kinds: HashSet<ViolationKind>,
}

impl Violations {
    /// Whether a violation is recorded.
    pub(crate) fn has(&self, kind: ViolationKind, span: Span) -> bool {
        self.known.contains(&(kind, span))
    }

    /// Whether anything is recorded at a span.
    pub(crate) fn has_any_at(&self, span: Span) -> bool {
        self.places.contains(&span)
    }

    /// Whether a violation of a kind is recorded.
    pub(crate) fn has_any_of(&self, kind: ViolationKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether a violation is recorded that makes the output invalid JSON.
    pub(crate) fn has_any_of_json(&self) -> bool {
        self.kinds.iter().any(|kind| kind.is_of_json())
    }

    /// Records a violation.
    pub(crate) fn add(&mut self, kind: ViolationKind, finding: Diagnostic) {
        let span = finding.primary.span;
        if self.known.insert((kind, span)) {
            self.places.insert(span);
            self.kinds.insert(kind);
            self.list.push(Violation { kind, finding });
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.list.iter()
    }

    pub(crate) fn into_list(self) -> Vec<Violation> {
        self.list
    }
}
