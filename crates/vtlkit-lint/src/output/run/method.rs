//! Methods of values.

use std::cell::RefCell;
use std::rc::Rc;

use super::collection::put;
use super::{Halt, Run};
use crate::output::value::{Shape, Source, Value};

impl Run<'_> {
    pub(super) fn method(&mut self, value: &Value, name: &str, arguments: &[Value]) -> Result<Value, Halt> {
        Ok(match (value, name, arguments) {
            (Value::Nothing, _, _) => Value::Nothing,
            (_, "toString", []) => value.clone(),
            (Value::Unknown, _, _) => Value::Unknown,
            (_, "get", [key]) => self.member(value, key)?,
            (_, "keySet", []) => Value::List(Rc::new(RefCell::new(self.keys(value)?))),
            (_, "entrySet", []) => {
                let mut entries = Vec::new();
                for key in self.keys(value)? {
                    let Value::Text(name) = &key else { continue };
                    let held = self.member(value, &key)?;
                    entries.push(Value::Entry(Rc::clone(name), held.into()));
                }
                Value::List(Rc::new(RefCell::new(entries)))
            }
            (_, "values", []) => Value::List(Rc::new(RefCell::new(self.elements(value)?))),
            (Value::External(source @ Source::Body(_)), "size", []) => {
                Value::Number(self.size(source) as i64)
            }
            (Value::External(source @ Source::Body(_)), "isEmpty", [])
                if matches!(self.facts.shapes.get(source), Some(Shape::List(_) | Shape::Object(_))) =>
            {
                Value::Bool(self.size(source) == 0)
            }
            (Value::List(list), "size", []) => Value::Number(list.borrow().len() as i64),
            (Value::Map(map), "size", []) => Value::Number(map.borrow().len() as i64),
            (Value::List(list), "isEmpty", []) => Value::Bool(list.borrow().is_empty()),
            (Value::Map(map), "isEmpty", []) => Value::Bool(map.borrow().is_empty()),
            (Value::List(list), "add", [element]) => {
                list.borrow_mut().push(element.clone());
                Value::Bool(true)
            }
            (Value::Map(map), "put", [Value::Text(key), held]) => {
                let old =
                    map.borrow().iter().find(|(known, _)| **known == **key).map(|(_, value)| value.clone());
                put(map, key, held.clone());
                old.unwrap_or(Value::Nothing)
            }
            (Value::Map(map), "containsKey", [Value::Text(key)]) => {
                Value::Bool(map.borrow().iter().any(|(known, _)| **known == **key))
            }
            (Value::Escaped { inner, end, .. }, "replaceAll", [Value::Text(from), Value::Text(to)])
                if &**from == "\\\\'" && &**to == "'" =>
            {
                Value::Escaped { inner: Rc::clone(inner), end: *end, repaired: true }
            }
            // A pattern with one backslash is an apostrophe alone, which stays one: a common slip.
            (Value::Escaped { .. }, "replaceAll", [Value::Text(from), Value::Text(to)])
                if matches!(&**from, "\\'" | "'") && &**to == "'" =>
            {
                value.clone()
            }
            (Value::Escaped { inner, end, .. }, "replace", [Value::Text(from), Value::Text(to)])
                if &**from == "\\'" && &**to == "'" =>
            {
                Value::Escaped { inner: Rc::clone(inner), end: *end, repaired: true }
            }
            _ => return Err(Halt::Lost),
        })
    }
}
