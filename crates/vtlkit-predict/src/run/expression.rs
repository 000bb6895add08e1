//! Expressions and conditions.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value as Json;
use vtlkit_syntax::ast::{Expression, Operator, StringValue};
use vtlkit_syntax::visit::Site;

use super::collection::put;
use super::{Halt, Run};
use crate::condition::Test;
use crate::constraints::Shape;
use crate::function::Function;
use crate::origin::Origin;
use crate::print::LONGEST;
use crate::unknown::Reason;
use crate::value::Value;
use vtlkit_syntax::read;

impl<'t> Run<'t> {
    pub(super) fn value(&mut self, expression: &'t Expression, site: Site<'t>) -> Result<Value, Halt> {
        self.steps += 1;
        if self.steps > self.most_steps {
            return Err(Halt::lost(Reason::Budget, "steps"));
        }
        Ok(match expression {
            Expression::String(literal) => match &literal.value {
                StringValue::Template { template, .. } => {
                    let before = (std::mem::take(&mut self.pieces), self.string);
                    self.string = Some(site.place(literal.span));
                    let inner = match &template.decoded {
                        Some(text) => Site { source: text, string: self.string },
                        None => site,
                    };
                    let flow = self.items(&template.items, inner);
                    let pieces = std::mem::replace(&mut self.pieces, before.0);
                    self.string = before.1;
                    flow?;
                    let mut parts: Vec<Value> = pieces.into_iter().map(|piece| piece.value).collect();
                    let all_text = parts.iter().all(|part| matches!(part, Value::Text(_) | Value::Nothing));
                    if all_text {
                        let mut text = String::new();
                        for part in &parts {
                            self.constraints.print(part, &mut text);
                        }
                        if text.len() >= LONGEST {
                            return Err(Halt::lost(Reason::Budget, "text"));
                        }
                        Value::Text(text.into())
                    } else if parts.len() == 1
                        && !matches!(parts.first(), Some(Value::Map(_) | Value::List(_)))
                    {
                        parts.pop().unwrap_or(Value::Nothing)
                    } else {
                        Value::Concat(parts.into())
                    }
                }
                _ => Value::Text(
                    read::text(expression, site).ok_or_else(|| Halt::lost(Reason::Literal, "string"))?.into(),
                ),
            },
            Expression::Integer(span) => Value::Number(
                span.text(site.source).parse().map_err(|_| Halt::lost(Reason::Literal, "integer"))?,
            ),
            Expression::Float(span) => Function::constant(span.text(site.source))
                .map(|printed| Value::Fraction(printed.into()))
                .ok_or_else(|| Halt::lost(Reason::Literal, "float"))?,
            Expression::Boolean { value, .. } => Value::Bool(*value),
            Expression::Reference(reference) => self.reference(reference, site)?,
            Expression::Group { inner, .. } => self.value(inner, site)?,
            Expression::List { elements, .. } => {
                let mut list = Vec::new();
                for element in elements {
                    list.push(self.value(element, site)?);
                }
                Value::List(Rc::new(RefCell::new(list)))
            }
            Expression::Map { entries, .. } => {
                let map = Rc::new(RefCell::new(Vec::new()));
                for (key, value) in entries {
                    let Some(key) = self.constant(key, site)? else {
                        return Err(Halt::lost(Reason::Member, "key of map"));
                    };
                    let value = self.value(value, site)?;
                    put(&map, &key, value);
                }
                Value::Map(map)
            }
            Expression::Range { from, to, .. } => {
                let (from, to) = (self.value(from, site)?, self.value(to, site)?);
                let (Some(from), Some(to)) = (self.number(&from), self.number(&to)) else {
                    return Err(Halt::lost(Reason::Literal, "range"));
                };
                if from.abs_diff(to) > 1000 {
                    return Err(Halt::lost(Reason::Literal, "long range"));
                }
                let list = if from <= to {
                    (from..=to).map(Value::Number).collect()
                } else {
                    (to..=from).rev().map(Value::Number).collect()
                };
                Value::List(Rc::new(RefCell::new(list)))
            }
            Expression::Word(_) => Value::Nothing,
            Expression::Binary { operator, left, right, .. } if is_arithmetic(*operator) => {
                let (left, right) = (self.value(left, site)?, self.value(right, site)?);
                self.arithmetic(left, *operator, right)?
            }
            Expression::Not { .. } | Expression::Binary { .. } => Value::Bool(self.truth(expression, site)?),
        })
    }

