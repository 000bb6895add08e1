//! Conditions that have no closed form: they are kept as they are written, and a request decides them.
//!
//! Which values make one turn out the other way is found by trying: constants that it compares with, texts that its
//! regular expressions match, numbers next to its numbers, and nothing at all.

use serde_json::Value as Json;
use vtlkit_syntax::ast::Operator;

use super::calculation::Computed;
use super::facts::Facts;
use super::function::{Function, Gives};
use super::print::{ANYTHING, DEEPEST, View};
use super::source::{Source, Step};
use super::value::Value;
use crate::model::texts_of_pattern;

/// A condition, and how it turns out on a way.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) test: Test,
    pub(crate) holds: bool,
}

/// What a condition asks.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// Whether a value is true.
    Truth(Value),
    /// Whether two values compare so.
    Compare(Value, Operator, Value),
}

/// What a value is for a condition.
enum Known {
    Nothing,
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Known {
    /// The value as text; `None` for numbers that are not whole.
    fn text(&self) -> Option<String> {
        Some(match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) if number.fract() == 0.0 => (*number as i64).to_string(),
            Self::Number(_) => return None,
            Self::Bool(value) => value.to_string(),
        })
    }
}

/// How many values a condition may depend on.
const MOST_SOURCES: usize = 6;

/// How many values are looked at in one condition.
const MOST_VALUES: usize = 200;

/// How many candidates of its own a condition has for one value.
const MOST_CANDIDATES: usize = 24;

/// The largest number that is compared.
const LARGEST: i64 = 1 << 52;

impl Test {
    fn values(&self) -> Vec<&Value> {
        match self {
            Self::Truth(value) => vec![value],
            Self::Compare(left, _, right) => vec![left, right],
        }
    }

    /// All that the values are made of, up to a bound; `None` beyond it.
    fn parts(&self) -> Option<Vec<&Value>> {
        let (mut open, mut out) = (self.values(), Vec::new());
        while let Some(value) = open.pop() {
            if out.len() >= MOST_VALUES {
                return None;
            }
            out.push(value);
            match value {
                Value::Concat(parts) => open.extend(parts.iter()),
                Value::Calculated(calculation) => open.extend(calculation.parts()),
                Value::Made { inner, given, .. } => {
                    open.push(inner);
                    open.extend(given.iter());
                }
                Value::Escaped { inner, .. } => open.push(inner),
                _ => {}
            }
        }
        Some(out)
    }

    /// The values of the request that it depends on; `None` where they are too many, or other than single values.
    pub(super) fn sources(&self) -> Option<Vec<Source>> {
        let mut out: Vec<Source> = Vec::new();
        for part in self.parts()? {
            match part {
                Value::External(source) | Value::Json(source) if !out.contains(source) => {
                    out.push(source.clone());
                }
                Value::Spread { .. } | Value::Query(_) | Value::Raw | Value::Unknown => return None,
                _ => {}
            }
        }
        (out.len() <= MOST_SOURCES).then_some(out)
    }

    /// Values that may make it turn out otherwise, those that are most likely first.
    fn candidates(&self) -> Vec<Option<Json>> {
        let (mut texts, mut numbers): (Vec<String>, Vec<i64>) = (Vec::new(), Vec::new());
        for part in self.parts().unwrap_or_default() {
            match part {
                Value::Text(text) => texts.push(text.to_string()),
                Value::Number(number) => numbers.push(*number),
                Value::Made { by, .. } => {
                    texts.extend(by.texts().iter().flat_map(|text| texts_of_pattern(text)));
                    texts.extend(by.texts().iter().cloned());
                }
                _ => {}
            }
        }
        texts.retain(|text| !text.is_empty());
        // What has to be around a mark, too.
        let around: Vec<String> = texts.iter().map(|text| format!("x{text}x")).collect();
        texts.extend(around);
        let near = |number: i64| [number, number.saturating_add(1), number.saturating_sub(1)];
        let numbers: Vec<i64> = numbers.into_iter().chain([1]).flat_map(near).collect();
        let as_text = numbers.iter().map(|number| Json::from(number.to_string()));
        let all = texts.into_iter().map(Json::from).chain(numbers.iter().map(|number| (*number).into()));
        let mut out: Vec<Option<Json>> = Vec::new();
        for candidate in all.chain(as_text).map(Some) {
            if !out.contains(&candidate) {
                out.push(candidate);
            }
        }
        out.truncate(MOST_CANDIDATES);
        out.extend([None, Some("".into()), Some("x".into()), Some(true.into()), Some(false.into())]);
        out
    }
}

