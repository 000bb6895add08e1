//! What comes into a definition from elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use vtlkit_api::Unresolved;
use vtlkit_text::Span;

/// A value that a definition takes from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Fill {
    /// What it is called there: `Table`, `Role.Arn`.
    pub(crate) name: String,
    /// The place that names it.
    pub(crate) span: Span,
    /// Whether it is known or has a stand-in; otherwise texts have a placeholder.
    pub(crate) is_known: bool,
}

/// All values that a definition takes from elsewhere, by their places.
#[derive(Debug, Default)]
pub(crate) struct Fills(BTreeMap<Span, Fill>);

impl Fills {
    pub(crate) fn add(&mut self, fill: Fill) {
        self.0.entry(fill.span).or_insert(fill);
    }

    /// What is called so at a place.
    pub(crate) fn name(&self, span: Span) -> Option<&str> {
        self.0.get(&span).map(|fill| fill.name.as_str())
    }

    /// What is unknown as a whole at a place.
    pub(crate) fn open_name(&self, span: Span) -> Option<&str> {
        self.0.get(&span).filter(|fill| !fill.is_known).map(|fill| fill.name.as_str())
    }

    /// Whether something at a place is unknown.
    pub(crate) fn is_open(&self, place: Span) -> bool {
        let within =
            self.0.range(Span::at(place.start())..).take_while(|(span, _)| span.start() < place.end());
        within.into_iter().any(|(_, fill)| !fill.is_known)
    }

    /// What stays unknown, by place.
    pub(crate) fn unresolved(&self) -> Arc<[Unresolved]> {
        let open = self.0.values().filter(|fill| !fill.is_known);
        open.map(|fill| Unresolved { name: fill.name.clone(), span: fill.span }).collect()
    }
}

/// What stands in a text for a value that is unknown.
pub(crate) fn placeholder(name: &str) -> String {
    format!("<{name}>")
}