    /// Whether a condition is true, by decision where it depends on the request.
    pub(super) fn truth(&mut self, condition: &'t Expression, site: Site<'t>) -> Result<bool, Halt> {
        Ok(match condition {
            Expression::Group { inner, .. } => self.truth(inner, site)?,
            Expression::Not { operand, .. } => !self.truth(operand, site)?,
            Expression::Binary { operator: Operator::And, left, right, .. } => {
                self.truth(left, site)? && self.truth(right, site)?
            }
            Expression::Binary { operator: Operator::Or, left, right, .. } => {
                self.truth(left, site)? || self.truth(right, site)?
            }
            Expression::Binary { operator, left, right, .. } if !is_arithmetic(*operator) => {
                let (left, right) = (self.value(left, site)?, self.value(right, site)?);
                self.compare(&left, *operator, &right)?
            }
            Expression::Boolean { value, .. } => *value,
            Expression::Reference(reference) => match self.reference(reference, site)? {
                Value::Bool(value) => value,
                Value::Unknown => return Err(Halt::lost(Reason::Condition, "unknown")),
                Value::Made { by, .. } if by.is_text() || by.counts() => true,
                value @ Value::Made { .. } => self.decide(Test::Truth(value), "truth")?,
                _ => true,
            },
            _ => return Err(Halt::lost(Reason::Condition, "literal")),
        })
    }

    pub(super) fn compare(&mut self, left: &Value, operator: Operator, right: &Value) -> Result<bool, Halt> {
        if let Some(holds) = self.compare_numbers(left, operator, right) {
            // The size may be different in another request.
            let test = Test::Compare(left.clone(), operator, right.clone());
            let Some((source, needs)) = self.otherwise(left, operator, right) else {
                let is_settled = matches!((left, right), (Value::Number(_), Value::Number(_)));
                let is_settled = is_settled || test.sources().is_none();
                return if is_settled { Ok(holds) } else { self.decide(test, "numbers") };
            };
            let is_otherwise = self.choose(2) == 1;
            if is_otherwise {
                self.constraints.needs.insert(source.clone(), needs);
            }
            self.constraints.keep(test, holds != is_otherwise, &[source]);
            return Ok(holds != is_otherwise);
        }
        let test = || Test::Compare(left.clone(), operator, right.clone());
        if !matches!(operator, Operator::Equal | Operator::NotEqual) {
            return match (left, right) {
                // A missing value is neither smaller nor larger.
                (Value::Nothing, _) | (_, Value::Nothing) => Ok(false),
                _ => self.decide(test(), "order"),
            };
        }
        let equal = match (left, right) {
            (Value::External(source), _) | (_, Value::External(source))
                if self.constraints.conditions.contains_key(source) && self.constraints.is_open(source) =>
            {
                return self.decide(test(), "compare");
            }
            (
                Value::External(source),
                other @ (Value::Nothing | Value::Text(_) | Value::Number(_) | Value::Bool(_)),
            )
            | (
                other @ (Value::Nothing | Value::Text(_) | Value::Number(_) | Value::Bool(_)),
                Value::External(source),
            ) => self.external_equals(source, other)?,
            (Value::Escaped { inner, .. } | Value::Made { inner, .. }, Value::Nothing)
            | (Value::Nothing, Value::Escaped { inner, .. } | Value::Made { inner, .. }) => {
                return self.compare(&inner.clone(), operator, &Value::Nothing);
            }
            (Value::Escaped { inner, .. } | Value::Made { inner, .. }, Value::Text(text))
            | (Value::Text(text), Value::Escaped { inner, .. } | Value::Made { inner, .. })
                if text.is_empty() =>
            {
                return self.compare(&inner.clone(), operator, &Value::Nothing);
            }
            _ => {
                let (mut a, mut b) = (String::new(), String::new());
                for (value, out) in [(left, &mut a), (right, &mut b)] {
                    if !matches!(value, Value::Nothing | Value::Text(_) | Value::Number(_) | Value::Bool(_)) {
                        return self.decide(test(), "compare");
                    }
                    self.constraints.print(value, out);
                }
                a == b
            }
        };
        Ok(equal == (operator == Operator::Equal))
    }

