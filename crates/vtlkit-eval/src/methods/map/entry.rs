//! `java.util.Map.Entry`.

use vtlkit_value::{MapId, Object as HeapObject, Value};

use crate::Failure;
use crate::methods::Parameter::Object;
use crate::methods::call::null;
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("equals", &[Object], "Whether the other value is an entry of equal key and value.", object::equals),
    method("getKey", &[], "The key.", |this, call| Ok(entry(this, &call)?.1)),
    method("getValue", &[], "The value.", |this, call| { let (map, key) = entry(this, &call)?; Ok(call.heap.map_get(map, key).unwrap_or(Value::Null)) }),
    method("hashCode", &[], "Java's hash code of key and value.", object::hash_code),
    method("setValue", &[Object], "Sets the value in the map and gives the old one.", set_value),
    method("toString", &[], "The key, `=` and the value.", object::to_string),
];

fn entry(this: Value, call: &Call<'_>) -> Result<(MapId, Value), Failure> {
    let Value::Object(object) = this else { return Err(null()) };
    match call.heap.object(object) {
        HeapObject::Entry { map, key } => Ok((map, key)),
        _ => Err(null()),
    }
}

fn set_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (map, key) = entry(this, &call)?;
    let old = call.heap.map_get(map, key);
    if old.is_some() {
        call.heap.map_put(map, key, call.value(0));
    }
    Ok(old.unwrap_or(Value::Null))
}
