//! Arithmetic on values that the request decides.

use vtlkit_syntax::ast::Operator;

use super::print::{ANYTHING, View};
use super::source::Source;
use super::value::Value;

/// A step of arithmetic.
#[derive(Clone, Debug)]
pub(crate) struct Calculation {
    pub(crate) operator: Operator,
    pub(crate) left: Value,
    pub(crate) right: Value,
    /// What a variable keeps where the step gives nothing: `#set` leaves it as it is then.
    pub(crate) otherwise: Value,
}

/// What a value is when it is calculated with.
pub(crate) enum Computed {
    Number(i64),
    Text(String),
    /// What the engine has for a step that cannot be done, such as a difference of texts.
    Null,
}

impl Calculation {
    /// What may be seen of the request in the result.
    pub(crate) fn parts(&self) -> [&Value; 3] {
        [&self.left, &self.right, &self.otherwise]
    }

    /// Whether some request makes the engine have nothing for it.
    pub(crate) fn may_be_null(&self) -> bool {
        let is_null = |part: &Value| matches!(part, Value::Calculated(inner) if inner.may_be_null());
        matches!(self.otherwise, Value::Nothing)
            && (self.operator != Operator::Add || is_null(&self.left) || is_null(&self.right))
    }

    /// The result for a request; `None` where it is not known.
    fn result(&self, view: &View<'_>, depth: usize) -> Option<Computed> {
        Some(match (view.computed(&self.left, depth)?, view.computed(&self.right, depth)?) {
            (Computed::Number(a), Computed::Number(b)) => match calculate(a, self.operator, b) {
                Ok(number) => Computed::Number(number?),
                Err(DivisionByZero) => Computed::Null,
            },
            // A sum with a text is a text.
            (Computed::Text(a), Computed::Text(b)) if self.operator == Operator::Add => {
                Computed::Text(a + &b)
            }
            (Computed::Text(a), Computed::Number(b)) if self.operator == Operator::Add => {
                Computed::Text(format!("{a}{b}"))
            }
            (Computed::Number(a), Computed::Text(b)) if self.operator == Operator::Add => {
                Computed::Text(format!("{a}{b}"))
            }
            _ => Computed::Null,
        })
    }

    pub(crate) fn print(&self, view: &View<'_>, depth: usize, out: &mut String) {
        match self.result(view, depth) {
            Some(Computed::Number(number)) => out.push_str(&number.to_string()),
            Some(Computed::Text(text)) => out.push_str(&text),
            Some(Computed::Null) => view.print_within(&self.otherwise, depth, out),
            None => out.push(ANYTHING),
        }
    }
}

/// How much of a value is looked at to calculate with it.
const HEAVIEST: usize = 2_000;

/// What a call weighs: the engine is asked for its result.
const CALL: usize = 20;

/// Whether values can be calculated with: each step asks for all that they are made of, which may double each time.
pub(crate) fn is_light<'v>(values: impl IntoIterator<Item = &'v Value>) -> bool {
    let mut left = HEAVIEST;
    let mut open: Vec<&Value> = values.into_iter().collect();
    while let Some(value) = open.pop() {
        let weight = match value {
            Value::Concat(parts) => {
                open.extend(parts.iter().take(left + 1));
                1
            }
            Value::Calculated(calculation) => {
                open.extend(calculation.parts());
                1
            }
            Value::Made { inner, given, .. } => {
                open.push(inner);
                open.extend(given.iter());
                CALL
            }
            Value::Escaped { inner, .. } => {
                open.push(inner);
                1
            }
            _ => 1,
        };
        let Some(rest) = left.checked_sub(weight) else { return false };
        left = rest;
    }
    true
}

/// A quotient or remainder that does not exist.
pub(crate) struct DivisionByZero;

/// What the engine calculates; `Ok(None)` where the result is too large for the analysis.
pub(crate) fn calculate(a: i64, operator: Operator, b: i64) -> Result<Option<i64>, DivisionByZero> {
    // Numbers of the engine grow beyond these, the same way.
    Ok(match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide | Operator::Modulo if b == 0 => return Err(DivisionByZero),
        Operator::Divide => a.checked_div(b),
        Operator::Modulo => a.checked_rem(b),
        _ => None,
    })
}

impl View<'_> {
    /// What a value is when it is calculated with; `None` where that is not known.
    pub(crate) fn computed(&self, value: &Value, depth: usize) -> Option<Computed> {
        let depth = depth.checked_sub(1).filter(|_| self.has_time())?;
        let is_number = match value {
            Value::Number(number) => return Some(Computed::Number(*number)),
            Value::Calculated(calculation) => {
                return match (calculation.result(self, depth)?, &calculation.otherwise) {
                    // What is calculated with nothing is nothing.
                    (Computed::Null, Value::Nothing) => Some(Computed::Null),
                    (Computed::Null, otherwise) => self.computed(otherwise, depth),
                    (other, _) => Some(other),
                };
            }
            Value::External(source) => match self.found(source) {
                Some(serde_json::Value::Number(number)) => {
                    // Parameters and their kin are texts.
                    if matches!(source, Source::Body(_)) {
                        return number.as_i64().map(Computed::Number);
                    }
                    false
                }
                None | Some(serde_json::Value::String(_) | serde_json::Value::Null) => false,
                _ => return None,
            },
            Value::Made { by, .. } => by.counts(),
            Value::Nothing | Value::Text(_) | Value::Concat(_) | Value::Raw | Value::Json(_) => false,
            Value::Escaped { .. } => false,
            _ => return None,
        };
        let mut text = String::new();
        self.print_within(value, depth, &mut text);
        match is_number && !text.is_empty() {
            _ if text.contains(ANYTHING) => None,
            true => text.parse().ok().map(Computed::Number),
            false => Some(Computed::Text(text)),
        }
    }
}
