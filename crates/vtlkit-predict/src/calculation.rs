//! Arithmetic whose operands depend on the request.

use vtlkit_syntax::ast::Operator;

use super::origin::Origin;
use super::print::{ANYTHING, View};
use super::value::Value;

/// An arithmetic operation.
#[derive(Clone, Debug)]
pub(crate) struct Calculation {
    pub(crate) operator: Operator,
    pub(crate) left: Value,
    pub(crate) right: Value,
    /// The value that the variable keeps if the operation has no result: `#set` does nothing then.
    pub(crate) otherwise: Value,
}

/// An operand.
pub(crate) enum Computed {
    Number(i64),
    Text(String),
    /// The result of an operation that is not possible, such as a difference of strings.
    Null,
}

impl Calculation {
    /// The symbolic values that the result can show.
    pub(crate) fn parts(&self) -> [&Value; 3] {
        [&self.left, &self.right, &self.otherwise]
    }

    /// Whether it can have no result for some request.
    pub(crate) fn may_be_null(&self) -> bool {
        let is_null = |part: &Value| matches!(part, Value::Calculated(inner) if inner.may_be_null());
        matches!(self.otherwise, Value::Nothing)
            && (self.operator != Operator::Add || is_null(&self.left) || is_null(&self.right))
    }

    /// The result for a concrete request; `None` if it is unknown.
    fn result(&self, view: &View<'_>, depth: usize) -> Option<Computed> {
        Some(match (view.computed(&self.left, depth)?, view.computed(&self.right, depth)?) {
            (Computed::Number(a), Computed::Number(b)) => match calculate(a, self.operator, b) {
                Ok(number) => Computed::Number(number?),
                Err(DivisionByZero) => Computed::Null,
            },
            // `+` with a string concatenates.
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

/// The most values inspected inside an operand.
const HEAVIEST: usize = 2_000;

/// The weight of a method call, which the engine has to evaluate.
const CALL: usize = 20;

/// Whether operands are small enough: each operation visits all values inside them, which may double with each one.
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

/// The result as the engine computes it; `Ok(None)` if it is too large for the analysis.
pub(crate) fn calculate(a: i64, operator: Operator, b: i64) -> Result<Option<i64>, DivisionByZero> {
    // Velocity promotes integers beyond these bounds to larger types.
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
    /// A symbolic value as an operand; `None` if it is unknown.
    pub(crate) fn computed(&self, value: &Value, depth: usize) -> Option<Computed> {
        let depth = depth.checked_sub(1).filter(|_| self.has_time())?;
        let is_number = match value {
            Value::Number(number) => return Some(Computed::Number(*number)),
            Value::Calculated(calculation) => {
                return match (calculation.result(self, depth)?, &calculation.otherwise) {
                    // Arithmetic with a missing operand has no result.
                    (Computed::Null, Value::Nothing) => Some(Computed::Null),
                    (Computed::Null, otherwise) => self.computed(otherwise, depth),
                    (other, _) => Some(other),
                };
            }
            Value::External(source) => match self.found(source) {
                Some(serde_json::Value::Number(number)) => {
                    // Parameters, stage variables and most of `$context` are strings.
                    if matches!(source, Origin::Body(_)) || source.is_number() {
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
