//! The views of a map: `keySet()`, `values()`, `entrySet()`. Removing an element of a view removes its entry from the
//! map.

use vtlkit_value::{MapId, Object as HeapObject, Value, View};

use crate::Failure;
use crate::methods::Parameter::{Collection, Foreign, Object, Objects};
use crate::methods::call::{nothing, null, unsupported};
use crate::methods::list::{to_array, to_this_array};
use crate::methods::{Call, Method, iterator, method, object, stream};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("add", &[Object], "Fails: nothing can be added to a view of a map.", |_, _| Err(cannot_add())),
    method("addAll", &[Collection], "Fails, unless the argument is empty: nothing can be added to a view of a map.", |_, call| if call.size_of(call.value(0))? == 0 { Ok(Value::Bool(false)) } else { Err(cannot_add()) }),
    method("clear", &[], "Removes all entries of the map.", |this, call| { call.heap.map_clear(viewed(this, &call)?.0); Ok(nothing()) }),
    method("contains", &[Object], "Whether an element equals the argument.", |this, mut call| Ok(Value::Bool(call.is_in(call.value(0), this)?))),
    method("containsAll", &[Collection], "Whether each element of a collection is in this one.", contains_all),
    method("equals", &[Object], "Whether the other value is a set of equal elements; `values()` equals only itself.", object::equals),
    method("forEach", &[Foreign("Consumer")], "Fails, since a template cannot pass a function.", |_, _| Err(null())),
    method("hashCode", &[], "Java's hash code of the elements.", object::hash_code),
    method("isEmpty", &[], "Whether there is no element.", |this, call| Ok(Value::Bool(call.size_of(this)? == 0))),
    method("iterator", &[], "An iterator over the elements.", iterator::of_view),
    method("parallelStream", &[], "The elements as a stream.", stream::of),
    method("remove", &[Object], "Removes the entry of an element from the map. Returns whether there was one.", |this, mut call| { let value = call.value(0); remove(this, value, &mut call).map(Value::Bool) }),
    method("removeAll", &[Collection], "Removes the entries of all elements that are in a collection from the map. Returns whether anything changed.", remove_all),
    method("removeIf", &[Foreign("Predicate")], "Fails, since a template cannot pass a function.", |_, _| Err(null())),
    method("retainAll", &[Collection], "Removes the entries of all elements that are not in a collection from the map. Returns whether anything changed.", |this, call| keep(this, call, true)),
    method("size", &[], "The number of elements.", |this, call| Ok(Value::Int(call.size_of(this)? as i32))),
    method("stream", &[], "The elements as a stream.", stream::of),
    method("toArray", &[], "An array of the elements.", to_array),
    method("toArray", &[Foreign("IntFunction")], "Fails, since a template cannot pass a function.", |_, _| Err(null())),
    method("toArray", &[Objects], "An array of the elements: the argument if it is long enough, otherwise a new array.", to_this_array),
    method("toString", &[], "The elements in brackets.", object::to_string),
];

#[cold]
fn cannot_add() -> Failure {
    unsupported("nothing can be added to a view of a map")
}

fn viewed(this: Value, call: &Call<'_>) -> Result<(MapId, View), Failure> {
    let Value::Object(object) = this else { return Err(null()) };
    match call.heap.object(object) {
        HeapObject::View { map, view } => Ok((map, view)),
        _ => Err(null()),
    }
}

fn contains_all(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    for value in call.elements(call.value(0))? {
        if !call.is_in(value, this)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

/// Removes the first element that equals a value; returns whether there was one.
fn remove(this: Value, value: Value, call: &mut Call<'_>) -> Result<bool, Failure> {
    let (map, view) = viewed(this, call)?;
    call.spend(call.heap.map_len(map) / 16 + 1)?;
    let key = match view {
        View::Keys => Some(value).filter(|&key| call.heap.map_get(map, key).is_some()),
        View::Values => {
            let mut entries = call.heap.map_entries(map);
            entries.find(|&(_, element)| call.heap.equals(value, element)).map(|(key, _)| key)
        }
        View::Entries => match value {
            Value::Object(entry) if call.is_in(value, this)? => match call.heap.object(entry) {
                HeapObject::Entry { key, .. } => Some(key),
                _ => None,
            },
            _ => None,
        },
    };
    if let Some(key) = key {
        call.heap.map_remove(map, key);
    }
    Ok(key.is_some())
}

fn remove_all(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let collection = call.value(0);
    let (_, view) = viewed(this, &call)?;
    // `AbstractSet` iterates over the smaller of the two, which is visible if the other has a different notion of
    // equality.
    if view == View::Values || call.size_of(this)? <= call.size_of(collection)? {
        return keep(this, call, false);
    }
    let mut any = false;
    for value in call.elements(collection)? {
        any |= remove(this, value, &mut call)?;
    }
    Ok(Value::Bool(any))
}

/// Keeps the entries whose elements are in the argument, or those whose elements are not.
fn keep(this: Value, mut call: Call<'_>, inside: bool) -> Result<Value, Failure> {
    let collection = call.value(0);
    call.size_of(collection)?;
    let (map, _) = viewed(this, &call)?;
    let elements = call.elements(this)?;
    let keys: Vec<Value> = call.heap.map_entries(map).map(|(key, _)| key).collect();
    let mut any = false;
    for (key, element) in keys.into_iter().zip(elements) {
        if call.is_in(element, collection)? != inside {
            call.spend(call.heap.map_len(map) / 16 + 1)?;
            call.heap.map_remove(map, key);
            any = true;
        }
    }
    Ok(Value::Bool(any))
}
