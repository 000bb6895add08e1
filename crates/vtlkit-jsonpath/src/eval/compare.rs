//! The operators.

use std::cmp::Ordering;

use memchr::memmem;
use vtlkit_java::wtf8;
use vtlkit_value::Value;

use super::node::{Node, wrong_operand};
use super::{Fault, Machine, Run, as_list};
use crate::ast::Operator;
use crate::error::EvalErrorKind;
use vtlkit_java::Decimal;

impl Machine<'_> {
    pub(super) fn holds(&mut self, operator: Operator, left: Node, right: Node) -> Run<bool> {
        match operator {
            Operator::Equal => self.equal(left, right),
            Operator::NotEqual => Ok(!self.equal(left, right)?),
            Operator::SameEqual => Ok(left.class() == right.class() && self.equal(left, right)?),
            Operator::SameNotEqual => Ok(left.class() != right.class() || !self.equal(left, right)?),
            Operator::Less => Ok(self.order(left, right).is_some_and(Ordering::is_lt)),
            Operator::LessOrEqual => Ok(self.order(left, right).is_some_and(Ordering::is_le)),
            Operator::Greater => Ok(self.order(left, right).is_some_and(Ordering::is_gt)),
            Operator::GreaterOrEqual => Ok(self.order(left, right).is_some_and(Ordering::is_ge)),
            Operator::Matches => self.matches_pattern(left, right),
            Operator::In => self.is_in(left, right),
            Operator::NotIn => Ok(!self.is_in(left, right)?),
            Operator::Contains => self.contains(left, right),
            Operator::Size => self.has_size(left, right),
            Operator::Empty => self.is_empty(left, right),
            Operator::Exists => match (left, right) {
                (Node::Bool(left), Node::Bool(right)) => Ok(left == right),
                (Node::Bool(_), _) | (_, Node::Bool(_)) => Err(wrong_operand("true or false")),
                _ => Err(Fault::error(
                    EvalErrorKind::ExistsOperand,
                    "'exists' requires true or false on one side",
                )),
            },
            Operator::SubsetOf => self.is_subset(left, right),
            Operator::AnyOf => self.shares(left, right, true),
            Operator::NoneOf => self.shares(left, right, false),
            // They require operands that only Java code can create.
            Operator::All | Operator::Type | Operator::Predicate => {
                Err(wrong_operand("that can only be created in Java"))
            }
        }
    }

    fn equal(&mut self, left: Node, right: Node) -> Run<bool> {
        match (left, right) {
            (Node::Json(left), Node::Json(right)) => Ok(self.heap.equals(left, right)),
            (Node::Json(left), Node::LiteralJson(right)) => {
                let right = self.literal(right)?;
                Ok(self.heap.equals(left, right))
            }
            // JSON on the left is compared as text with the value on the right.
            (Node::LiteralJson(_), Node::LiteralJson(right)) => self.literal(right).map(|_| false),
            (Node::LiteralJson(_), Node::Json(_)) => Ok(false),
            _ => Ok(self.same(left, right)),
        }
    }

    /// Whether two nodes are equal as Java objects, which is how elements of lists are compared.
    fn same(&self, left: Node, right: Node) -> bool {
        match (left, right) {
            (Node::Null, Node::Null) => true,
            (Node::Bool(left), Node::Bool(right)) => left == right,
            (Node::Json(left), Node::Json(right)) => self.heap.equals(left, right),
            (Node::LiteralJson(_) | Node::JsonText(_), Node::LiteralJson(_) | Node::JsonText(_)) => {
                self.json_text(left) == self.json_text(right)
            }
            (Node::Number(_) | Node::Literal(_), Node::Number(_) | Node::Literal(_)) => {
                self.compare_numbers(left, right).is_some_and(Ordering::is_eq)
            }
            // A string on the left must be the number as Java prints it; one on the right must only have the same
            // value.
            (_, Node::Number(_) | Node::Literal(_)) => match (self.bytes(left), self.decimal(right)) {
                (Some(text), Some(number)) => text == number.to_string().as_bytes(),
                _ => false,
            },
            (Node::Number(_) | Node::Literal(_), _) => match self.bytes(right).and_then(Decimal::parse) {
                Some(meant) => self.decimal(left).is_some_and(|number| number.compare(&meant).is_eq()),
                None => false,
            },
            _ => match (self.bytes(left), self.bytes(right)) {
                (Some(left), Some(right)) => left == right,
                _ => false,
            },
        }
    }

    fn json_text(&self, node: Node) -> Option<&[u8]> {
        match node {
            Node::JsonText(text) => Some(self.heap.bytes(text)),
            Node::LiteralJson(literal) => self.program.literals.get(literal as usize).map(|text| &**text),
            _ => None,
        }
    }

    /// The order of two numbers or two strings; `None` for other operands.
    fn order(&self, left: Node, right: Node) -> Option<Ordering> {
        if let (Some(left), Some(right)) = (self.bytes(left), self.bytes(right)) {
            return Some(compare_text(left, right));
        }
        self.compare_numbers(left, right)
    }

    fn is_in(&mut self, left: Node, right: Node) -> Run<bool> {
        match self.elements(right)? {
            Some(elements) => {
                self.spend(elements.len() as u64)?;
                Ok(elements.iter().any(|&element| self.same(left, element)))
            }
            None => Ok(false),
        }
    }

    fn contains(&mut self, left: Node, right: Node) -> Run<bool> {
        if let Some(text) = self.bytes(left) {
            return Ok(self.bytes(right).is_some_and(|part| has_part(text, part)));
        }
        if !matches!(left, Node::Json(_) | Node::LiteralJson(_)) {
            return Ok(false);
        }
        self.is_in(right, left)
    }

    fn has_size(&mut self, left: Node, right: Node) -> Run<bool> {
        let Some(wanted) = self.decimal(right) else { return Ok(false) };
        let wanted = i64::from(wanted.int_value());
        if let Some(text) = self.bytes(left) {
            return Ok(wtf8::utf16_len(text) as i64 == wanted);
        }
        // For an object, Jayway returns -1.
        Ok(self.json_value(left)?.is_some_and(|value| {
            as_list(self.heap, value).map_or(-1, |list| self.heap.list_len(list) as i64) == wanted
        }))
    }

    fn is_empty(&mut self, left: Node, right: Node) -> Run<bool> {
        let empty = if let Some(text) = self.bytes(left) {
            text.is_empty()
        } else if let Some(value) = self.json_value(left)? {
            let Some(list) = as_list(self.heap, value) else {
                let message = "'empty' is applied to an object; it accepts strings and arrays";
                return Err(Fault::error(EvalErrorKind::EmptyOfObject, message));
            };
            self.heap.list_len(list) == 0
        } else {
            return Ok(false);
        };
        match right {
            Node::Bool(wanted) => Ok(empty == wanted),
            _ => Err(wrong_operand("true or false")),
        }
    }

    /// The list or object of a node, if it is one.
    fn json_value(&mut self, node: Node) -> Run<Option<Value>> {
        match node {
            Node::Json(value) => Ok(Some(value)),
            Node::LiteralJson(literal) => self.literal(literal).map(Some),
            _ => Ok(None),
        }
    }

    fn is_subset(&mut self, left: Node, right: Node) -> Run<bool> {
        let Some(right) = self.elements(right)? else { return Ok(false) };
        let Some(left) = self.elements(left)? else { return Ok(false) };
        self.spend(left.len() as u64 * right.len() as u64)?;
        Ok(left.iter().all(|&element| right.iter().any(|&other| self.same(element, other))))
    }

    /// Whether it is equal to `wanted` that two lists have a common element.
    fn shares(&mut self, left: Node, right: Node, wanted: bool) -> Run<bool> {
        let Some(right) = self.elements(right)? else { return Ok(false) };
        let Some(left) = self.elements(left)? else { return Ok(false) };
        self.spend(left.len() as u64 * right.len() as u64)?;
        Ok(left.iter().any(|&element| right.iter().any(|&other| self.same(element, other))) == wanted)
    }

    /// Matches a pattern on one side with the other side: the whole string must match, or one element of an array.
    fn matches_pattern(&mut self, left: Node, right: Node) -> Run<bool> {
        let (pattern, other) = match (left, right) {
            (Node::Pattern(_), Node::Pattern(_)) => return Ok(false),
            (Node::Pattern(pattern), other) | (other, Node::Pattern(pattern)) => (pattern, other),
            _ => return Ok(false),
        };
        if let Some(value) = self.json_value(other)?
            && as_list(self.heap, value).is_some()
        {
            let Some(elements) = self.elements(other)? else { return Ok(false) };
            for &element in elements.iter() {
                if self.matches_one(pattern, element)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        self.matches_one(pattern, other)
    }

    fn matches_one(&mut self, pattern: u32, node: Node) -> Run<bool> {
        let number;
        let input = match node {
            Node::Number(_) | Node::Literal(_) => {
                number = self.decimal(node).map(|number| number.to_string()).unwrap_or_default();
                number.as_bytes()
            }
            Node::Bool(true) => b"true",
            Node::Bool(false) => b"false",
            // Any other value is the empty string.
            _ => self.bytes(node).unwrap_or_default(),
        };
        let Some(pattern) = self.program.patterns.get(pattern as usize) else { return Ok(false) };
        let mut steps = *self.steps;
        let outcome = pattern.is_full_match(input, &mut steps);
        *self.steps = steps;
        outcome.map_err(|error| {
            Fault::error(EvalErrorKind::Pattern, format!("a regular expression fails: {error}"))
        })
    }
}

/// `String.compareTo`: by UTF-16 units.
fn compare_text(left: &[u8], right: &[u8]) -> Ordering {
    let wide = |text: &[u8]| text.iter().any(|&byte| byte >= 0xF0);
    if wide(left) || wide(right) { wtf8::units(left).cmp(wtf8::units(right)) } else { left.cmp(right) }
}

/// `String.contains`: an unpaired surrogate may match a part of a pair.
fn has_part(text: &[u8], part: &[u8]) -> bool {
    let lone = |text: &[u8]| text.windows(2).any(|pair| pair[0] == 0xED && pair[1] >= 0xA0);
    if !lone(part) {
        return memmem::find(text, part).is_some();
    }
    let (text, part): (Vec<u16>, Vec<u16>) = (wtf8::units(text).collect(), wtf8::units(part).collect());
    text.windows(part.len()).any(|window| window == part)
}
