//! Payloads that are forms: `a=1&b=2`, taken apart with `split`.

use std::cell::RefCell;
use std::rc::Rc;

use super::Run;
use crate::constraints::Shape;
use crate::origin::Origin;
use crate::value::Value;

impl Run<'_> {
    /// The parts of a payload between `&`, or of such a part around `=`.
    pub(super) fn split(&mut self, value: &Value, mark: &str) -> Option<Value> {
        let elements = match (value, mark) {
            (value, "&") if self.is_payload(value) => {
                let count = match self.constraints.fields {
                    Some(count) => count,
                    None => {
                        // A form has at least one field.
                        let count = self.branch_on_size(2);
                        *self.constraints.fields.insert(count)
                    }
                };
                (0..count).map(|index| self.field(index)).collect()
            }
            (Value::Concat(parts), "=") => match &**parts {
                [name @ Value::External(Origin::Field { .. }), Value::Text(_), held] => {
                    vec![name.clone(), held.clone()]
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(Value::List(Rc::new(RefCell::new(elements))))
    }

    /// Whether a value is the text of the payload, with at most one mark after it: `split` drops empty parts at the
    /// end.
    fn is_payload(&self, value: &Value) -> bool {
        match value {
            Value::Raw => true,
            Value::External(root @ Origin::Body(path)) => {
                path.is_empty() && !self.constraints.touched.iter().any(|other| root.holds(other))
            }
            Value::Concat(parts) => match &**parts {
                [payload, Value::Text(mark)] => &**mark == "&" && self.is_payload(payload),
                _ => false,
            },
            _ => false,
        }
    }

    /// A field as it is sent.
    fn field(&mut self, index: usize) -> Value {
        let mut part = |is_name| self.external(Some(Origin::Field { index, is_name }));
        let (name, held) = (part(true), part(false));
        Value::Concat([name, Value::Text("=".into()), held].into())
    }

    /// The entry of a map for a field that may have the name: the first one whose name is undecided, by decision.
    pub(super) fn field_named(&mut self, map: &RefCell<Vec<(String, Value)>>, name: &str) -> Option<Value> {
        for index in 0..self.constraints.fields? {
            let source = Origin::Field { index, is_name: true };
            if self.constraints.shape(&source).is_some() {
                continue;
            }
            let mut map = map.borrow_mut();
            let (key, value) = map.iter_mut().find(|(key, _)| *key == format!("k{index}"))?;
            if self.choose(2) == 1 {
                return None;
            }
            self.constraints.shapes.insert(source, Shape::Text(name.to_owned()));
            name.clone_into(key);
            return Some(value.clone());
        }
        None
    }
}
