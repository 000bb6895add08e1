//! What is changed in a request to show a fault.

use std::collections::BTreeMap;

use super::facts::{Facts, Shape};
use super::source::{Part, Source};

/// A difference to what is known of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) shapes: Vec<(Source, Shape)>,
    /// A place that is asked for besides.
    pub(crate) touched: Option<Source>,
    /// Whether there is a parameter more in each part.
    pub(crate) parts: bool,
    pub(crate) body: Option<String>,
}

impl Change {
    /// A source that is something else.
    pub(crate) fn of(source: Source, shape: Shape) -> Self {
        Self { shapes: vec![(source, shape)], ..Self::default() }
    }

    /// Makes the change.
    pub(crate) fn apply(&self, facts: &mut Facts) {
        facts.shapes.extend(self.shapes.iter().cloned());
        facts.touched.extend(self.touched.clone());
        if self.parts {
            facts.parts.extend([Part::Query, Part::Header, Part::Path].map(|part| (part, 1)));
        }
        if let Some(body) = &self.body {
            facts.body = Some(body.clone());
        }
    }
}

/// Changes that can be made in one request.
#[derive(Debug, Default)]
pub(crate) struct Together {
    shapes: BTreeMap<Source, Shape>,
    body: bool,
    /// Whether there is a parameter more in each part.
    parts: bool,
    is_empty: bool,
}

impl Together {
    /// No changes yet.
    pub(crate) fn new() -> Self {
        Self { is_empty: true, ..Self::default() }
    }

    /// Adds a change, if it goes with the others. Whether it does is given.
    pub(crate) fn add(&mut self, change: &Change) -> bool {
        let is_alone = |(source, shape): &(Source, Shape)| match self.shapes.get(source) {
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