    /// Whether a value of the request equals another one, for the current request or by decision.
    pub(super) fn external_equals(&mut self, source: &Origin, other: &Value) -> Result<bool, Halt> {
        // A name that is not read is different from all names that are.
        if matches!(source, Origin::Name(_)) {
            return Ok(false);
        }
        let wanted = match other {
            Value::Nothing => Shape::Missing,
            Value::Text(text) if text.is_empty() => Shape::Missing,
            Value::Text(text) => Shape::Text(text.to_string()),
            Value::Number(number) => Shape::Number(*number),
            Value::Bool(value) => Shape::Bool(*value),
            _ => return Err(Halt::lost(Reason::Condition, "equals")),
        };
        if let Some(shape) = self.constraints.shape(source) {
            let empty = |shape: &Shape| match shape {
                Shape::Missing | Shape::Null => true,
                Shape::Text(text) => text.is_empty(),
                _ => false,
            };
            // A loop had no iteration: the list may be missing.
            if shape == Shape::List(0)
                && wanted == Shape::Missing
                && !self.constraints.present.contains(source)
            {
                return Ok(self.is_chosen_missing(source));
            }
            return Ok(shape.reads_as(&wanted) || empty(&shape) && empty(&wanted));
        }
        let missing = wanted == Shape::Missing;
        if self.constraints.is_container(source) || missing && self.constraints.present.contains(source) {
            return Ok(false);
        }
        let other = match &wanted {
            Shape::Text(text) => Some(Json::from(text.as_str())),
            Shape::Number(number) => Some(Json::from(*number)),
            Shape::Bool(value) => Some(Json::from(*value)),
            _ => None,
        };
        if other.as_ref().is_some_and(|other| self.constraints.is_excluded(source, other)) {
            return Ok(false);
        }
        if let (Some(other), Some(model)) = (&other, self.constraints.model.clone()) {
            let mut excluded = self.constraints.excluded.get(source).cloned().unwrap_or_default();
            if !model.allows(source, other) {
                return Ok(false);
            }
            excluded.push(other.clone());
            if !model.has_others(source, &excluded) {
                self.constraints.shapes.insert(source.clone(), wanted);
                return Ok(true);
            }
        }
        if missing && self.constraints.missing(source).is_none() {
            return Ok(false);
        }
        // The first option is that the value is present.
        let equal = (self.choose(2) == 0) != missing;
        match (equal, other) {
            (true, None) => {
                self.constraints.make_missing(source);
                self.constraints.touched.insert(source.clone());
            }
            (true, Some(_)) => {
                self.constraints.shapes.insert(source.clone(), wanted);
                self.constraints.touched.insert(source.clone());
            }
            (false, None) => {
                self.constraints.present.insert(source.clone());
            }
            (false, Some(other)) => self.constraints.excluded.entry(source.clone()).or_default().push(other),
        }
        Ok(equal)
    }
}

fn is_arithmetic(operator: Operator) -> bool {
    matches!(
        operator,
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo
    )
}
