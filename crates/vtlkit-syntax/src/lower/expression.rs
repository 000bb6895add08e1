//! Expressions: applies operator precedence to the grammar's flat list.

use pest::iterators::Pair;
use vtlkit_text::Span;

use super::Lower;
use crate::ast::{Expression, Operator};
use crate::error::SyntaxErrorKind;
use crate::parser::{MAX_BLOCK_DEPTH, Rule};

impl Lower<'_, '_> {
    pub(super) fn expression(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let whole = self.span(&pair);
        let mut operands: Vec<Expression> = Vec::with_capacity(1);
        let mut operators: Vec<(Operator, Span)> = Vec::new();
        let mut nots: Vec<Span> = Vec::new();
        let mut count = 0;
        for inner in pair.into_inner() {
            let span = self.span(&inner);
            match inner.as_rule() {
                Rule::not => {
                    nots.push(span);
                    count += 1;
                }
                Rule::operator => {
                    let Some(operator) = Operator::from_text(self.text(span)) else { continue };
                    reduce(&mut operands, &mut operators, operator.precedence());
                    operators.push((operator, span));
                    count += 1;
                }
                _ => {
                    let mut operand = self.value(inner);
                    for not in nots.drain(..).rev() {
                        operand =
                            Expression::Not { span: not.to(operand.span()), operand: Box::new(operand) };
                    }
                    operands.push(operand);
                }
            }
            if count > MAX_BLOCK_DEPTH {
                self.error(SyntaxErrorKind::TooDeep { limit: MAX_BLOCK_DEPTH }, span);
                return Expression::Word(whole);
            }
        }
        reduce(&mut operands, &mut operators, 0);
        operands.pop().unwrap_or(Expression::Word(whole))
    }

    /// `[…]`: a list, or a range if it contains two dots.
    pub(super) fn bracket(&mut self, pair: Pair<'_, Rule>) -> Expression {
        let span = self.span(&pair);
        let mut elements = Vec::new();
        let mut range = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::range_dots => range = true,
                Rule::close_bracket => {}
                _ => elements.push(self.value(inner)),
            }
        }
        if !range {
            return Expression::List { span, elements };
        }
        let end = |value: &Expression| {
            matches!(value, Expression::Reference(_) | Expression::Integer(_) | Expression::Word(_))
        };
        match <[Expression; 2]>::try_from(elements) {
            Ok([from, to]) if end(&from) && end(&to) => {
                Expression::Range { span, from: Box::new(from), to: Box::new(to) }
            }
            _ => {
                self.error(SyntaxErrorKind::BadRange, span);
                Expression::Word(span)
            }
        }
    }
}

/// Applies the pending operators with at least this precedence, the last one first.
fn reduce(operands: &mut Vec<Expression>, operators: &mut Vec<(Operator, Span)>, precedence: u8) {
    while let Some(&(operator, operator_span)) = operators.last() {
        if operator.precedence() < precedence {
            return;
        }
        operators.pop();
        let (Some(right), Some(left)) = (operands.pop(), operands.pop()) else { return };
        operands.push(Expression::Binary {
            span: left.span().to(right.span()),
            operator,
            operator_span,
            left: Box::new(left),
            right: Box::new(right),
        });
    }
}
