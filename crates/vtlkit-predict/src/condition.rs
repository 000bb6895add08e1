//! Conditions without a closed form: kept as expressions, and evaluated for concrete requests.
//!
//! Values that change the outcome are found by trying: constants in the condition, strings that its regular
//! expressions match, numbers next to its numbers, and the missing value.

use serde_json::Value as Json;
use vtlkit_syntax::ast::Operator;

use super::origin::Origin;
use super::value::Value;
use crate::model::texts_of_pattern;

/// A condition, and its outcome on a path.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) test: Test,
    pub(crate) holds: bool,
}

/// The test.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// Whether a value is true in Velocity's sense.
    Truth(Value),
    /// A comparison of two values.
    Compare(Value, Operator, Value),
}

/// The most values of the request that one condition may depend on.
const MOST_SOURCES: usize = 6;

/// The most symbolic values inspected in one condition.
const MOST_VALUES: usize = 200;

/// The most candidates that a condition provides for one value.
const MOST_CANDIDATES: usize = 24;

/// The largest number that is compared.
pub(super) const LARGEST: i64 = 1 << 52;

impl Test {
    fn values(&self) -> Vec<&Value> {
        match self {
            Self::Truth(value) => vec![value],
            Self::Compare(left, _, right) => vec![left, right],
        }
    }

    /// All values inside its operands, up to a bound; `None` beyond it.
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

    /// The values of the request that it depends on; `None` if there are too many, or if they are not single values.
    pub(super) fn sources(&self) -> Option<Vec<Origin>> {
        let mut out: Vec<Origin> = Vec::new();
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

    /// Whether it depends on the whole payload as text.
    pub(super) fn reads_body(&self) -> bool {
        let is_body = |part: &&Value| match part {
            Value::Raw => true,
            Value::Json(source) => *source == Origin::payload(),
            _ => false,
        };
        self.parts().is_some_and(|parts| parts.iter().any(is_body))
    }

    /// Values that may change the outcome, the most likely first.
    pub(super) fn candidates(&self) -> Vec<Option<Json>> {
        let (mut texts, mut numbers): (Vec<String>, Vec<i64>) = (Vec::new(), Vec::new());
        for part in self.parts().unwrap_or_default() {
            match part {
                Value::Text(text) => texts.push(text.to_string()),
                Value::Number(number) => numbers.push(*number),
                Value::Fraction(printed) => {
                    let whole = printed.parse::<f64>().ok().filter(|number| number.abs() < LARGEST as f64);
                    numbers.extend(whole.map(|number| number as i64));
                }
                Value::Made { by, .. } => {
                    texts.extend(by.texts().iter().flat_map(|text| texts_of_pattern(text)));
                    texts.extend(by.texts().iter().cloned());
                }
                _ => {}
            }
        }
        texts.retain(|text| !text.is_empty());
        // A search for a mark may need text around it.
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
