//! Expressions.

use std::cmp::Ordering;

use vtlkit_syntax::ast::Operator;
use vtlkit_text::Span;
use vtlkit_value::number::Number;
use vtlkit_value::{ListKind, MapKind, Value};

use crate::error::{EvalError, EvalErrorKind, Unwind};
use crate::machine::{Code, Machine, Run};
use crate::program::{Escape, Expr, ExprId, Stretch};
use crate::{Failure, Limit, math};

impl Machine<'_> {
    /// The value of an expression.
    pub(crate) fn value(&mut self, code: &Code<'_>, id: ExprId) -> Run<Value> {
        self.step(1)?;
        match code.program.expressions[id.0 as usize] {
            Expr::Null => Ok(Value::Null),
            Expr::Boolean(value) => Ok(Value::Bool(value)),
            Expr::Integer(n) => Ok(Value::Int(n)),
            Expr::Long(n) => Ok(Value::Long(n)),
            Expr::Double(n) => Ok(Value::Double(n)),
            Expr::BigInteger(text) => Ok(Value::BigInteger(code.text(text))),
            Expr::String(text) => Ok(Value::Str(code.text(text))),
            Expr::Reference(reference) => {
                let reference = &code.program.references[reference as usize];
                // Null even if the dialect turns missing values into the empty string.
                if reference.escape == Escape::Broken {
                    return Ok(Value::Null);
                }
                self.reference(code, reference)
            }
            Expr::Interpolated(stretch, drop_last) => self.interpolated(code, stretch, drop_last),
            Expr::List(elements) => {
                let mark = self.state.stack.len();
                for &element in &code.program.arguments[elements.range()] {
                    let value = self.value(code, element)?;
                    self.state.stack.push(value);
                }
                let list = self.state.heap.new_list_of(ListKind::Array, &self.state.stack[mark..]);
                self.state.stack.truncate(mark);
                Ok(Value::List(list))
            }
            Expr::Map(entries) => {
                let map = self.state.heap.new_map(MapKind::Plain);
                for entry in code.program.arguments[entries.range()].chunks_exact(2) {
                    let key = self.value(code, entry[0])?;
                    let value = self.value(code, entry[1])?;
                    self.state.heap.map_put(map, key, value);
                }
                Ok(Value::Map(map))
            }
            Expr::Range(from, to) => self.range(code, from, to),
            Expr::Not(operand) => Ok(Value::Bool(!self.condition(code, operand)?)),
            Expr::Add(left, right, left_text, right_text) => {
                let a = self.value(code, left)?;
                let b = self.value(code, right)?;
                if !matches!(a, Value::Str(_)) && !matches!(b, Value::Str(_)) {
                    return self.calculate(Operator::Add, a, b);
                }
                // With a string on one side, this is a concatenation; null is replaced with its source text.
                let a = if a.is_null() { Some(code.text(left_text)) } else { self.to_str(a)? };
                let b = if b.is_null() { Some(code.text(right_text)) } else { self.to_str(b)? };
                let (Some(a), Some(b)) = (a, b) else {
                    return Err(EvalError::new(
                        EvalErrorKind::Nesting,
                        "a block without a value cannot be concatenated",
                        Span::default(),
                    )
                    .into());
                };
                let heap = &mut self.state.heap;
                heap.room(a.byte_len() + b.byte_len()).map_err(|_| memory())?;
                Ok(Value::Str(heap.concat(a, b)))
            }
            Expr::Binary(operator, left, right) => match operator {
                Operator::Or | Operator::And => self.condition(code, id).map(Value::Bool),
                Operator::Equal | Operator::NotEqual => {
                    let a = self.value(code, left)?;
                    let b = self.value(code, right)?;
                    Ok(Value::Bool(self.equal(a, b)? == (operator == Operator::Equal)))
                }
                Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                    let a = self.value(code, left)?;
                    let b = self.value(code, right)?;
                    self.ordered(operator, a, b).map(Value::Bool)
                }
                _ => {
                    let a = self.value(code, left)?;
                    let b = self.value(code, right)?;
                    self.calculate(operator, a, b)
                }
            },
        }
    }

    fn calculate(&mut self, operator: Operator, a: Value, b: Value) -> Run<Value> {
        let result = math::calculate(&mut self.state.heap, operator, a, b);
        result.map_err(|failure| Self::failed(failure, Span::default()))
    }

    /// The truth of an expression as a condition. Literals other than `true` and arithmetic expressions are false.
    pub(crate) fn condition(&mut self, code: &Code<'_>, id: ExprId) -> Run<bool> {
        self.step(1)?;
        match code.program.expressions[id.0 as usize] {
            Expr::Boolean(value) => Ok(value),
            Expr::Reference(reference) => {
                let value = self.reference(code, &code.program.references[reference as usize])?;
                self.truth(value)
            }
            Expr::Not(operand) => Ok(!self.condition(code, operand)?),
            Expr::Binary(Operator::And, left, right) => {
                Ok(self.condition(code, left)? && self.condition(code, right)?)
            }
            Expr::Binary(Operator::Or, left, right) => {
                Ok(self.condition(code, left)? || self.condition(code, right)?)
            }
            Expr::Binary(
                Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual,
                ..,
            ) => Ok(matches!(self.value(code, id)?, Value::Bool(true))),
            // Velocity does not evaluate these.
            _ => Ok(false),
        }
    }

    /// The truth of a value: false for null and `false`. A block is rendered to check whether it has a value.
    pub(crate) fn truth(&mut self, value: Value) -> Run<bool> {
        match value {
            Value::Null => Ok(false),
            Value::Bool(value) => Ok(value),
            Value::Object(_) if self.block_of(value).is_some() => Ok(self.to_str(value)?.is_some()),
            _ => Ok(true),
        }
    }

    pub(crate) fn equal(&mut self, a: Value, b: Value) -> Run<bool> {
        if let Some(order) = math::compare(&self.state.heap, a, b) {
            return Ok(order.map_err(|failure| Self::failed(failure, Span::default()))? == Ordering::Equal);
        }
        if a.is_null() || b.is_null() {
            if a.is_null() && b.is_null() {
                return Ok(true);
            }
            // A block without a value counts as null.
            let other = if a.is_null() { b } else { a };
            return Ok(self.block_of(other).is_some() && self.to_str(other)?.is_none());
        }
        if self.assignable(a, b) {
            return Ok(self.state.heap.equals(a, b));
        }
        // Values of different classes are compared by their string representations.
        let (a, b) = (self.to_str(a)?, self.to_str(b)?);
        Ok(match (a, b) {
            (Some(a), Some(b)) => self.state.heap.bytes(a) == self.state.heap.bytes(b),
            (a, b) => a == b,
        })
    }

    /// Whether the class of `a` is the class of `b` or a superclass of it: json-smart's list extends `ArrayList`.
    pub(crate) fn assignable(&self, a: Value, b: Value) -> bool {
        use vtlkit_value::Type;
        let list = |kind| matches!(kind, Type::ArrayList | Type::JsonArray);
        let (a_type, b_type) = (self.state.heap.type_of(a), self.state.heap.type_of(b));
        match (a, b) {
            (Value::Object(_), Value::Object(_)) => self.state.heap.equals(a, b),
            _ => a_type == b_type || list(a_type) && list(b_type),
        }
    }

    /// Compares two numbers. A comparison of other values is false.
    pub(crate) fn ordered(&mut self, operator: Operator, a: Value, b: Value) -> Run<bool> {
        let Some(order) = math::compare(&self.state.heap, a, b) else { return Ok(false) };
        let order = order.map_err(|failure| Self::failed(failure, Span::default()))?;
        Ok(match operator {
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
            Operator::Greater => order == Ordering::Greater,
            _ => order != Ordering::Less,
        })
    }

    /// The ends of a range; `None` if one is not a number.
    pub(crate) fn bounds(&mut self, code: &Code<'_>, from: ExprId, to: ExprId) -> Run<Option<Bounds>> {
        let (from, to) = (self.value(code, from)?, self.value(code, to)?);
        let heap = &self.state.heap;
        let Some((from, to)) = Number::of(heap, from).zip(Number::of(heap, to)) else { return Ok(None) };
        let (from, to) = (from.int_value(), to.int_value());
        // Java counts with 32 bits and cannot create a list of negative length.
        let len = from.wrapping_sub(to).wrapping_abs().wrapping_add(1);
        let Ok(len) = u32::try_from(len) else {
            let message = format!("the range from {from} to {to} is too long");
            return Err(EvalError::new(EvalErrorKind::Method, message, Span::default()).into());
        };
        Ok(Some(Bounds { from, step: if from >= to { -1 } else { 1 }, len }))
    }

    /// `[from..to]`, ascending or descending, as a list. Null if an end is not a number.
    fn range(&mut self, code: &Code<'_>, from: ExprId, to: ExprId) -> Run<Value> {
        let Some(Bounds { from, step, len }) = self.bounds(code, from, to)? else { return Ok(Value::Null) };
        self.step(u64::from(len) / 16)?;
        let heap = &mut self.state.heap;
        heap.room((len as usize).saturating_mul(size_of::<Value>())).map_err(|_| memory())?;
        let list = heap.new_list(ListKind::Array);
        let mut n = from;
        for _ in 0..len {
            heap.list_push(list, Value::Int(n));
            n = n.wrapping_add(step);
        }
        Ok(Value::List(list))
    }

    fn interpolated(&mut self, code: &Code<'_>, stretch: Stretch, drop_last: bool) -> Run<Value> {
        let unit = code.unit;
        let text = self.capture(|machine| {
            let mark = machine.state.out.len();
            machine.run(unit, stretch)?;
            if drop_last && machine.state.out.len() > mark {
                let mut end = machine.state.out.len() - 1;
                while end > mark && machine.state.out[end] & 0xc0 == 0x80 {
                    end -= 1;
                }
                machine.state.out.truncate(end);
            }
            Ok(true)
        })?;
        Ok(Value::Str(text.unwrap_or_default()))
    }

    /// Renders an expression as a node of the template: references are printed, also those in lists and maps, but no
    /// other literals.
    pub(crate) fn render_expression(&mut self, code: &Code<'_>, id: ExprId) -> Run<()> {
        match code.program.expressions[id.0 as usize] {
            Expr::Reference(reference) => {
                self.render_reference(code, &code.program.references[reference as usize])
            }
            Expr::List(parts) | Expr::Map(parts) => {
                for &part in &code.program.arguments[parts.range()] {
                    self.render_expression(code, part)?;
                }
                Ok(())
            }
            Expr::Range(from, to) => {
                self.render_expression(code, from)?;
                self.render_expression(code, to)
            }
            _ => Ok(()),
        }
    }
}

/// The numbers of a range.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) from: i32,
    /// 1 or -1.
    pub(crate) step: i32,
    pub(crate) len: u32,
}

#[cold]
fn memory() -> Unwind {
    EvalError::limit(Limit::MemoryBytes, Span::default()).into()
}

impl From<Failure> for Box<EvalError> {
    fn from(failure: Failure) -> Self {
        EvalError::new(EvalErrorKind::Method, failure.message, Span::default())
    }
}
