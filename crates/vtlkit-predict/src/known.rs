//! Evaluates conditions for a concrete request, with Velocity's comparisons.

use serde_json::Value as Json;
use vtlkit_syntax::ast::Operator;

use super::calculation::Computed;
use super::condition::{LARGEST, Test};
use super::function::{Function, Gives};
use super::origin::Origin;
use super::print::{ANYTHING, DEEPEST, Made, View};
use super::value::Value;

/// A value as a condition sees it.
enum Known {
    Nothing,
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Known {
    /// The value as a string; `None` for numbers with a fraction.
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

impl View<'_> {
    /// Whether a condition is true; `None` if that is unknown.
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
                // Only the payload has values other than strings.
                Some(other) if !matches!(source, Origin::Body(_)) => Known::Text(other.to_string()),
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

    /// The result of a function.
    fn known_of(&self, inner: &Value, by: &Function, given: &[Value]) -> Option<Known> {
        let text = match self.made(inner, by, given, DEEPEST) {
            Made::Text(text) => text,
            Made::Nothing => return Some(Known::Nothing),
            Made::Unknown => return None,
        };
        // Methods that do not exist have no result, and print nothing.
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

/// Velocity's comparison: numbers by size, other values as strings; only numbers are ordered.
fn compare(left: &Known, operator: Operator, right: &Known) -> Option<bool> {
    let equal = match (left, right) {
        (Known::Number(a), Known::Number(b)) => {
            let order = a.partial_cmp(b)?;
            return Some(match operator {
                Operator::Equal => order.is_eq(),
                Operator::NotEqual => order.is_ne(),
                Operator::Less => order.is_lt(),
                Operator::LessOrEqual => order.is_le(),
                Operator::Greater => order.is_gt(),
                Operator::GreaterOrEqual => order.is_ge(),
                _ => return None,
            });
        }
        _ if !matches!(operator, Operator::Equal | Operator::NotEqual) => return Some(false),
        _ => left.text()? == right.text()?,
    };
    Some(equal == (operator == Operator::Equal))
}
