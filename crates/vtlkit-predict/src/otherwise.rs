//! Solves conditions without a closed form: requests for which one condition has another outcome.

use std::rc::Rc;

use serde_json::Value as Json;

use super::condition::{Condition, Test};
use super::constraints::{Constraints, Shape};
use super::origin::{Origin, Step};
use super::print::View;

/// The longest text of a member that makes a payload as long as a condition needs it.
const LONGEST_MEMBER: u64 = 1_000;

/// Replaced values; `None` is missing.
pub(super) type Changes = Vec<(Origin, Option<Json>)>;

impl Constraints {
    /// Whether the conditions on a value keep their outcome if it is replaced.
    pub(super) fn turns_out(&self, source: &Origin, value: Option<&Json>) -> bool {
        let Some(conditions) = self.conditions.get(source) else { return true };
        let view = View::with(self, &[(source.clone(), value.cloned())]);
        conditions.iter().all(|it| view.holds(&it.test) == Some(it.holds))
    }

    /// Whether a value is constrained by conditions only.
    pub(super) fn is_open(&self, source: &Origin) -> bool {
        self.shape(source).is_none()
            && !self.is_container(source)
            && !matches!(source, Origin::Name(_) | Origin::Field { is_name: true, .. })
    }

    /// Whether a value is possible, apart from the conditions.
    fn can_be(&self, source: &Origin, value: Option<&Json>) -> bool {
        let is_present = self.present.contains(source);
        match value {
            _ if source.is_plain_attribute().is_some() => {
                let above = source.attribute();
                let is_present = is_present || above.is_some_and(|above| self.present.contains(&above));
                value.is_none() && !is_present && self.missing(source).is_some()
            }
            None => !is_present && self.missing(source).is_some() && !self.kept.contains(source),
            Some(value) => {
                let is_empty = value.as_str() == Some("");
                let may_be_empty = !is_present && !self.is_in_path(source);
                (may_be_empty || !is_empty)
                    && (value.is_string()
                        || matches!(source, Origin::Body(path) if !path.contains(&Step::Parse)))
                    && (value.is_string() || !self.texts.contains(source) && !self.needs.contains_key(source))
                    && !self.is_excluded(source, value)
                    && self.model.as_ref().is_none_or(|model| model.allows(source, value))
            }
        }
    }

    /// Values for which a condition has the other outcome, while all others keep theirs.
    pub(super) fn otherwise(&self, test: &Test, sources: &[Origin], holds: bool) -> Option<Changes> {
        self.search(test, sources, holds, false)
    }

    /// The same constraints with other payloads, which may change the outcome of a condition on its text: with a member
    /// more, which contains the strings of the condition or is as long as its numbers, or an array.
    pub(super) fn other_bodies(&self, test: &Test) -> Vec<Self> {
        let payload = Origin::payload();
        let members = match self.shape(&payload) {
            _ if self.model.is_some() || self.body.is_some() => return Vec::new(),
            None => 0,
            Some(Shape::Object(members)) => members,
            Some(_) => return Vec::new(),
        };
        let with = |shape: Shape, text: Option<String>| {
            let mut other = self.clone();
            if let Some((member, text)) = payload.key(&format!("k{members}")).zip(text) {
                other.shapes.insert(member, Shape::Text(text));
            }
            other.shapes.insert(payload.clone(), shape);
            other
        };
        let member = |candidate: Option<Json>| match candidate? {
            Json::String(text) => Some(text),
            Json::Number(length) => {
                length.as_u64().filter(|length| *length <= LONGEST_MEMBER).map(|it| "x".repeat(it as usize))
            }
            _ => None,
        };
        let object = || Shape::Object(members + 1);
        let texts = test.candidates().into_iter().filter_map(member);
        let objects = [with(object(), None)].into_iter().chain(texts.map(|text| with(object(), Some(text))));
        let lists = [Shape::List(1), Shape::List(0)].into_iter().filter(|_| members == 0);
        objects.chain(lists.map(|list| with(list, None))).collect()
    }