impl View<'_> {
    /// Whether a condition holds; `None` where that is not known.
    pub(super) fn holds(&self, test: &Test) -> Option<bool> {
        match test {
            Test::Truth(value) => Some(!matches!(self.known(value)?, Known::Bool(false))),
            Test::Compare(left, operator, right) => {
                compare(&self.known(left)?, *operator, &self.known(right)?)
            }
        }
    }

    fn known(&self, value: &Value) -> Option<Known> {
        Some(match value {
            Value::Nothing => Known::Nothing,
            Value::Text(text) => Known::Text(text.to_string()),
            Value::Number(number) => number_of(*number)?,
            Value::Fraction(printed) => Known::Number(printed.parse().ok()?),
            Value::Bool(value) => Known::Bool(*value),
            Value::External(source) => match self.found(source) {
                None | Some(Json::Null) => Known::Nothing,
                Some(Json::String(text)) => Known::Text(text),
                // Only the payload has other values than texts.
                Some(other) if !matches!(source, Source::Body(_)) => Known::Text(other.to_string()),
                Some(Json::Number(number)) => match number.as_i64() {
                    Some(number) => number_of(number)?,
                    None => Known::Number(number.as_f64()?),
                },
                Some(Json::Bool(value)) => Known::Bool(value),
                Some(Json::Array(_) | Json::Object(_)) => return None,
            },
            Value::Made { inner, by, given } => self.known_of(inner, by, given)?,
            Value::Calculated(_) => match self.compute(value)? {
                Computed::Number(number) => number_of(number)?,
                Computed::Text(text) => Known::Text(text),
                Computed::Null => Known::Nothing,
            },
            Value::Json(_) | Value::Raw | Value::Concat(_) | Value::Escaped { .. } => {
                let mut text = String::new();
                self.print(value, &mut text);
                if text.contains(ANYTHING) {
                    return None;
                }
                Known::Text(text)
            }
            _ => return None,
        })
    }

    /// What a function gives.
    fn known_of(&self, inner: &Value, by: &Function, given: &[Value]) -> Option<Known> {
        let Some(text) = self.made(inner, by, given, DEEPEST)? else { return Some(Known::Nothing) };
        // What methods give that there are not is nothing, and prints as that.
        if text.is_empty() && !by.may_be_text() {
            return Some(Known::Nothing);
        }
        Some(match by.gives() {
            Gives::Length | Gives::Count(_) | Gives::Number => number_of(text.parse().ok()?)?,
            Gives::Truth => Known::Bool(text == "true"),
            Gives::Parts(_) => return None,
            Gives::Text | Gives::Other => Known::Text(text),
        })
    }
}

fn number_of(number: i64) -> Option<Known> {
    (number.unsigned_abs() <= LARGEST.unsigned_abs()).then_some(Known::Number(number as f64))
}

/// How the engine compares: numbers by their size, other values as texts; only numbers are more or less.
fn compare(left: &Known, operator: Operator, right: &Known) -> Option<bool> {
    let equal = match (left, right) {
        (Known::Number(a), Known::Number(b)) => {
            return Some(match operator {
                Operator::Equal => a == b,
                Operator::NotEqual => a != b,
                Operator::Less => a < b,
                Operator::LessOrEqual => a <= b,
                Operator::Greater => a > b,
                Operator::GreaterOrEqual => a >= b,
                _ => return None,
            });
        }
        _ if !matches!(operator, Operator::Equal | Operator::NotEqual) => return Some(false),
        _ => left.text()? == right.text()?,
    };
    Some(equal == (operator == Operator::Equal))
}

