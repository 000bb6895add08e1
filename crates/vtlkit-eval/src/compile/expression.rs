//! Expressions and references.

use vtlkit_syntax::ast::{
    Accessor as AstAccessor, Expression, Operator, Prefix, Reference as AstReference, StringLiteral,
    StringValue,
};

use super::Compiler;
use crate::class::is_class;
use crate::program::{Accessor, AccessorKind, Argument, Const, Escape, Expr, ExprId, Reference, Stretch};
use vtlkit_text::Span;

impl<'t> Compiler<'t> {
    pub(super) fn push_expression(&mut self, expression: Expr, span: Span) -> ExprId {
        self.program.expressions.push(expression);
        self.program.expression_spans.push(span);
        ExprId(self.program.expressions.len() as u32 - 1)
    }

    pub(super) fn expressions(&mut self, expressions: &'t [Expression]) -> Stretch {
        self.list(expressions.iter())
    }

    fn list(&mut self, expressions: impl Iterator<Item = &'t Expression>) -> Stretch {
        let outer = self.arguments.len();
        for expression in expressions {
            let expression = self.expression(expression);
            self.arguments.push(expression);
        }
        let start = self.program.arguments.len() as u32;
        self.program.arguments.extend(self.arguments.drain(outer..));
        Stretch { start, end: self.program.arguments.len() as u32 }
    }

    pub(super) fn expression(&mut self, expression: &'t Expression) -> ExprId {
        let compiled = match expression {
            Expression::Group { inner, .. } => return self.expression(inner),
            Expression::String(literal) => self.string(literal),
            Expression::Integer(span) => self.integer(span.text(self.source)),
            Expression::Float(span) => Expr::Double(span.text(self.source).parse().unwrap_or(f64::NAN)),
            Expression::Boolean { value, .. } => Expr::Boolean(*value),
            Expression::List { elements, .. } => Expr::List(self.expressions(elements)),
            Expression::Range { from, to, .. } => {
                let (from, to) = (self.expression(from), self.expression(to));
                Expr::Range(from, to)
            }
            Expression::Map { entries, .. } => {
                Expr::Map(self.list(entries.iter().flat_map(|(key, value)| [key, value])))
            }
            Expression::Reference(reference) => Expr::Reference(self.reference(reference)),
            Expression::Word(_) => Expr::Null,
            Expression::Not { operand, .. } => Expr::Not(self.expression(operand)),
            Expression::Binary { operator: Operator::Add, left, right, .. } => {
                let (a, b) = (self.expression(left), self.expression(right));
                let (left, right) = (self.literal(left), self.literal(right));
                Expr::Add(a, b, left, right)
            }
            Expression::Binary { operator, left, right, .. } => {
                let (left, right) = (self.expression(left), self.expression(right));
                Expr::Binary(*operator, left, right)
            }
        };
        self.push_expression(compiled, self.place(expression.span()))
    }

