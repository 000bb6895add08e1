//! The operands of filters.

use std::cmp::Ordering;
use std::rc::Rc;

use vtlkit_java::{double, integer, wtf8};
use vtlkit_value::{ListId, Str, Value, json};

use super::{Fault, Machine, Run, as_list, call, room};
use crate::error::EvalErrorKind;
use crate::program::Literal;
use crate::{parse, text};
use vtlkit_java::Decimal;

/// An operand, or an element of an operand that is a list.
#[derive(Clone, Copy)]
pub(super) enum Node {
    /// The result of a path without a result. It equals nothing, not even itself.
    Undefined,
    Null,
    Bool(bool),
    /// A finite number of the document.
    Number(Value),
    /// A number of the filter, by its number.
    Literal(u32),
    Text(Str),
    /// A string of the filter, by its number.
    LiteralText(u32),
    /// A list or map.
    Json(Value),
    /// JSON of the filter, by its number.
    LiteralJson(u32),
    /// A string in a list that is itself JSON. It equals only other such strings.
    JsonText(Str),
    /// A string in a list that is itself a path. It equals nothing.
    Path,
    Pattern(u32),
}

/// The Java class of a node, for `===`.
#[derive(PartialEq)]
pub(super) enum Class {
    Undefined,
    Null,
    Bool,
    Number,
    Text,
    Json,
    Path,
    Pattern,
}

impl Node {
    pub(super) fn class(self) -> Class {
        match self {
            Self::Undefined => Class::Undefined,
            Self::Null => Class::Null,
            Self::Bool(_) => Class::Bool,
            Self::Number(_) | Self::Literal(_) => Class::Number,
            Self::Text(_) | Self::LiteralText(_) => Class::Text,
            Self::Json(_) | Self::LiteralJson(_) | Self::JsonText(_) => Class::Json,
            Self::Path => Class::Path,
            Self::Pattern(_) => Class::Pattern,
        }
    }
}

