//! `java.util.Map.Entry`.

use vtlkit_value::{MapId, Object as HeapObject, Value};

use crate::Failure;
use crate::methods::Parameter::Object;
use crate::methods::call::null;
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("equals", &[Object], "Whether the other value is an entry with an equal key and value.", object::equals),
    method("getKey", &[], "The key.", |this, call| Ok(entry(this, &call)?.1)),
    method("getValue", &[], "The value.", |this, call| { let (map, key, value) = entry(this, &call)?; Ok(call.heap.entry_value(map, key, value)) }),
    method("hashCode", &[], "Java's hash code of key and value.", object::hash_code),
    method("setValue", &[Object], "Sets the value in the map and returns the old one.", set_value),
    method("toString", &[], "The key, `=` and the value.", object::to_string),
];

/// The map, the key, and the value that the entry has after it has been removed from the map.
fn entry(this: Value, call: &Call<'_>) -> Result<(MapId, Value, Value), Failure> {
    let Value::Object(object) = this else { return Err(null()) };
    match call.heap.object(object) {
        HeapObject::Entry { map, key, value } => Ok((map, key, value)),
        _ => Err(null()),
    }
}

fn set_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (map, key, value) = entry(this, &call)?;
    let old = call.heap.entry_value(map, key, value);
    if let Value::Object(object) = this {
        call.heap.set_entry(object, call.value(0));
    }
    Ok(old)
}
