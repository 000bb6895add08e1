//! A fast path with the `jsonschema` crate: it decides whether a body is valid.
//!
//! Most bodies are valid, and then there are no messages. A compiled model is converted to a schema for `jsonschema`,
//! with references resolved and annotations dropped. Rules on which the two validators would differ (numbers, `enum`,
//! patterns, formats) are custom keywords implemented by this crate. Where the validator could throw, where warnings
//! are requested, or if `jsonschema` rejects the body, the walk of this crate decides: only it has the messages and
//! their order.

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

/// Maximum recursion depth: the depth of the body times the nesting of schemas for the same value.
const MAX_RECURSION: usize = 512;

/// A model as a `jsonschema` validator.
#[derive(Debug)]
pub(crate) struct Fast {
    validator: jsonschema::Validator<Arena>,
    rules: Rules,
    /// The nesting of schemas for the same value.
    same_value: usize,
    /// Maximum nesting of a body, so that the number of visits stays bounded.
    deepest: usize,
    /// Whether the walk never has warnings about a valid body.
    silent: bool,
}

impl Fast {
    /// Builds the validator; `None` for a model on which the two could differ.
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

    /// Whether a body is certainly valid. `false` means that the walk has to decide.
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

    /// Whether a valid body never has warnings.
    pub(crate) const fn silent(&self) -> bool {
        self.silent
    }
}
