//! Values that a definition takes from outside.

use std::collections::BTreeMap;
use std::sync::Arc;

use vtlkit_api::Unresolved;
use vtlkit_text::Span;

/// A value that a definition takes from outside.
#[derive(Clone, Debug)]
pub(crate) struct Fill {
    /// Its name there: `Table`, `Role.Arn`.
    pub(crate) name: String,
    /// The span that refers to it.
    pub(crate) span: Span,
    /// Whether it has a value or a stand-in; otherwise strings contain a placeholder.
    pub(crate) is_known: bool,
}

/// All values that a definition takes from outside, by span.
#[derive(Debug, Default)]
pub(crate) struct Fills(BTreeMap<Span, Fill>);

impl Fills {
    pub(crate) fn add(&mut self, fill: Fill) {
        self.0.entry(fill.span).or_insert(fill);
    }

    /// The name of the value at a span.
    pub(crate) fn name(&self, span: Span) -> Option<&str> {
        self.0.get(&span).map(|fill| fill.name.as_str())
    }

    /// The name of the value at a span if it is unknown.
    pub(crate) fn open_name(&self, span: Span) -> Option<&str> {
        self.0.get(&span).filter(|fill| !fill.is_known).map(|fill| fill.name.as_str())
    }

    /// Whether a span contains an unknown value.
    pub(crate) fn is_open(&self, place: Span) -> bool {
        let within =
            self.0.range(Span::at(place.start())..).take_while(|(span, _)| span.start() < place.end());
        within.into_iter().any(|(_, fill)| !fill.is_known)
    }

    /// The values that remain unknown, by span.
    pub(crate) fn unresolved(&self) -> Arc<[Unresolved]> {
        let open = self.0.values().filter(|fill| !fill.is_known);
        open.map(|fill| Unresolved { name: fill.name.clone(), span: fill.span }).collect()
    }
}

/// The text that replaces an unknown value in a string.
pub(crate) fn placeholder(name: &str) -> String {
    format!("<{name}>")
}
