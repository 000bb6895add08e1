//! Terraform's functions, those that are used in definitions of APIs.

mod collections;
mod encodings;
mod files;
mod numbers;
mod patterns;
mod texts;

use std::rc::Rc;

use hcl_edit::expr::Expression;
use vtlkit_host::tree::NodeRef;
use vtlkit_text::Span;

use super::eval::{Parsed, Terraform};
use super::scope::Scope;
use super::value::{Data, Value};
pub(crate) use encodings::plain;

/// An argument that has not been evaluated.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a, 't> {
    Node(NodeRef<'t>),
    Expression(&'a Expression, &'a Parsed),
}

/// Evaluated arguments.
pub(crate) struct Arguments {
    values: Vec<Value>,
    /// The span of the call.
    span: Span,
}

impl Arguments {
    fn get(&self, at: usize) -> Option<&Value> {
        self.values.get(at)
    }

    /// An argument as text.
    fn text(&self, at: usize) -> Option<Rc<super::value::Text>> {
        self.get(at)?.to_text()
    }

    /// An argument as a known string.
    fn known(&self, at: usize) -> Option<Rc<str>> {
        self.get(at)?.known_text()
    }

    fn made(&self, text: &str) -> Option<Value> {
        Some(Value::text(text, self.span))
    }

    fn truth(&self, value: bool) -> Option<Value> {
        Some(Value::new(Data::Bool(value), self.span))
    }
}

/// The result of a function: `None` if it is unknown or an error.
type Outcome = Option<Value>;

impl<'t> Terraform<'_, 't> {
    fn argument(&self, argument: Argument<'_, 't>, scope: &Scope<'t>) -> Value {
        match argument {
            Argument::Node(node) => self.node(node, scope),
            Argument::Expression(expression, parsed) => self.expression(expression, parsed, scope),
        }
    }

    /// Evaluates a call. With `expand`, the last argument is a list of further arguments.
    pub(crate) fn call(
        &self,
        name: &str,
        arguments: &[Argument<'_, 't>],
        expand: bool,
        span: Span,
        scope: &Scope<'t>,
    ) -> Value {
        if !self.spend(16) {
            return Value::wrong(format!("{name}(…)"), span);
        }
        let mut worked_out = arguments.iter().map(|it| self.argument(*it, scope));
        match name {
            // The first argument without an error.
            "try" => {
                let found = self.trying(|| worked_out.find(|value| !value.is_wrong()));
                return found.unwrap_or_else(|| Value::wrong("try(…)", span));
            }
            "can" => {
                let value = self.trying(|| worked_out.next()).unwrap_or(Value::null(span));
                return match value.open() {
                    Some(open) if !open.is_wrong => Value::unknown("can(…)", span),
                    open => Value::new(Data::Bool(open.is_none()), span),
                };
            }
            _ => {}
        }
        let mut values: Vec<Value> = worked_out.collect();
        if expand && let Some(last) = values.pop() {
            match last.items() {
                Some(items) => values.extend(items),
                None => return Value::new(last.data, span),
            }
        }
        self.call_with(name, values, span)
    }

    /// Evaluates a call with evaluated arguments.
    pub(crate) fn call_with(&self, name: &str, values: Vec<Value>, span: Span) -> Value {
        let arguments = Arguments { values, span };
        let outcome = self
            .of_texts(name, &arguments)
            .or_else(|| self.of_lists(name, &arguments))
            .or_else(|| self.of_objects(name, &arguments))
            .or_else(|| self.of_encodings(name, &arguments))
            .or_else(|| self.of_patterns(name, &arguments))
            .or_else(|| self.of_files(name, &arguments))
            .or_else(|| numbers::call(name, &arguments));
        if let Some(value) = outcome {
            return value;
        }
        // The result is unknown because of the first unknown argument.
        let open = arguments.values.iter().find_map(Value::open);
        match open {
            Some(open) => Value::new(Data::Unknown(Rc::clone(open)), span),
            None if texts::is_known(name) => Value::wrong(format!("{name}(…)"), span),
            None => Value::unknown(format!("{name}(…)"), span),
        }
    }
}

/// The items of a list with their indexes, or the members of an object with their names.
pub(crate) fn pairs(value: &Value) -> Vec<(Value, Value)> {
    match &value.data {
        Data::List(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, item)| (Value::new(Data::Number(at as f64), item.span), item.clone())).collect()
        }
        Data::Object(members) => members
            .iter()
            .map(|(name, member)| (Value::text(name, member.key), member.value.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
