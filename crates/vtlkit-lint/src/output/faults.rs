//! What was found in a template's output.

use std::collections::HashSet;

use vtlkit_text::{Diagnostic, Span};

use super::{Fault, FaultKind};

/// The faults that were found, each kind once at a place.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    known: HashSet<(FaultKind, Span)>,
    places: HashSet<Span>,
    kinds: HashSet<FaultKind>,
}

impl Faults {
    /// Whether a fault is known.
    pub(crate) fn has(&self, kind: FaultKind, span: Span) -> bool {
        self.known.contains(&(kind, span))
    }

    /// Whether anything was found at a place.
    pub(crate) fn has_any_at(&self, span: Span) -> bool {
        self.places.contains(&span)
    }

    /// Whether a fault of a kind is known.
    pub(crate) fn has_any_of(&self, kind: FaultKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether something was found that keeps the output from being JSON.
    pub(crate) fn has_any_of_json(&self) -> bool {
        self.kinds.iter().any(|kind| kind.is_of_json())
    }

    /// Adds a fault that is not known yet.
    pub(crate) fn add(&mut self, kind: FaultKind, finding: Diagnostic) {
        let span = finding.primary.span;
        if self.known.insert((kind, span)) {
            self.places.insert(span);
            self.kinds.insert(kind);
            self.list.push(Fault { kind, finding });
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }

    pub(crate) fn into_list(self) -> Vec<Fault> {
        self.list
    }
}
