//! `java.util.LinkedHashMap`, its entries and its views.

use vtlkit_value::{MapId, Object as HeapObject, Value, View};

use super::Parameter::{Map, Object};
use super::list::nothing;
use super::{Method, object};
use crate::{Arguments, Failure};

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "clear", parameters: &[], docs: "Takes all entries out.", run: |this, arguments| { arguments.heap.map_clear(map(this)?); Ok(nothing()) } },
    Method { name: "containsKey", parameters: &[Object], docs: "Whether there is such a key.", run: |this, arguments| Ok(Value::Bool(arguments.heap.map_get(map(this)?, arguments.value(0)).is_some())) },
    Method { name: "containsValue", parameters: &[Object], docs: "Whether a value equals the argument.", run: |this, arguments| { let wanted = arguments.value(0); Ok(Value::Bool(arguments.heap.map_entries(map(this)?).any(|(_, value)| arguments.heap.equals(wanted, value)))) } },
    Method { name: "entrySet", parameters: &[], docs: "The entries, each with `key` and `value`.", run: |this, arguments| view(this, arguments, View::Entries) },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is a map of equal entries.", run: object::equals },
    Method { name: "get", parameters: &[Object], docs: "The value of a key.", run: |this, arguments| Ok(arguments.heap.map_get(map(this)?, arguments.value(0)).unwrap_or(Value::Null)) },
    Method { name: "getOrDefault", parameters: &[Object, Object], docs: "The value of a key, or the second argument where there is no such key.", run: |this, arguments| Ok(arguments.heap.map_get(map(this)?, arguments.value(0)).unwrap_or(arguments.value(1))) },
    Method { name: "hashCode", parameters: &[], docs: "Java's hash code of the entries.", run: object::hash_code },
    Method { name: "isEmpty", parameters: &[], docs: "Whether there is no entry.", run: |this, arguments| Ok(Value::Bool(arguments.heap.map_len(map(this)?) == 0)) },
    Method { name: "keySet", parameters: &[], docs: "The keys.", run: |this, arguments| view(this, arguments, View::Keys) },
    Method { name: "put", parameters: &[Object, Object], docs: "Sets the value of a key and gives the old one.", run: |this, arguments| Ok(arguments.heap.map_put(map(this)?, arguments.value(0), arguments.value(1)).unwrap_or(Value::Null)) },
    Method { name: "putAll", parameters: &[Map], docs: "Sets the values of all keys of another map.", run: put_all },
    Method { name: "putIfAbsent", parameters: &[Object, Object], docs: "Sets the value of a key that has none, and gives the old one.", run: put_if_absent },
    Method { name: "remove", parameters: &[Object], docs: "Takes a key out and gives its value.", run: remove },
    Method { name: "size", parameters: &[], docs: "How many entries there are.", run: |this, arguments| Ok(Value::Int(arguments.heap.map_len(map(this)?) as i32)) },
    Method { name: "toString", parameters: &[], docs: "The entries in braces.", run: object::to_string },
    Method { name: "values", parameters: &[], docs: "The values.", run: |this, arguments| view(this, arguments, View::Values) },
];

#[rustfmt::skip]
pub(super) static ENTRY_METHODS: &[Method] = &[
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is an entry of equal key and value.", run: object::equals },
    Method { name: "getKey", parameters: &[], docs: "The key.", run: |this, arguments| Ok(entry(this, &arguments)?.1) },
    Method { name: "getValue", parameters: &[], docs: "The value.", run: |this, arguments| { let (map, key) = entry(this, &arguments)?; Ok(arguments.heap.map_get(map, key).unwrap_or(Value::Null)) } },
    Method { name: "hashCode", parameters: &[], docs: "Java's hash code of key and value.", run: object::hash_code },
    Method { name: "setValue", parameters: &[Object], docs: "Sets the value in the map and gives the old one.", run: |this, arguments| { let (map, key) = entry(this, &arguments)?; Ok(arguments.heap.map_put(map, key, arguments.value(0)).unwrap_or(Value::Null)) } },
    Method { name: "toString", parameters: &[], docs: "The key, `=` and the value.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static VIEW_METHODS: &[Method] = &[
    Method { name: "contains", parameters: &[Object], docs: "Whether an element equals the argument.", run: |this, mut arguments| { let wanted = arguments.value(0); let elements = arguments.elements(this)?; Ok(Value::Bool(elements.iter().any(|&element| arguments.heap.equals(wanted, element)))) } },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is a set of equal elements.", run: object::equals },
    Method { name: "isEmpty", parameters: &[], docs: "Whether there is no element.", run: |this, arguments| Ok(Value::Bool(arguments.heap.map_len(viewed(this, &arguments)?) == 0)) },
    Method { name: "iterator", parameters: &[], docs: "An iterator over the elements.", run: iterator },
    Method { name: "size", parameters: &[], docs: "How many elements there are.", run: |this, arguments| Ok(Value::Int(arguments.heap.map_len(viewed(this, &arguments)?) as i32)) },
    Method { name: "toString", parameters: &[], docs: "The elements in brackets.", run: object::to_string },
];

fn map(this: Value) -> Result<MapId, Failure> {
    if let Value::Map(map) = this { Ok(map) } else { Err(super::null()) }
}

fn entry(this: Value, arguments: &Arguments<'_>) -> Result<(MapId, Value), Failure> {
    match this {
        Value::Object(object) => match arguments.heap.object(object) {
            HeapObject::Entry { map, key } => Ok((map, key)),
            _ => Err(super::null()),
        },
        _ => Err(super::null()),
    }
}

fn viewed(this: Value, arguments: &Arguments<'_>) -> Result<MapId, Failure> {
    match this {
        Value::Object(object) => match arguments.heap.object(object) {
            HeapObject::View { map, .. } => Ok(map),
            _ => Err(super::null()),
        },
        _ => Err(super::null()),
    }
}

fn view(this: Value, arguments: Arguments<'_>, view: View) -> Result<Value, Failure> {
    let map = map(this)?;
    Ok(Value::Object(arguments.heap.new_object(HeapObject::View { map, view })))
}

fn iterator(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let changes = arguments.heap.map(viewed(this, &arguments)?).changes;
    Ok(Value::Object(arguments.heap.new_object(HeapObject::Iterator { over: this, next: 0, changes })))
}

fn put_all(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let Value::Map(other) = arguments.value(0) else { return Err(super::null()) };
    let entries: Vec<(Value, Value)> = arguments.heap.map_entries(other).collect();
    arguments.room(entries.len() * 2 * size_of::<Value>())?;
    arguments.spend(entries.len())?;
    for (key, value) in entries {
        arguments.heap.map_put(map(this)?, key, value);
    }
    Ok(nothing())
}

fn put_if_absent(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let (key, value) = (arguments.value(0), arguments.value(1));
    match arguments.heap.map_get(map(this)?, key) {
        Some(old) if !old.is_null() => Ok(old),
        _ => {
            arguments.heap.map_put(map(this)?, key, value);
            Ok(Value::Null)
        }
    }
}

fn remove(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let map = map(this)?;
    arguments.spend(arguments.heap.map_len(map) / 16)?;
    Ok(arguments.heap.map_remove(map, arguments.value(0)).unwrap_or(Value::Null))
}
