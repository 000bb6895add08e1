//! Method calls.

use std::cell::RefCell;
use std::rc::Rc;

use vtlkit_eval::methods::Receiver;

use super::collection::{made_up, put};
use super::{Halt, Run};
use crate::calculation::is_light;
use crate::constraints::Shape;
use crate::function::{Argument, Function, Gives};
use crate::origin::Origin;
use crate::unknown::Reason;
use crate::value::Value;

impl Run<'_> {
    #[allow(clippy::too_many_lines, reason = "one arm per method")]
    pub(super) fn method(
        &mut self,
        value: &Value,
        name: &str,
        arguments: &[Value],
        is_held: bool,
    ) -> Result<Value, Halt> {
        let mut arguments = arguments.to_vec();
        if let ("get" | "put" | "containsKey", Some(key)) = (name, arguments.first_mut()) {
            *key = made_up(key);
        }
        let arguments = &*arguments;
        Ok(match (value, name, arguments) {
            (Value::Nothing, _, _) => Value::Nothing,
            (_, "toString", []) => value.clone(),
            (Value::Unknown, _, _) => Value::Unknown,
            (_, "get", [key]) => self.member(value, key)?,
            (_, "keySet", []) => Value::List(Rc::new(RefCell::new(self.keys(value)?))),
            (_, "entrySet", []) => {
                let mut entries = Vec::new();
                for key in self.keys(value)? {
                    let held = self.member(value, &key)?;
                    entries.push(Value::Entry(key.into(), held.into()));
                }
                Value::List(Rc::new(RefCell::new(entries)))
            }
            (_, "values", []) => Value::List(Rc::new(RefCell::new(self.elements(value)?))),
            (Value::External(source @ Origin::Body(_)), "size", []) => self.size_asked(source),
            (Value::External(source @ Origin::Body(_)), "isEmpty", [])
                if matches!(self.constraints.shapes.get(source), Some(Shape::List(_) | Shape::Object(_))) =>
            {
                Value::Bool(self.size(source) == 0)
            }
            (Value::External(source @ Origin::Body(_)), "isEmpty", [])
                if self.constraints.is_foreseen_container(source) =>
            {
                match self.size_asked(source) {
                    Value::Number(count) => Value::Bool(count == 0),
                    // A variable holds the empty string.
                    _ if is_held => Value::Bool(true),
                    missing => missing,
                }
            }
            (Value::Spread { list, json: false, .. }, "size", []) => Value::Number(self.size(list) as i64),
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
            (
                Value::Escaped { inner, end, plain, .. },
                "replaceAll",
                [Value::Text(from), Value::Text(to)],
            ) if &**from == "\\\\'" && &**to == "'" => {
                Value::Escaped { inner: Rc::clone(inner), end: *end, plain: *plain, repaired: true }
            }
            // The pattern `\'` matches a plain apostrophe, so the call changes nothing: a common mistake.
            (Value::Escaped { .. }, "replaceAll", [Value::Text(from), Value::Text(to)])
                if matches!(&**from, "\\'" | "'") && &**to == "'" =>
            {
                value.clone()
            }
            (Value::External(source @ Origin::Body(_)), "put", [Value::Text(key), held]) => {
                let member = source.key(key).ok_or_else(|| Halt::lost(Reason::Member, "put into element"))?;
                self.assigned.insert(member, held.clone());
                Value::Unknown
            }
            (Value::External(source @ Origin::Body(_)), "containsKey", [Value::Text(key)]) => {
                let Some(member) = source.key(key) else {
                    return Err(Halt::lost(Reason::Member, "containsKey"));
                };
                if self.constraints.shape(source).is_none() && *source != Origin::payload() {
                    self.constraints.objects.insert(source.clone());
                }
                Value::Bool(!self.external_equals(&member, &Value::Nothing)?)
            }
            (Value::Escaped { inner, end, plain, .. }, "replace", [Value::Text(from), Value::Text(to)])
                if &**from == "\\'" && &**to == "'" =>
            {
                Value::Escaped { inner: Rc::clone(inner), end: *end, plain: *plain, repaired: true }
            }
            (_, "length" | "isEmpty", []) if let Some(source) = self.text_of(value) => {
                self.constraints.texts.insert(source.clone());
                match (self.external_equals(&source, &Value::Nothing)?, name) {
                    // A missing value has no methods, unless it is in a variable.
                    (true, _) if is_held || matches!(value, Value::Made { by, .. } if by.knows_missing()) => {
                        self.call(value, name, arguments, is_held)?
                    }
                    (true, _) => Value::Nothing,
                    (false, "isEmpty") => Value::Bool(false),
                    (false, _) => self.call(value, name, arguments, is_held)?,
                }
            }
            (Value::External(source), "contains" | "startsWith" | "endsWith", [Value::Text(said)])
                if !said.is_empty()
                    && self.may_be_any_text(source)
                    && !self.constraints.conditions.contains_key(source) =>
            {
                Value::Bool(self.holds(source, name, said))
            }
            (
                Value::External(source),
                "equals" | "equalsIgnoreCase" | "contains" | "startsWith" | "endsWith",
                [text @ Value::Text(said)],
            ) if !said.is_empty()
                && !self.constraints.is_container(source)
                && !self.constraints.conditions.contains_key(source) =>
            {
                self.constraints.texts.insert(source.clone());
                Value::Bool(self.external_equals(source, text)?)
            }
            (Value::Raw | Value::Json(_), "substring", _) => {
                if let Some(root) = whole(value) {
                    self.keys(&Value::External(root))?;
                }
                self.call(value, name, arguments, is_held)?
            }
            (_, "substring" | "charAt", _) if let Some(source) = self.text_of(value) => {
                self.part_asked(source, name, arguments);
                self.call(value, name, arguments, is_held)?
            }
            (_, "indexOf" | "lastIndexOf", [Value::Text(mark), ..])
                if let Some(source) = self.text_of(value) =>
            {
                self.place_asked(source, mark);
                self.call(value, name, arguments, is_held)?
            }
            (_, "split", [Value::Text(mark)]) if let Some(list) = self.split(value, mark) => list,
            (Value::External(source @ Origin::Body(_)), "add", [element]) => self.add(source, element)?,
            _ if !exists(value, name) => Value::Nothing,
            _ => self.call(value, name, arguments, is_held)?,
        })
    }

    /// Appends an element to a list of the payload.
    fn add(&mut self, source: &Origin, element: &Value) -> Result<Value, Halt> {
        match self.constraints.shape(source) {
            None if !self.constraints.texts.contains(source) => _ = self.size_asked(source),
            Some(Shape::List(_)) => {}
            _ => return Ok(Value::Nothing),
        }
        if !matches!(self.constraints.shape(source), Some(Shape::List(_))) {
            return Ok(Value::Nothing);
        }
        self.added.entry(source.clone()).or_default().push(element.clone());
        Ok(Value::Bool(true))
    }

    /// The result of the engine for a string, which may be in a variable.
    fn call(&self, value: &Value, name: &str, arguments: &[Value], is_held: bool) -> Result<Value, Halt> {
        let is_known = match value {
            Value::Made { by, .. } if matches!(by.gives(), Gives::Parts(_)) => name == "size",
            _ => Receiver::String.methods().iter().any(|method| method.name == name),
        };
        if !is_known {
            return Err(Halt::lost(Reason::Method, name));
        }
        let is_container = |source: &Origin| self.constraints.is_container(source);
        let (arguments, new) =
            constants(arguments, is_container).ok_or_else(|| Halt::lost(Reason::Argument, name))?;
        if !new.is_empty() && !is_light(new.iter().chain([value])) {
            return Err(Halt::lost(Reason::Budget, "heavy"));
        }
        Ok(match value {
            Value::Made { inner, by, given } => Value::Made {
                inner: Rc::clone(inner),
                by: by.then(name, &arguments).into(),
                given: given.iter().cloned().chain(new).collect(),
            },
            // A constant is the same for all requests.
            Value::Text(text) if new.is_empty() => {
                let by = Function::method(name, &arguments);
                match by.apply(text, &[]) {
                    Some(result) if by.counts() => {
                        Value::Number(result.parse().map_err(|_| Halt::lost(Reason::Literal, "number"))?)
                    }
                    Some(result) if by.is_text() => Value::Text(result.into()),
                    _ => Value::Made { inner: value.clone().into(), by: by.into(), given: new.into() },
                }
            }
            Value::External(_) if is_held => {
                let by = Function::method_of_kept(name, &arguments).into();
                Value::Made { inner: value.clone().into(), by, given: new.into() }
            }
            Value::External(_)
            | Value::Escaped { .. }
            | Value::Concat(_)
            | Value::Text(_)
            | Value::Raw
            | Value::Json(_) => {
                let by = Function::method(name, &arguments).into();
                Value::Made { inner: value.clone().into(), by, given: new.into() }
            }
            _ => return Err(Halt::lost(Reason::Method, name)),
        })
    }

    /// The value of the request from which a string is made.
    pub(super) fn text_of(&self, value: &Value) -> Option<Origin> {
        let mut value = value;
        while let Value::Escaped { inner, .. } | Value::Made { inner, .. } = value {
            value = inner;
        }
        match value {
            Value::External(source) if !self.constraints.is_container(source) => Some(source.clone()),
            _ => None,
        }
    }
}