    /// Whether some values give a condition the other outcome, compatible with this path or not.
    pub(super) fn has_other_way(&self, test: &Test, sources: &[Origin], holds: bool) -> bool {
        self.search(test, sources, holds, true).is_some()
    }

    fn search(&self, test: &Test, sources: &[Origin], holds: bool, is_free: bool) -> Option<Changes> {
        let candidates = test.candidates();
        let open = |source: &&Origin| self.is_open(source);
        for alone in [true, false] {
            for source in sources.iter().filter(open) {
                let others = sources.iter().filter(|other| !alone && *other != source).filter(open);
                let others: Vec<(Origin, Option<Json>)> = others
                    .filter(|other| self.can_be(other, None))
                    .map(|other| (other.clone(), None))
                    .collect();
                if others.is_empty() != alone {
                    continue;
                }
                for candidate in &candidates {
                    let candidate = match candidate {
                        Some(Json::String(text)) => Some(self.made_fit(source, text).into()),
                        other => other.clone(),
                    };
                    if !is_free && !self.can_be(source, candidate.as_ref()) {
                        continue;
                    }
                    let changes = [vec![(source.clone(), candidate)], others.clone()].concat();
                    let turns = || View::with(self, &changes).holds(test) == Some(!holds);
                    if is_free && turns() || !is_free && self.turn_out(&changes, test, !holds) {
                        return Some(changes);
                    }
                }
            }
        }
        None
    }

    /// Whether a condition has the given outcome for some values, while the other conditions on them keep theirs.
    fn turn_out(&self, changes: &Changes, test: &Test, holds: bool) -> bool {
        let view = View::with(self, changes);
        view.holds(test) == Some(holds)
            && changes.iter().all(|(source, _)| {
                let known = self.conditions.get(source).map(Vec::as_slice).unwrap_or_default();
                known.iter().all(|it| view.holds(&it.test) == Some(it.holds))
            })
    }

    /// Applies the values found for a condition.
    pub(super) fn change(&mut self, changes: Changes) {
        for (source, value) in changes {
            match value {
                Some(value) => {
                    self.samples.insert(source, value);
                }
                None => {
                    let lost = source.attribute().unwrap_or_else(|| source.clone());
                    self.make_missing(&lost);
                }
            }
        }
    }

    /// Records a condition, its outcome, and the values for which it has this outcome.
    pub(super) fn keep(&mut self, test: Test, holds: bool, sources: &[Origin]) {
        let condition = Rc::new(Condition { test, holds });
        for source in sources.iter().filter(|source| !matches!(source, Origin::Name(_))) {
            self.touched.insert(source.clone());
            if !self.is_open(source) {
                continue;
            }
            let view = View::with(self, &[(source.clone(), None)]);
            if view.holds(&condition.test) != Some(holds) {
                self.present.insert(source.clone());
            }
            self.conditions.entry(source.clone()).or_default().push(Rc::clone(&condition));
            if source.is_plain_attribute().is_none()
                && !self.needs.contains_key(source)
                && let Some(value) = self.leaf(source)
            {
                self.samples.entry(source.clone()).or_insert(value);
            }
        }
    }

    /// Makes a value with conditions a number, or a string of digits, if its conditions allow that.
    pub(super) fn make_number(&mut self, source: &Origin, as_text: bool) {
        let is_number = |value: &Json| match value {
            Json::Number(_) => true,
            Json::String(text) => text.parse::<serde_json::Number>().is_ok(),
            _ => false,
        };
        if self.leaf(source).as_ref().is_none_or(is_number) {
            return;
        }
        let conditions = self.conditions.get(source).map(Vec::as_slice).unwrap_or_default();
        let candidates = conditions.iter().flat_map(|it| it.test.candidates()).flatten();
        let first = if as_text { "1".into() } else { 1.into() };
        let found = std::iter::once(first).chain(candidates).filter(is_number).find(|value: &Json| {
            (value.is_string() || !as_text)
                && self.can_be(source, Some(value))
                && self.turns_out(source, Some(value))
        });
        if let Some(found) = found {
            self.samples.insert(source.clone(), found);
        }
    }
}
