//! Arithmetic, and comparisons of its results.

use vtlkit_syntax::ast::Operator;

use super::{Halt, Run};
use crate::calculation::{Calculation, Computed, calculate, is_light};
use crate::unknown::Reason;
use crate::value::Value;

impl Run<'_> {
    /// The result of an operation; if it depends on the request, it is computed when it is printed.
    pub(super) fn arithmetic(&self, left: Value, operator: Operator, right: Value) -> Result<Value, Halt> {
        if let (Value::Number(a), Value::Number(b)) = (&left, &right)
            && let Ok(result) = calculate(*a, operator, *b)
        {
            return result.map(Value::Number).ok_or_else(|| Halt::lost(Reason::Arithmetic, "overflow"));
        }
        let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Concat(_));
        if operator == Operator::Add && (is_text(&left) || is_text(&right)) {
            return Ok(Value::Concat([left, right].into()));
        }
        let calculation = Calculation { operator, left, right, otherwise: Value::Nothing };
        for part in calculation.parts() {
            let is_known = matches!(
                part,
                Value::Nothing
                    | Value::Text(_)
                    | Value::Number(_)
                    | Value::External(_)
                    | Value::Calculated(_)
                    | Value::Made { .. }
            );
            let is_container =
                matches!(part, Value::External(source) if self.constraints.is_container(source));
            if !is_known || is_container {
                return Err(Halt::lost(Reason::Arithmetic, "operand"));
            }
        }
        is_light(calculation.parts())
            .then(|| Value::Calculated(calculation.into()))
            .ok_or_else(|| Halt::lost(Reason::Budget, "heavy"))
    }

    /// A number that depends on the request, for the current request.
    pub(super) fn number(&self, value: &Value) -> Option<i64> {
        let is_computed = match value {
            Value::Number(number) => return Some(*number),
            Value::Made { by, .. } => by.counts(),
            Value::Calculated(_) => true,
            _ => false,
        };
        match is_computed.then(|| self.constraints.view().compute(value))?? {
            Computed::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether a comparison of numbers is true for the current request.
    pub(super) fn compare_numbers(&self, left: &Value, operator: Operator, right: &Value) -> Option<bool> {
        let (a, b) = (self.number(left)?, self.number(right)?);
        Some(match operator {
            Operator::Equal => a == b,
            Operator::NotEqual => a != b,
            Operator::Less => a < b,
            Operator::LessOrEqual => a <= b,
            Operator::Greater => a > b,
            Operator::GreaterOrEqual => a >= b,
            _ => return None,
        })
    }

    /// Keeps the value of a variable if arithmetic has no result.
    pub(super) fn kept(&self, name: &str, value: Value) -> Value {
        match value {
            Value::Calculated(calculation) if calculation.may_be_null() => {
                // A variable that was never set prints like the empty string.
                let otherwise = self.variables.get(name).cloned().unwrap_or_else(|| Value::Text("".into()));
                Value::Calculated(Calculation { otherwise, ..(*calculation).clone() }.into())
            }
            value => value,
        }
    }
}