impl Machine<'_> {
    /// Converts the result of a path to an operand.
    pub(super) fn node(&self, value: Value) -> Run<Node> {
        Ok(match value {
            Value::Null => Node::Null,
            Value::Bool(value) => Node::Bool(value),
            Value::Str(text) => Node::Text(text),
            Value::Map(_) => Node::Json(value),
            _ if value.is_number() => return number_node(value),
            _ if as_list(self.heap, value).is_some() => Node::Json(value),
            _ => {
                let message = "a path in a filter has a result that is not JSON";
                return Err(Fault::error(EvalErrorKind::UnknownValue, message));
            }
        })
    }

    /// The elements of a list as operands. A string may be interpreted as a path or as JSON; for other strings, outer
    /// quotes are removed and escapes are resolved. A list or object in the list is an error.
    pub(super) fn nodes(&mut self, list: ListId) -> Run<Rc<[Node]>> {
        let len = self.heap.list_len(list);
        self.spend(len as u64)?;
        let mut nodes = Vec::with_capacity(len);
        for at in 0..len {
            nodes.push(match self.heap.list_get(list, at).unwrap_or(Value::Null) {
                Value::Str(text) => self.text_node(text)?,
                Value::Char(unit) => {
                    let mut bytes = Vec::new();
                    wtf8::push_code_point(&mut bytes, u32::from(unit));
                    Node::Text(self.intern(&bytes)?)
                }
                Value::Null => Node::Null,
                Value::Bool(value) => Node::Bool(value),
                value if value.is_number() => number_node(value)?,
                _ => {
                    let message = "an array that is compared in a filter contains an object or an array";
                    return Err(Fault::error(EvalErrorKind::NestedValue, message));
                }
            });
        }
        Ok(nodes.into())
    }

    fn text_node(&mut self, string: Str) -> Run<Node> {
        let bytes = self.heap.bytes(string);
        let trimmed = text::trim(bytes);
        if matches!(trimmed.first(), Some(b'$' | b'@')) && parse::parse(trimmed).is_ok() {
            if parse::parse(bytes).is_err() {
                let message = "a string in an array looks like a path but has text before the root";
                return Err(Fault::error(EvalErrorKind::Operand, message));
            }
            return Ok(Node::Path);
        }
        if matches!(trimmed, [b'[', .., b']'] | [b'{', .., b'}']) {
            let trimmed = trimmed.to_vec();
            room(self.heap, 64 + 16 * trimmed.len())?;
            let json = self.heap.intern(&trimmed);
            if json::read(self.heap, json).is_ok() {
                return Ok(Node::JsonText(string));
            }
        }
        let bytes = self.heap.bytes(string);
        // A single character stays as it is, even a quote or a backslash.
        if wtf8::utf16_len(bytes) <= 1 {
            return Ok(Node::Text(string));
        }
        let inner = match bytes {
            [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] => inner,
            _ => bytes,
        };
        if inner.len() == bytes.len() && !inner.contains(&b'\\') {
            return Ok(Node::Text(string));
        }
        let Ok(text) = text::unescape(inner) else {
            let message = "a string in an array has a \\u without four hexadecimal digits";
            return Err(Fault::error(EvalErrorKind::Escape, message));
        };
        Ok(Node::Text(self.intern(&text)?))
    }

    /// The value of a JSON literal in a filter.
    pub(super) fn literal(&mut self, literal: u32) -> Run<Value> {
        let count = self.program.literals.len();
        self.state.literals.resize(count, None);
        if let Some(Some(value)) = self.state.literals.get(literal as usize) {
            return Ok(*value);
        }
        let text = self.program.literals.get(literal as usize).map_or(&[][..], |text| text);
        room(self.heap, 64 + 16 * text.len())?;
        let text = self.heap.intern(text);
        let Ok(value) = json::read(self.heap, text) else {
            return Err(Fault::error(
                EvalErrorKind::InvalidLiteral,
                "an array or object in a filter is invalid JSON",
            ));
        };
        if let Some(entry) = self.state.literals.get_mut(literal as usize) {
            *entry = Some(value);
        }
        Ok(value)
    }

    /// The elements of a node that is a list; `None` if it is other JSON. Other nodes are an error in Jayway.
    pub(super) fn elements(&mut self, node: Node) -> Run<Option<Rc<[Node]>>> {
        match node {
            Node::Json(value) => match as_list(self.heap, value) {
                Some(list) => self.nodes(list).map(Some),
                None => Ok(None),
            },
            Node::LiteralJson(literal) => {
                let Some(list) = self.literal(literal).map(|value| as_list(self.heap, value))? else {
                    return Ok(None);
                };
                let count = self.program.literals.len();
                self.state.literal_nodes.resize(count, None);
                if let Some(Some(nodes)) = self.state.literal_nodes.get(literal as usize) {
                    return Ok(Some(Rc::clone(nodes)));
                }
                let nodes = self.nodes(list)?;
                if let Some(entry) = self.state.literal_nodes.get_mut(literal as usize) {
                    *entry = Some(Rc::clone(&nodes));
                }
                Ok(Some(nodes))
            }
            _ => Err(wrong_operand("an array")),
        }
    }

    /// The bytes of a node that is a string.
    pub(super) fn bytes(&self, node: Node) -> Option<&[u8]> {
        match node {
            Node::Text(text) => Some(self.heap.bytes(text)),
            Node::LiteralText(text) => self.program.texts.get(text as usize).map(|text| &**text),
            _ => None,
        }
    }

    fn literal_number(&self, literal: u32) -> Option<&Literal> {
        self.program.numbers.get(literal as usize)
    }

    /// The number of a node, with all its digits.
    pub(super) fn decimal(&self, node: Node) -> Option<Decimal> {
        match node {
            Node::Literal(literal) => self.literal_number(literal).map(|literal| literal.exact.clone()),
            Node::Number(value) => {
                let mut text = Vec::new();
                match value {
                    Value::Int(n) => integer::push_int(&mut text, i64::from(n)),
                    Value::Long(n) => integer::push_int(&mut text, n),
                    Value::Double(n) => double::push_double(&mut text, n),
                    Value::Float(n) => double::push_float(&mut text, n),
                    Value::Short(n) => integer::push_int(&mut text, i64::from(n)),
                    Value::Byte(n) => integer::push_int(&mut text, i64::from(n)),
                    Value::BigInteger(digits) | Value::BigDecimal(digits) => {
                        text.extend_from_slice(self.heap.bytes(digits));
                    }
                    _ => return None,
                }
                Decimal::parse(&text)
            }
            _ => None,
        }
    }

    /// The order of two numbers.
    pub(super) fn compare_numbers(&self, left: Node, right: Node) -> Option<Ordering> {
        if let (Some(left), Some(right)) = (self.integer(left), self.integer(right)) {
            return Some(left.cmp(&right));
        }
        let near = self.near(left)?.partial_cmp(&self.near(right)?)?;
        let doubles =
            matches!((left, right), (Node::Number(Value::Double(_)), Node::Number(Value::Double(_))));
        // Rounding preserves the order, so different doubles have the order of the exact numbers.
        if near.is_ne() || doubles {
            return Some(near);
        }
        Some(self.decimal(left)?.compare(&self.decimal(right)?))
    }

    fn integer(&self, node: Node) -> Option<i64> {
        match node {
            Node::Number(Value::Int(n)) => Some(i64::from(n)),
            Node::Number(Value::Long(n)) => Some(n),
            Node::Number(Value::Short(n)) => Some(i64::from(n)),
            Node::Number(Value::Byte(n)) => Some(i64::from(n)),
            // Java prints all digits of such doubles.
            Node::Number(Value::Double(n)) if n.fract() == 0.0 && n.abs() < 1e15 => Some(n as i64),
            Node::Literal(literal) => self.literal_number(literal)?.integer,
            _ => None,
        }
    }

    fn near(&self, node: Node) -> Option<f64> {
        match node {
            Node::Literal(literal) => self.literal_number(literal).map(|literal| literal.near),
            // A filter compares a Float by the digits it prints.
            Node::Number(Value::Float(_)) => self.decimal(node).and_then(|n| n.to_string().parse().ok()),
            Node::Number(value) => Some(call::double(self.heap, value)),
            _ => None,
        }
    }
}

fn is_finite(value: Value) -> bool {
    match value {
        Value::Double(n) => n.is_finite(),
        Value::Float(n) => n.is_finite(),
        _ => true,
    }
}

fn number_node(value: Value) -> Run<Node> {
    match value {
        Value::Double(_) | Value::Float(_) if !is_finite(value) => {
            Err(Fault::error(EvalErrorKind::Number, "a filter compares an infinite number or NaN"))
        }
        _ => Ok(Node::Number(value)),
    }
}

#[cold]
pub(super) fn wrong_operand(wanted: &str) -> Fault {
    Fault::error(EvalErrorKind::Operand, format!("an operator of a filter requires {wanted}"))
}
