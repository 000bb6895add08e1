//! What every object has.

use vtlkit_value::{Heap, Object, Value, wtf8};

use crate::{Arguments, Failure};

/// `equals(Object)`.
pub(super) fn equals(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Bool(arguments.heap.equals(this, arguments.value(0))))
}

/// `toString()`.
pub(super) fn to_string(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Str(arguments.to_str(this)?))
}

/// `hashCode()`.
pub(super) fn hash_code(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(hash(arguments.heap, this, 100)))
}

/// `compareTo` with a value of the same class.
pub(super) fn compare_to(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    match arguments.heap.compare(this, arguments.value(0)) {
        Some(order) => Ok(Value::Int(order as i32)),
        None => Err(super::null()),
    }
}

/// Java's hash code of a value, containers up to a depth.
pub(super) fn hash(heap: &Heap, value: Value, depth: usize) -> i32 {
    let Some(depth) = depth.checked_sub(1) else { return 0 };
    let long = |n: i64| (n ^ (n as u64 >> 32) as i64) as i32;
    match value {
        Value::Null | Value::Root(_) => 0,
        Value::Bool(value) => {
            if value {
                1231
            } else {
                1237
            }
        }
        Value::Char(unit) => i32::from(unit),
        Value::Int(n) => n,
        Value::Long(n) => long(n),
        Value::Double(n) => long(if n.is_nan() { 0x7ff8_0000_0000_0000 } else { n.to_bits() as i64 }),
        Value::Str(text) => hash_text(heap.bytes(text)),
        Value::BigInteger(text) | Value::BigDecimal(text) => hash_text(heap.bytes(text)),
        Value::List(list) => heap
            .list_values(list)
            .iter()
            .fold(1i32, |sum, &value| sum.wrapping_mul(31).wrapping_add(hash(heap, value, depth))),
        Value::Map(map) => heap.map_entries(map).fold(0i32, |sum, (key, value)| {
            sum.wrapping_add(hash(heap, key, depth) ^ hash(heap, value, depth))
        }),
        Value::Object(object) => match heap.object(object) {
            Object::Entry { map, key } => {
                hash(heap, key, depth) ^ hash(heap, heap.map_get(map, key).unwrap_or(Value::Null), depth)
            }
            Object::View { .. } | Object::Iterator { .. } | Object::Opaque { .. } => 0,
        },
    }
}

fn hash_text(text: &[u8]) -> i32 {
    wtf8::units(text).fold(0i32, |sum, unit| sum.wrapping_mul(31).wrapping_add(i32::from(unit)))
}
