//! How many elements a list of the payload has.

use super::{Choice, Fork, ROUNDS, Run};
use crate::model::RequestModel;
use crate::output::facts::Shape;
use crate::output::source::Source;
use crate::output::value::Value;

impl Run<'_> {
    /// What `size()` gives of a value of the payload: nothing, if the value is missing.
    pub(super) fn size_asked(&mut self, source: &Source) -> Value {
        let added = self.added.get(source).map_or(0, Vec::len) as i64;
        match self.size_sent(source) {
            Value::Number(count) => Value::Number(count + added),
            other => other,
        }
    }

    /// What it gives for what was sent.
    fn size_sent(&mut self, source: &Source) -> Value {
        let can_miss = *source != Source::payload()
            && !self.facts.present.contains(source)
            && self.facts.missing(source).is_some();
        match self.facts.shape(source) {
            None => {
                let options = ROUNDS.len() + usize::from(can_miss);
                let count = self.size_of(source, options);
                if self.choices.last().is_some_and(Choice::is_missing) {
                    self.facts.make_missing(source);
                    return Value::Nothing;
                }
                self.facts.present.insert(source.clone());
                Value::Number(count as i64)
            }
            // A loop over it has found nothing.
            Some(Shape::List(0)) if can_miss => {
                if self.fork == Fork::Value {
                    self.fork = Fork::Missing;
                }
                if self.choose(2) == 1 {
                    self.facts.shapes.remove(source);
                    self.facts.make_missing(source);
                    return Value::Nothing;
                }
                self.facts.present.insert(source.clone());
                Value::Number(0)
            }
            Some(Shape::List(count) | Shape::Object(count)) => Value::Number(count as i64),
            Some(_) => Value::Nothing,
        }
    }

    /// Whether a list in which a loop has found nothing is missing.
    pub(super) fn is_chosen_missing(&mut self, source: &Source) -> bool {
        matches!(self.size_sent(source), Value::Nothing)
    }

    /// The size of a list of the payload, which is settled by it.
    pub(super) fn size(&mut self, source: &Source) -> usize {
        self.size_of(source, ROUNDS.len())
    }

    fn size_of(&mut self, source: &Source, options: usize) -> usize {
        if let Some(shape) = self.facts.shape(source) {
            return match shape {
                Shape::List(count) | Shape::Object(count) => count,
                _ => 0,
            };
        }
        // What the template asks of single elements is there.
        let least = (0..4)
            .filter(|index| source.index(*index).is_some_and(|element| self.facts.is_asked_for(&element)))
            .count();
        let count = self.choose_size(options).max(least);
        let is_object =
            self.facts.objects.contains(source) || self.facts.model_says(source, RequestModel::is_object);
        let shape = if is_object { Shape::Object(count) } else { Shape::List(count) };
        self.facts.shapes.insert(source.clone(), shape);
        count
    }
}
