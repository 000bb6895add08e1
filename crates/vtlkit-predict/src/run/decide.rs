//! Conditions without a closed form: evaluated for the current request, or for one made for the other outcome.

use super::{Halt, Lost, Run};
use crate::condition::Test;
use crate::origin::Origin;
use crate::print::View;
use crate::unknown::Reason;

/// The most conditions of one run for which both outcomes are tried.
pub(super) const MOST_SEARCHES: usize = 400;

/// The most conditions on one value: each value tried has to satisfy all of them.
const MOST_CONDITIONS: usize = 32;

impl Run<'_> {
    /// Whether the budget allows a search for the other outcome.
    fn has_time_for(&mut self, sources: &[Origin]) -> bool {
        if sources.is_empty() {
            return true;
        }
        let left = self.searches.checked_sub(1);
        self.searches = left.unwrap_or_default();
        let count = |source| self.constraints.conditions.get(source).map_or(0, Vec::len);
        left.is_some() && sources.iter().all(|source| count(source) < MOST_CONDITIONS)
    }

    /// The outcome of a condition: for the current request, or the other one if some request has it and it was
    /// chosen.
    pub(super) fn decide(&mut self, test: Test, detail: &str) -> Result<bool, Halt> {
        if test.reads_body() {
            return self.decide_on_body(&test, detail);
        }
        let sources = test.sources().ok_or_else(|| Halt::lost(Reason::Condition, detail))?;
        let natural = View::with(&self.constraints, &[]).holds(&test);
        let holds = natural.ok_or_else(|| Halt::lost(Reason::Condition, detail))?;
        if !self.has_time_for(&sources) {
            self.note(Lost { reason: Reason::Condition, detail: "many".into() }, self.place);
            return Ok(holds);
        }
        let Some(changes) = self.constraints.otherwise(&test, &sources, holds) else {
            let is_open =
                |source: &Origin| self.constraints.is_open(source) && source.is_plain_attribute().is_none();
            // The other outcome may need a value that belongs to another path.
            if sources.iter().any(is_open) && !self.constraints.has_other_way(&test, &sources, holds) {
                self.note(Lost { reason: Reason::Condition, detail: "one path".into() }, self.place);
            }
            self.constraints.keep(test, holds, &sources);
            return Ok(holds);
        };
        let is_otherwise = self.choose(2) == 1;
        if is_otherwise {
            self.constraints.change(changes);
        }
        self.constraints.keep(test, holds != is_otherwise, &sources);
        Ok(holds != is_otherwise)
    }

    /// The outcome of a condition on the text of the payload. Values that are read later become members of the payload
    /// too, so its outcome may change: then the engine does not confirm what is found on this path.
    fn decide_on_body(&mut self, test: &Test, detail: &str) -> Result<bool, Halt> {
        let holds = View::of(&self.constraints).holds(test);
        let holds = holds.ok_or_else(|| Halt::lost(Reason::Condition, detail))?;
        let other = self.has_time_for(&[Origin::payload()]).then(|| {
            let bodies = self.constraints.other_bodies(test);
            bodies.into_iter().find(|other| View::of(other).holds(test) == Some(!holds))
        });
        let Some(other) = other.flatten() else {
            self.note(Lost { reason: Reason::Condition, detail: "one path".into() }, self.place);
            return Ok(holds);
        };
        let is_otherwise = self.choose(2) == 1;
        if is_otherwise {
            self.constraints = other;
        }
        Ok(holds != is_otherwise)
    }
}
