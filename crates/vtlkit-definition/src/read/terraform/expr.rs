//! Expressions other than literals, objects, lists and calls.

use std::rc::Rc;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOp, BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator,
    UnaryOperator,
};
use vtlkit_host::scalar;
use vtlkit_text::Span;

use super::eval::{Parsed, Place, Terraform, within};
use super::functions::{Argument, pairs};
use super::scope::Scope;
use super::value::{Data, Member, Object, Value};

impl Parsed {
    fn text_of(&self, part: Span) -> &str {
        self.text.get(part.start() + 1..part.end() + 1).unwrap_or_default()
    }

    /// The source of an expression on one line, at most 60 characters.
    fn name_of(&self, expression: &Expression) -> String {
        let text = self.text_of(part(expression));
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
    }
}

/// The span of an expression in its source. The parsed text has a parenthesis before it.
fn part(expression: &Expression) -> Span {
    let range = expression.span().unwrap_or(0..0);
    Span::new(range.start.saturating_sub(1), range.end.saturating_sub(1))
}

/// The span of a traversal in its source.
fn span_of(traversal: &Traversal) -> Span {
    let range = traversal.span().unwrap_or(0..0);
    Span::new(range.start.saturating_sub(1), range.end.saturating_sub(1))
}

/// The value of an operation; unknown if `data` is `None`, wrong if an operand is.
fn made(data: Option<Data>, operands: &[&Value], expression: &Expression, parsed: &Parsed) -> Value {
    let span = parsed.place.of(part(expression));
    match data {
        Some(data) => Value::new(data, span),
        None if operands.iter().any(|operand| operand.is_wrong()) => {
            Value::wrong(parsed.name_of(expression), span)
        }
        None => Value::unknown(parsed.name_of(expression), span),
    }
}

