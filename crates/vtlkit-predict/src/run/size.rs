//! Sizes of lists of the payload.

use super::{BranchPoint, Decision, ROUNDS, Run};
use crate::constraints::Shape;
use crate::model::RequestModel;
use crate::origin::Origin;
use crate::value::Value;

impl Run<'_> {
    /// The result of `size()` for a value of the payload: none if the value is missing.
    pub(super) fn size_asked(&mut self, source: &Origin) -> Value {
        let added = self.added.get(source).map_or(0, Vec::len) as i64;
        match self.size_sent(source) {
            Value::Number(count) => Value::Number(count + added),
            other => other,
        }
    }

    /// The result for a value as it was sent.
    fn size_sent(&mut self, source: &Origin) -> Value {
        let can_miss = *source != Origin::payload()
            && !self.constraints.present.contains(source)
            && self.constraints.missing(source).is_some();
        match self.constraints.shape(source) {
            None => {
                let options = ROUNDS.len() + usize::from(can_miss);
                let count = self.size_of(source, options);
                if self.decisions.last().is_some_and(Decision::is_missing) {
                    self.constraints.make_missing(source);
                    return Value::Nothing;
                }
                self.constraints.present.insert(source.clone());
                Value::Number(count as i64)
            }
            // A loop over it had no iteration.
            Some(Shape::List(0)) if can_miss => {
                if self.branch_point == BranchPoint::Value {
                    self.branch_point = BranchPoint::Missing;
                }
                if self.choose(2) == 1 {
                    self.constraints.shapes.remove(source);
                    self.constraints.make_missing(source);
                    return Value::Nothing;
                }
                self.constraints.present.insert(source.clone());
                Value::Number(0)
            }
            Some(Shape::List(count) | Shape::Object(count)) => Value::Number(count as i64),
            Some(_) => Value::Nothing,
        }
    }

    /// Whether a list over which a loop had no iteration is missing.
    pub(super) fn is_chosen_missing(&mut self, source: &Origin) -> bool {
        matches!(self.size_sent(source), Value::Nothing)
    }

    /// The size of a list of the payload, which is decided here.
    pub(super) fn size(&mut self, source: &Origin) -> usize {
        self.size_of(source, ROUNDS.len())
    }

    fn size_of(&mut self, source: &Origin, options: usize) -> usize {
        if let Some(shape) = self.constraints.shape(source) {
            return match shape {
                Shape::List(count) | Shape::Object(count) => count,
                _ => 0,
            };
        }
        // Elements that the template reads are present.
        let least = (0..4)
            .filter(|index| {
                source.index(*index).is_some_and(|element| self.constraints.is_asked_for(&element))
            })
            .count();
        let count = self.branch_on_size(options).max(least);
        let is_object = self.constraints.objects.contains(source)
            || self.constraints.model_says(source, RequestModel::is_object);
        let shape = if is_object { Shape::Object(count) } else { Shape::List(count) };
        self.constraints.shapes.insert(source.clone(), shape);
        count
    }
}
