//! Changes to a request that make a violation visible.

use std::collections::BTreeMap;

use super::constraints::{Constraints, Shape};
use super::origin::{Origin, Part};

/// A difference from the path constraints.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) shapes: Vec<(Origin, Shape)>,
    /// A value that the request has in addition.
    pub(crate) touched: Option<Origin>,
    /// Whether each part has one more parameter.
    pub(crate) parts: bool,
    pub(crate) body: Option<String>,
}

impl Change {
    /// A change that gives a value another shape.
    pub(crate) fn of(source: Origin, shape: Shape) -> Self {
        Self { shapes: vec![(source, shape)], ..Self::default() }
    }

    /// Applies the change.
    pub(crate) fn apply(&self, constraints: &mut Constraints) {
        constraints.shapes.extend(self.shapes.iter().cloned());
        constraints.touched.extend(self.touched.clone());
        if self.parts {
            constraints.parts.extend([Part::Query, Part::Header, Part::Path].map(|part| (part, 1)));
        }
        if let Some(body) = &self.body {
            constraints.body = Some(body.clone());
        }
    }
}

/// Changes that fit into one request.
#[derive(Debug, Default)]
pub(crate) struct Together {
    shapes: BTreeMap<Origin, Shape>,
    body: bool,
    /// Whether each part has one more parameter.
    parts: bool,
    is_empty: bool,
}

impl Together {
    /// An empty set.
    pub(crate) fn new() -> Self {
        Self { is_empty: true, ..Self::default() }
    }

    /// Adds a change if it is compatible with the others. Returns whether it was added.
    pub(crate) fn add(&mut self, change: &Change) -> bool {
        let is_alone = |(source, shape): &(Origin, Shape)| match self.shapes.get(source) {
            Some(known) => known == shape,
            None => {
                let next = self.shapes.range(source..).next();
                !source.above().any(|above| self.shapes.contains_key(&above))
                    && !next.is_some_and(|(next, _)| source.holds(next))
            }
        };
        let goes = self.is_empty
            || !self.body
                && change.body.is_none()
                && self.parts == change.parts
                && change.shapes.iter().all(is_alone);
        if goes {
            self.shapes.extend(change.shapes.iter().cloned());
            self.body |= change.body.is_some();
            self.parts |= change.parts;
            self.is_empty = false;
        }
        goes
    }
}