/// The classes of the values of a payload.
const OF_JSON: [Receiver; 9] = [
    Receiver::String,
    Receiver::JsonList,
    Receiver::Map,
    Receiver::Boolean,
    Receiver::Integer,
    Receiver::Long,
    Receiver::Double,
    Receiver::BigInteger,
    Receiver::BigDecimal,
];

/// Whether a value may be of a class that has a method.
fn exists(value: &Value, name: &str) -> bool {
    let is_text = match value {
        Value::Text(_) | Value::Concat(_) | Value::Escaped { .. } | Value::Json(_) | Value::Raw => true,
        Value::Made { by, .. } => by.is_text(),
        Value::External(source) => !matches!(source, Origin::Body(_)),
        // The others are modelled method by method.
        _ => return true,
    };
    let classes = if is_text { &[Receiver::String][..] } else { &OF_JSON };
    classes.iter().any(|class| class.methods().iter().any(|method| method.name == name))
}

/// The constant arguments of a call, and the numbers and strings that depend on the request; `None` if others do.
fn constants(
    arguments: &[Value],
    is_container: impl Fn(&Origin) -> bool,
) -> Option<(Vec<Argument>, Vec<Value>)> {
    let mut given = Vec::new();
    let mut constant = |argument: &Value| match argument {
        Value::External(Origin::Name(of)) => of.last_name().map(|name| Argument::Text(name.to_owned())),
        Value::Text(text) => Some(Argument::Text(text.to_string())),
        Value::Number(number) => Some(Argument::Number(*number)),
        Value::Bool(value) => Some(Argument::Bool(*value)),
        Value::Made { by, .. } if matches!(by.gives(), Gives::Parts(_) | Gives::Truth) => None,
        Value::External(source) if is_container(source) => None,
        Value::External(_)
        | Value::Calculated(_)
        | Value::Made { .. }
        | Value::Concat(_)
        | Value::Escaped { .. }
        | Value::Json(_)
        | Value::Raw => {
            given.push(argument.clone());
            Some(Argument::Given)
        }
        // A missing value is the empty string as an argument.
        Value::Nothing => Some(Argument::Text(String::new())),
        _ => None,
    };
    let arguments = arguments.iter().map(&mut constant).collect::<Option<_>>()?;
    Some((arguments, given))
}

/// Whether a value is the whole payload as text: what a cut leaves of it depends on its members.
fn whole(value: &Value) -> Option<Origin> {
    match value {
        Value::Raw => Some(Origin::payload()),
        Value::Json(source @ Origin::Body(path)) if path.is_empty() => Some(source.clone()),
        _ => None,
    }
}