    /// The source of an expression that may be null and is then printed. For a group, the text inside the
    /// parentheses. For two operands, the text after the operator, because the node of an operation starts there in
    /// Velocity's grammar. White space is included.
    fn literal(&mut self, expression: &'t Expression) -> Const {
        let text = match expression {
            Expression::Reference(reference) => spelled(reference, self.source),
            Expression::Group { span, .. } => {
                let text = span.text(self.source);
                text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text)
            }
            Expression::Binary { left, right, .. } => {
                let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
                let behind = self.source.get(left.span().end()..).unwrap_or_default();
                let operator = behind.len() - behind.trim_start_matches(is_space).len() + 1;
                let rest = self.source.get(right.span().end()..).unwrap_or_default();
                let end = right.span().end() + rest.len() - rest.trim_start_matches(is_space).len();
                self.source.get(left.span().end() + operator..end).unwrap_or_default()
            }
            other => other.span().text(self.source),
        };
        self.constant(text.as_bytes())
    }

    fn integer(&mut self, text: &str) -> Expr {
        if let Ok(n) = text.parse() {
            return Expr::Integer(n);
        }
        if let Ok(n) = text.parse() {
            return Expr::Long(n);
        }
        let negative = text.starts_with('-');
        let digits = text.trim_start_matches('-').trim_start_matches('0');
        Expr::BigInteger(self.constant(format!("{}{digits}", if negative { "-" } else { "" }).as_bytes()))
    }

    fn string(&mut self, literal: &'t StringLiteral) -> Expr {
        match &literal.value {
            StringValue::Raw(span) => Expr::String(self.constant(span.text(self.source).as_bytes())),
            StringValue::Decoded(decoded) => Expr::String(self.constant(decoded)),
            StringValue::Template { template, drop_last } => {
                let span = self.place(literal.span);
                let within = self.within;
                if template.decoded.is_some() {
                    self.within = Some(span);
                }
                let stretch = self.aside(span, |compiler| compiler.template(template));
                self.within = within;
                Expr::Interpolated(stretch, *drop_last)
            }
        }
    }

    pub(super) fn argument(&mut self, argument: &'t Expression) -> Argument {
        let constant = matches!(
            argument,
            Expression::Integer(_) | Expression::Float(_) | Expression::Boolean { .. } | Expression::Word(_)
        );
        let value = self.expression(argument);
        let text = match argument {
            Expression::Reference(reference) => spelled(reference, self.source),
            other => other.span().text(self.source),
        };
        let literal = self.constant(text.as_bytes());
        Argument { value, literal, constant }
    }

    pub(super) fn path(&mut self, path: &'t [AstAccessor]) -> Stretch {
        let outer = self.accessors.len();
        for accessor in path {
            let span = self.place(accessor.span());
            let kind = match accessor {
                AstAccessor::Property { name, .. } => {
                    let name = name.text(self.source).as_bytes();
                    let constant = self.constant(name);
                    if is_class(name) {
                        AccessorKind::Class(constant)
                    } else {
                        AccessorKind::Property(constant)
                    }
                }
                AstAccessor::Method { name, arguments, .. } => {
                    let arguments = self.expressions(arguments);
                    AccessorKind::Method(self.constant(name.text(self.source).as_bytes()), arguments)
                }
                AstAccessor::Index { index, .. } => AccessorKind::Index(self.expression(index)),
            };
            self.accessors.push(Accessor { kind, span });
        }
        let start = self.program.accessors.len() as u32;
        self.program.accessors.extend(self.accessors.drain(outer..));
        Stretch { start, end: self.program.accessors.len() as u32 }
    }

    pub(super) fn reference(&mut self, reference: &'t AstReference) -> u32 {
        let slot = self.slot(reference.name.text(self.source));
        let path = self.path(&reference.path);
        let own = spelled(reference, self.source).as_bytes();
        let mut repeated = |count: usize, text: &str| self.constant(("\\".repeat(count) + text).as_bytes());
        let (escape, before_value, before_literal) = match &reference.prefix {
            Prefix::None => (Escape::None, Const::default(), Const::default()),
            Prefix::Printed { backslashes, text } => {
                (Escape::None, repeated(*backslashes, text), repeated(2 * backslashes, text))
            }
            Prefix::Escaped { backslashes } => {
                (Escape::Escaped, repeated(*backslashes, ""), repeated(backslashes + 1, ""))
            }
            Prefix::Broken(_) => (Escape::Broken, Const::default(), Const::default()),
        };
        let literal = match &reference.prefix {
            Prefix::Broken(text) => self.constant(text.as_bytes()),
            Prefix::None | Prefix::Printed { .. } if reference.quiet => Const::default(),
            _ => self.constant(own),
        };
        let spelled = if literal.len > 0 { literal } else { Const::default() };
        let span = self.place(reference.span);
        let compiled = Reference { slot, path, escape, literal, before_value, before_literal, spelled, span };
        self.program.references.push(compiled);
        self.program.references.len() as u32 - 1
    }
}

/// The text of a reference without a value.
fn spelled<'t>(reference: &'t AstReference, source: &'t str) -> &'t str {
    reference.spelled.as_deref().unwrap_or_else(|| reference.literal.text(source))
}
