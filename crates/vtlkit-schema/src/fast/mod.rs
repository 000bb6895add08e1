//! The `jsonschema` crate underneath: it decides whether a body is valid.
//!
//! Most bodies are, and then there is nothing to say. A compiled model is handed to `jsonschema` as a schema of its
//! own, with references resolved and annotations gone. What the two would judge differently (numbers, `enum`,
//! patterns, formats) is a keyword of this crate in it. Where the validator could throw, where warnings are asked
//! for, or when `jsonschema` says no, the walk decides: it alone has the words and their order.

mod emit;
mod graph;
mod json;
mod rules;
mod visits;

use std::sync::Arc;

use crate::json::Document;
use crate::schema::Schemas;

use json::Arena;
use rules::Rules;

/// The most levels of recursion a body may cause: its own depth times that of schemas for one value.
const MAX_RECURSION: usize = 512;

/// A model as a `jsonschema` validator.
#[derive(Debug)]
pub(crate) struct Fast {
    validator: jsonschema::Validator<Arena>,
    rules: Rules,
    /// How deep schemas nest for one and the same value.
    same_value: usize,
    /// How deep a body may nest so that it takes no longer than it should.
    deepest: usize,
    /// Whether the walk has no warning to report of a valid body.
    silent: bool,
}

impl Fast {
    /// Builds the validator; nothing for a model on which the two could disagree.
    pub(crate) fn build(schemas: &Arc<Schemas>) -> Option<Self> {
        let shape = graph::shape(schemas)?;
        let schema = emit::emit(schemas, &shape)?;
        let rules = Rules::new(schemas);
        let validator = jsonschema::options_for::<Arena>()
            .with_draft(jsonschema::Draft::Draft4)
            .should_validate_formats(false)
            .offline()
            .with_keyword(emit::RULES, rules.factory())
            .build(&schema)
            .ok()?;
        Some(Self {
            validator,
            rules,
            same_value: shape.same_value,
            deepest: shape.deepest,
            silent: shape.silent,
        })
    }

    /// Whether a body is surely valid; if not, it may still be.
    pub(crate) fn accepts(&self, body: &Document<'_>) -> bool {
        let depth = body.depth();
        if body.has_infinity()
            || body.has_coded()
            || depth > self.deepest
            || (depth + 1) * self.same_value > MAX_RECURSION
        {
            return false;
        }
        let unfinished = self.rules.unfinished();
        self.validator.is_valid(body.root()) && self.rules.unfinished() == unfinished
    }

    /// Whether a valid body is valid without a warning.
    pub(crate) const fn silent(&self) -> bool {
        self.silent
    }
}