impl Facts {
    /// Whether the conditions that are about a source turn out as on the way if it is something else.
    pub(super) fn turns_out(&self, source: &Source, value: Option<&Json>) -> bool {
        let Some(conditions) = self.conditions.get(source) else { return true };
        let view = View::with(self, &[(source.clone(), value.cloned())]);
        conditions.iter().all(|it| view.holds(&it.test) == Some(it.holds))
    }

    /// Whether nothing but its conditions says what a source is.
    pub(super) fn is_open(&self, source: &Source) -> bool {
        self.shape(source).is_none()
            && !self.is_container(source)
            && !matches!(source, Source::Name(_) | Source::Field { is_name: true, .. })
    }

    /// Whether a source can be something, as far as its conditions do not say.
    fn can_be(&self, source: &Source, value: Option<&Json>) -> bool {
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
                        || matches!(source, Source::Body(path) if !path.contains(&Step::Parse)))
                    && (value.is_string() || !self.texts.contains(source) && !self.needs.contains_key(source))
                    && !self.is_excluded(source, value)
                    && self.model.as_ref().is_none_or(|model| model.allows(source, value))
            }
        }
    }

    /// Values with which a condition turns out another way than for the request as it is, while all others turn out as
    /// they do.
    pub(super) fn otherwise(&self, test: &Test, sources: &[Source], holds: bool) -> Option<Changes> {
        self.search(test, sources, holds, false)
    }

    /// Whether a condition turns out another way for some values, whether they go with the way or not.
    pub(super) fn has_other_way(&self, test: &Test, sources: &[Source], holds: bool) -> bool {
        self.search(test, sources, holds, true).is_some()
    }

    fn search(&self, test: &Test, sources: &[Source], holds: bool, is_free: bool) -> Option<Changes> {
        let candidates = test.candidates();
        let open = |source: &&Source| self.is_open(source);
        for alone in [true, false] {
            for source in sources.iter().filter(open) {
                let others = sources.iter().filter(|other| !alone && *other != source).filter(open);
                let others: Vec<(Source, Option<Json>)> = others
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

    /// Whether a condition turns out one way with some values, and all others that are about them as they do.
    fn turn_out(&self, changes: &Changes, test: &Test, holds: bool) -> bool {
        let view = View::with(self, changes);
        view.holds(test) == Some(holds)
            && changes.iter().all(|(source, _)| {
                let known = self.conditions.get(source).map(Vec::as_slice).unwrap_or_default();
                known.iter().all(|it| view.holds(&it.test) == Some(it.holds))
            })
    }

    /// Makes values what they are to be for a condition.
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

    /// Keeps a condition that has turned out one way, and the values for which it has.
    pub(super) fn keep(&mut self, test: Test, holds: bool, sources: &[Source]) {
        let condition = std::rc::Rc::new(Condition { test, holds });
        for source in sources.iter().filter(|source| !matches!(source, Source::Name(_))) {
            self.touched.insert(source.clone());
            if !self.is_open(source) {
                continue;
            }
            let view = View::with(self, &[(source.clone(), None)]);
            if view.holds(&condition.test) != Some(holds) {
                self.present.insert(source.clone());
            }
            self.conditions.entry(source.clone()).or_default().push(std::rc::Rc::clone(&condition));
            if source.is_plain_attribute().is_none()
                && !self.needs.contains_key(source)
                && let Some(value) = self.leaf(source)
            {
                self.samples.entry(source.clone()).or_insert(value);
            }
        }
    }

    /// Makes a number, or a text of digits, of a source with conditions, where its conditions let it be one.
    pub(super) fn make_number(&mut self, source: &Source, as_text: bool) {
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

/// Values that are something else; `None` is missing.
pub(super) type Changes = Vec<(Source, Option<Json>)>;
