//! `java.util.LinkedHashMap`.

mod entry;
mod view;

use vtlkit_value::{MapId, Object as HeapObject, Value, View};

use super::Parameter::{Foreign, Map, Object};
use super::call::{nothing, null};
use super::{Call, Method, method, object};
use crate::Failure;

pub(super) use entry::METHODS as ENTRY;
pub(super) use view::METHODS as VIEW;

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    method("clear", &[], "Removes all entries.", |this, call| { call.heap.map_clear(map(this)?); Ok(nothing()) }),
    method("clone", &[], "A copy of the map.", clone),
    method("compute", &[Object, Foreign("BiFunction")], "Fails, since a template cannot pass a function.", no_function),
    method("computeIfAbsent", &[Object, Foreign("Function")], "Fails, since a template cannot pass a function.", no_function),
    method("computeIfPresent", &[Object, Foreign("BiFunction")], "Fails, since a template cannot pass a function.", no_function),
    method("containsKey", &[Object], "Whether the map has a key.", |this, call| Ok(Value::Bool(call.heap.map_get(map(this)?, call.value(0)).is_some()))),
    method("containsValue", &[Object], "Whether a value equals the argument.", contains_value),
    method("entrySet", &[], "The entries, each with `key` and `value`.", |this, call| view(this, call, View::Entries)),
    method("equals", &[Object], "Whether the other value is a map with equal entries.", object::equals),
    method("forEach", &[Foreign("BiConsumer")], "Fails, since a template cannot pass a function.", no_function),
    method("get", &[Object], "The value of a key.", |this, call| Ok(get(this, &call)?.unwrap_or(Value::Null))),
    method("getOrDefault", &[Object, Object], "The value of a key, or the second argument if there is no such key.", |this, call| Ok(get(this, &call)?.unwrap_or(call.value(1)))),
    method("hashCode", &[], "Java's hash code of the entries.", object::hash_code),
    method("isEmpty", &[], "Whether there is no entry.", |this, call| Ok(Value::Bool(call.heap.map_len(map(this)?) == 0))),
    method("keySet", &[], "The keys.", |this, call| view(this, call, View::Keys)),
    method("merge", &[Object, Object, Foreign("BiFunction")], "Fails, since a template cannot pass a function.", no_function),
    method("put", &[Object, Object], "Sets the value of a key and returns the old one.", |this, call| Ok(call.heap.map_put(map(this)?, call.value(0), call.value(1)).unwrap_or(Value::Null))),
    method("putAll", &[Map], "Sets the values of all keys of another map.", put_all),
    method("putIfAbsent", &[Object, Object], "Sets the value of a key that has none and returns the old one.", put_if_absent),
    method("remove", &[Object], "Removes a key and returns its value.", remove),
    method("remove", &[Object, Object], "Removes a key if it has this value. Returns whether it did.", remove_pair),
    method("replace", &[Object, Object], "Sets the value of an existing key and returns the old one.", replace),
    method("replace", &[Object, Object, Object], "Sets the value of a key that has this value, the second argument. Returns whether it did.", replace_value),
    method("replaceAll", &[Foreign("BiFunction")], "Fails, since a template cannot pass a function.", no_function),
    method("size", &[], "The number of entries.", |this, call| Ok(Value::Int(call.heap.map_len(map(this)?) as i32))),
    method("toString", &[], "The entries in braces.", object::to_string),
    method("values", &[], "The values.", |this, call| view(this, call, View::Values)),
];

fn no_function(_: Value, _: Call<'_>) -> Result<Value, Failure> {
    Err(null())
}

fn map(this: Value) -> Result<MapId, Failure> {
    if let Value::Map(map) = this { Ok(map) } else { Err(null()) }
}

/// The value of the key that is the first argument, if the map contains it.
fn get(this: Value, call: &Call<'_>) -> Result<Option<Value>, Failure> {
    Ok(call.heap.map_get(map(this)?, call.value(0)))
}

fn view(this: Value, mut call: Call<'_>, view: View) -> Result<Value, Failure> {
    let map = map(this)?;
    Ok(call.new_object(HeapObject::View { map, view }))
}

fn contains_value(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (map, wanted) = (map(this)?, call.value(0));
    call.spend(call.heap.map_len(map) / 16)?;
    let found = call.heap.map_entries(map).any(|(_, value)| call.heap.equals(wanted, value));
    Ok(Value::Bool(found))
}

/// Copies all entries of one map to another.
fn copy(from: MapId, to: MapId, call: &mut Call<'_>) -> Result<(), Failure> {
    let entries: Vec<(Value, Value)> = call.heap.map_entries(from).collect();
    call.room(entries.len() * 4 * size_of::<Value>())?;
    call.spend(entries.len())?;
    for (key, value) in entries {
        call.heap.map_put(to, key, value);
    }
    Ok(())
}

fn clone(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let from = map(this)?;
    let to = call.heap.new_map(call.heap.map(from).kind);
    copy(from, to, &mut call)?;
    Ok(Value::Map(to))
}

fn put_all(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    copy(map(call.value(0))?, map(this)?, &mut call)?;
    Ok(nothing())
}

fn put_if_absent(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    match get(this, &call)? {
        Some(old) if !old.is_null() => Ok(old),
        _ => {
            call.heap.map_put(map(this)?, call.value(0), call.value(1));
            Ok(Value::Null)
        }
    }
}

fn remove(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let map = map(this)?;
    call.spend(call.heap.map_len(map) / 16)?;
    Ok(call.heap.map_remove(map, call.value(0)).unwrap_or(Value::Null))
}

/// Whether the first argument is a key with the second as its value.
fn has_pair(this: Value, call: &Call<'_>) -> Result<bool, Failure> {
    Ok(get(this, call)?.is_some_and(|value| call.heap.equals(value, call.value(1))))
}

fn remove_pair(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let found = has_pair(this, &call)?;
    if found {
        let map = map(this)?;
        call.spend(call.heap.map_len(map) / 16)?;
        call.heap.map_remove(map, call.value(0));
    }
    Ok(Value::Bool(found))
}

fn replace(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let old = get(this, &call)?;
    if old.is_some() {
        call.heap.map_put(map(this)?, call.value(0), call.value(1));
    }
    Ok(old.unwrap_or(Value::Null))
}

fn replace_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let found = has_pair(this, &call)?;
    if found {
        call.heap.map_put(map(this)?, call.value(0), call.value(2));
    }
    Ok(Value::Bool(found))
}
