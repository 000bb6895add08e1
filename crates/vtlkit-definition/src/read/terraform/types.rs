//! Type constraints of variables, as far as they change a value.

use std::rc::Rc;

use vtlkit_host::tree::{Kind, NodeRef};

use super::eval::Terraform;
use super::scope::Scope;
use super::value::{Data, Member, Object, Value};

/// Maximum nesting of types.
const NESTING: usize = 24;

/// Converts a value to the type of its variable: missing members of objects get their defaults.
pub(crate) fn convert<'t>(
    terraform: &Terraform<'_, 't>,
    kind: NodeRef<'t>,
    value: Value,
    scope: &Scope<'t>,
) -> Value {
    at(terraform, kind, value, scope, NESTING)
}

fn at<'t>(
    terraform: &Terraform<'_, 't>,
    kind: NodeRef<'t>,
    value: Value,
    scope: &Scope<'t>,
    depth: usize,
) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return value };
    if !terraform.spend(4) {
        return value;
    }
    if kind.node.kind != Kind::Call {
        return simple(kind.source(), value);
    }
    let Some(argument) = kind.items().next() else { return value };
    let span = value.span;
    match (kind.call_name(), &value.data) {
        ("optional", _) => at(terraform, argument, value, scope, depth),
        ("list" | "set", Data::List(items)) => {
            let items = items.iter().map(|item| at(terraform, argument, item.clone(), scope, depth));
            Value::list(items.collect(), span)
        }
        ("map", Data::Object(members)) => {
            let members = members.iter().map(|(name, member)| {
                let value = at(terraform, argument, member.value.clone(), scope, depth);
                (Rc::clone(name), Member { key: member.key, value })
            });
            Value::object(members.collect(), span)
        }
        ("object", Data::Object(members)) if argument.is_map() => {
            let mut out = Object::new();
            for (name, kind) in argument.raw_entries() {
                let name: Rc<str> = Rc::from(&*name.text());
                let optional = kind.node.kind == Kind::Call && kind.call_name() == "optional";
                let member = match members.get(&name).filter(|member| !optional || !member.value.is_null()) {
                    Some(member) => {
                        let value = at(terraform, kind, member.value.clone(), scope, depth);
                        Member { key: member.key, value }
                    }
                    None if optional => {
                        let default = kind.items().nth(1).map(|node| terraform.node(node, scope));
                        let value = default.unwrap_or(Value::null(span));
                        let value =
                            if value.is_null() { value } else { at(terraform, kind, value, scope, depth) };
                        Member { key: span, value }
                    }
                    None => continue,
                };
                out.insert(name, member);
            }
            Value::object(out, span)
        }
        _ => value,
    }
}

/// Converts a value to a primitive type.
fn simple(kind: &str, value: Value) -> Value {
    let data = match (kind.trim_matches('"'), &value.data) {
        ("string", Data::Number(_) | Data::Bool(_)) => value.to_text().map(Data::Text),
        ("number", Data::Text(_)) => value.to_number().map(Data::Number),
        ("bool", Data::Text(_)) => value.to_bool().map(Data::Bool),
        _ => None,
    };
    match data {
        Some(data) => Value::new(data, value.span),
        None => value,
    }
}