impl<'t> Terraform<'_, 't> {
    /// Evaluates a parsed expression.
    pub(crate) fn expression(&self, expression: &Expression, parsed: &Parsed, scope: &Scope<'t>) -> Value {
        let span = parsed.place.of(part(expression));
        self.deeper("…", span, || self.expression_at(expression, parsed, scope, span))
    }

    fn expression_at(
        &self,
        expression: &Expression,
        parsed: &Parsed,
        scope: &Scope<'t>,
        span: Span,
    ) -> Value {
        let value = |expression: &Expression| self.expression(expression, parsed, scope);
        match expression {
            Expression::Null(_) => Value::null(span),
            Expression::Bool(it) => Value::new(Data::Bool(*it.value()), span),
            Expression::Number(it) => {
                it.value().as_f64().map_or(Value::null(span), |number| Value::new(Data::Number(number), span))
            }
            Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => {
                self.quoted(expression, parsed, scope, span)
            }
            Expression::Array(items) => Value::list(items.iter().map(value).collect(), span),
            Expression::Object(object) => {
                let mut members = Object::new();
                for (key, it) in object {
                    let (name, key) = match key {
                        ObjectKey::Ident(name) => (Some(Rc::from(name.as_str())), span),
                        ObjectKey::Expression(Expression::Variable(name)) => {
                            (Some(Rc::from(name.as_str())), span)
                        }
                        ObjectKey::Expression(key) => {
                            let text = value(key).to_text();
                            (text.map(|text| Rc::from(text.map.text())), parsed.place.of(part(key)))
                        }
                    };
                    if let Some(name) = name {
                        members.insert(name, Member { key, value: value(it.expr()) });
                    }
                }
                Value::object(members, span)
            }
            Expression::Parenthesis(inner) => value(inner.inner()),
            Expression::Variable(name) => self.root(name.as_str(), &mut [].iter(), span, scope),
            Expression::Conditional(it) => {
                let condition = value(&it.cond_expr);
                // An unknown condition is taken as true.
                let (chosen, other) = match condition.to_bool() {
                    Some(false) => (&it.false_expr, &it.true_expr),
                    _ => (&it.true_expr, &it.false_expr),
                };
                self.either(value(chosen), || value(other))
            }
            Expression::FuncCall(call) => self.function(call, parsed, scope, span),
            Expression::Traversal(it) => self.traversal(it, parsed, scope, span),
            Expression::UnaryOp(it) => {
                let operand = value(&it.expr);
                let data = match *it.operator.value() {
                    UnaryOperator::Not => operand.to_bool().map(|it| Data::Bool(!it)),
                    UnaryOperator::Neg => operand.to_number().map(|it| Data::Number(-it)),
                };
                made(data, &[&operand], expression, parsed)
            }
            Expression::BinaryOp(it) => self.binary(it, expression, parsed, scope),
            Expression::ForExpr(it) => self.for_each(it, parsed, scope, span),
        }
    }

    /// A quoted string or a heredoc.
    fn quoted(&self, expression: &Expression, parsed: &Parsed, scope: &Scope<'t>, span: Span) -> Value {
        let text = parsed.text.get(1..parsed.text.len() - 1).unwrap_or_default();
        let Some(map) = scalar::decode_hcl(text, part(expression)) else { return Value::null(span) };
        let map = match parsed.place {
            Place::From(start) => map.shifted(start),
            Place::Within(span) => within(&map, span),
        };
        self.template(map, span, scope)
    }

    fn function(&self, call: &FuncCall, parsed: &Parsed, scope: &Scope<'t>, span: Span) -> Value {
        let arguments: Vec<_> = call.args.iter().map(|it| Argument::Expression(it, parsed)).collect();
        // OpenTofu has the built-in functions in `core::`; functions of providers are unknown.
        let name = call.name.name.as_str();
        let is_own = call.name.namespace.iter().all(|it| it.as_str() == "core");
        let name = if is_own { name.to_owned() } else { format!("provider::{name}") };
        self.call(&name, &arguments, call.args.expand_final(), span, scope)
    }

    fn binary(&self, it: &BinaryOp, expression: &Expression, parsed: &Parsed, scope: &Scope<'t>) -> Value {
        // A long chain of operators nests to the left.
        let a = self.expression(&it.lhs_expr, parsed, scope);
        let b = self.expression(&it.rhs_expr, parsed, scope);
        let operator = *it.operator.value();
        let numbers = || Some((a.to_number()?, b.to_number()?));
        let data = match operator {
            BinaryOperator::Eq => a.equals(&b).map(Data::Bool),
            BinaryOperator::NotEq => a.equals(&b).map(|same| Data::Bool(!same)),
            BinaryOperator::And => match (a.to_bool(), b.to_bool()) {
                (Some(false), _) | (_, Some(false)) => Some(Data::Bool(false)),
                (Some(true), Some(true)) => Some(Data::Bool(true)),
                _ => None,
            },
            BinaryOperator::Or => match (a.to_bool(), b.to_bool()) {
                (Some(true), _) | (_, Some(true)) => Some(Data::Bool(true)),
                (Some(false), Some(false)) => Some(Data::Bool(false)),
                _ => None,
            },
            BinaryOperator::LessEq => numbers().map(|(a, b)| Data::Bool(a <= b)),
            BinaryOperator::GreaterEq => numbers().map(|(a, b)| Data::Bool(a >= b)),
            BinaryOperator::Less => numbers().map(|(a, b)| Data::Bool(a < b)),
            BinaryOperator::Greater => numbers().map(|(a, b)| Data::Bool(a > b)),
            BinaryOperator::Plus => numbers().map(|(a, b)| Data::Number(a + b)),
            BinaryOperator::Minus => numbers().map(|(a, b)| Data::Number(a - b)),
            BinaryOperator::Mul => numbers().map(|(a, b)| Data::Number(a * b)),
            BinaryOperator::Div => numbers().filter(|(_, b)| *b != 0.0).map(|(a, b)| Data::Number(a / b)),
            BinaryOperator::Mod => numbers().filter(|(_, b)| *b != 0.0).map(|(a, b)| Data::Number(a % b)),
        };
        let data = data.filter(|data| !matches!(data, Data::Number(number) if !number.is_finite()));
        made(data, &[&a, &b], expression, parsed)
    }

    fn for_each(&self, it: &ForExpr, parsed: &Parsed, scope: &Scope<'t>, span: Span) -> Value {
        let collection = self.expression(&it.intro.collection_expr, parsed, scope);
        if let Some(open) = collection.open() {
            return Value::new(Data::Unknown(Rc::clone(open)), span);
        }
        let mut list = Vec::new();
        let mut object = Object::new();
        for (key, value) in pairs(&collection) {
            if !self.spend(16) {
                break;
            }
            let place = value.span;
            let mut inner = scope.with(it.intro.value_var.as_str(), value);
            if let Some(name) = &it.intro.key_var {
                inner = inner.with(name.as_str(), key);
            }
            let holds = it.cond.as_ref().map(|cond| self.expression(&cond.expr, parsed, &inner));
            if holds.is_some_and(|holds| holds.to_bool() == Some(false)) {
                continue;
            }
            let made = self.expression(&it.value_expr, parsed, &inner);
            let Some(key) = &it.key_expr else {
                list.push(made);
                continue;
            };
            let key = self.expression(key, parsed, &inner);
            let Some(name) = key.to_text() else { continue };
            let name: Rc<str> = Rc::from(name.map.text());
            if it.grouping {
                let before = object.get(&name).and_then(|member: &Member| member.value.items());
                let mut items = before.unwrap_or_default();
                self.spend(items.len());
                items.push(made);
                object.insert(name, Member { key: place, value: Value::list(items, span) });
            } else {
                object.insert(name, Member { key: key.span, value: made });
            }
        }
        if it.key_expr.is_some() { Value::object(object, span) } else { Value::list(list, span) }
    }

    fn traversal(&self, it: &Traversal, parsed: &Parsed, scope: &Scope<'t>, span: Span) -> Value {
        let mut steps = it.operators.iter().map(|step| step.value());
        let value = match &it.expr {
            Expression::Variable(name) => {
                let names: Vec<&str> = it
                    .operators
                    .iter()
                    .map_while(|step| match step.value() {
                        TraversalOperator::GetAttr(name) => Some(name.as_str()),
                        _ => None,
                    })
                    .collect();
                let mut left = names.iter();
                let value = self.root(name.as_str(), &mut left, span, scope);
                for _ in 0..names.len() - left.len() {
                    steps.next();
                }
                value
            }
            other => self.expression(other, parsed, scope),
        };
        let value = self.steps(value, &steps.collect::<Vec<_>>(), parsed, scope, span);
        match value.open() {
            // Names of parts are less specific than the whole expression.
            Some(open) if open.is_wrong && open.name.starts_with('…') => {
                let text = parsed.text_of(span_of(it));
                Value::wrong(text.split_whitespace().collect::<String>(), span)
            }
            _ => value,
        }
    }

    fn steps(
        &self,
        mut value: Value,
        steps: &[&TraversalOperator],
        parsed: &Parsed,
        scope: &Scope<'t>,
        span: Span,
    ) -> Value {
        for (at, step) in steps.iter().enumerate() {
            value = match step {
                TraversalOperator::GetAttr(name) => self.member(&value, name.as_str(), span),
                TraversalOperator::Index(index) => {
                    let index = self.expression(index, parsed, scope);
                    self.index(&value, &index, span)
                }
                TraversalOperator::LegacyIndex(index) => {
                    self.index(&value, &Value::new(Data::Number(*index.value() as f64), span), span)
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let rest = steps.get(at + 1..).unwrap_or_default();
                    let items = match &value.data {
                        Data::List(items) => items.to_vec(),
                        Data::Null => Vec::new(),
                        Data::Unknown(_) => return value,
                        _ => vec![value],
                    };
                    let items = items.into_iter().take_while(|_| self.spend(8));
                    return Value::list(
                        items.map(|item| self.steps(item, rest, parsed, scope, span)).collect(),
                        span,
                    );
                }
            };
        }
        value
    }
}
