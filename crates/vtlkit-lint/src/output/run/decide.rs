//! Conditions without a closed form: decided by the request as it is, or by one that is made for the other way.

use super::{Halt, Lost, Run};
use crate::output::condition::Test;
use crate::output::print::View;
use crate::output::source::Source;
use crate::output::unknown::Reason;

/// How many conditions of one run are tried both ways.
pub(super) const MOST_SEARCHES: usize = 400;

/// How many conditions one value may have: each value that is tried has to go with all of them.
const MOST_CONDITIONS: usize = 32;

impl Run<'_> {
    /// Whether there is time to look for values with which a condition turns out otherwise.
    fn has_time_for(&mut self, sources: &[Source]) -> bool {
        if sources.is_empty() {
            return true;
        }
        let left = self.searches.checked_sub(1);
        self.searches = left.unwrap_or_default();
        let count = |source| self.facts.conditions.get(source).map_or(0, Vec::len);
        left.is_some() && sources.iter().all(|source| count(source) < MOST_CONDITIONS)
    }

    /// Whether a condition holds: for the request as it is, or chosen to turn out otherwise, if some request does.
    pub(super) fn decide(&mut self, test: Test, detail: &str) -> Result<bool, Halt> {
        let sources = test.sources().ok_or_else(|| Halt::lost(Reason::Condition, detail))?;
        let natural = View::with(&self.facts, &[]).holds(&test);
        let holds = natural.ok_or_else(|| Halt::lost(Reason::Condition, detail))?;
        if !self.has_time_for(&sources) {
            self.note(Lost { reason: Reason::Condition, detail: "many".into() }, self.place);
            return Ok(holds);
        }
        let Some(changes) = self.facts.otherwise(&test, &sources, holds) else {
            let is_open =
                |source: &Source| self.facts.is_open(source) && source.is_plain_attribute().is_none();
            // A value with which it turns out otherwise may be on another way.
            if sources.iter().any(is_open) && !self.facts.has_other_way(&test, &sources, holds) {
                self.note(Lost { reason: Reason::Condition, detail: "one way".into() }, self.place);
            }
            self.facts.keep(test, holds, &sources);
            return Ok(holds);
        };
        let is_otherwise = self.choose(2) == 1;
        if is_otherwise {
            self.facts.change(changes);
        }
        self.facts.keep(test, holds != is_otherwise, &sources);
        Ok(holds != is_otherwise)
    }
}
