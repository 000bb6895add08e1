//! The methods of every object.

use vtlkit_java::{hash, wtf8};
use vtlkit_value::number::Number;
use vtlkit_value::{Heap, Object, Value, View};

use super::Call;
use super::call::null;
use crate::Failure;

/// `equals(Object)`.
pub(super) fn equals(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Bool(call.heap.equals(this, call.value(0))))
}

/// `toString()`.
pub(super) fn to_string(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Str(call.to_str(this)?))
}

/// `hashCode()`.
pub(super) fn hash_code(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    hash_of(this, &mut call).map(Value::Int)
}

/// `compareTo` with a value of the same class.
pub(super) fn compare_to(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    compare(this, call.value(0), &call)
}

/// Java's `a.compareTo(b)`: -1, 0 or 1 for numbers and booleans, the difference for characters, and for strings the
/// difference of the first characters that differ, or of the lengths.
pub(super) fn compare(a: Value, b: Value, call: &Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(match (a, b) {
        (Value::Str(a), Value::Str(b)) => {
            call.heap.count_work(a.byte_len().min(b.byte_len()) / 16);
            let (a, b) = (call.bytes(a), call.bytes(b));
            let mut units = wtf8::units(a).zip(wtf8::units(b));
            match units.find(|(a, b)| a != b) {
                Some((a, b)) => i32::from(a) - i32::from(b),
                None => wtf8::utf16_len(a) as i32 - wtf8::utf16_len(b) as i32,
            }
        }
        (Value::Char(a), Value::Char(b)) => i32::from(a) - i32::from(b),
        _ => order(call.heap, a, b)? as i32,
    }))
}

/// The order of two values by Java's `compareTo`; fails if they are not comparable.
pub(super) fn order(heap: &Heap, a: Value, b: Value) -> Result<std::cmp::Ordering, Failure> {
    heap.compare(a, b).ok_or_else(|| {
        if a.is_null() || b.is_null() {
            return null();
        }
        let (a, b) = (heap.type_of(a).name(), heap.type_of(b).name());
        Failure::new(format!("a value of the class {a} cannot be compared with one of the class {b}"))
            .with_help("convert one of them first, for numbers and texts with `toString()`")
    })
}

/// Java's hash code of a value; 0 for objects that are only equal to themselves.
pub(super) fn hash_of(value: Value, call: &mut Call<'_>) -> Result<i32, Failure> {
    let mut hasher = Hasher { heap: call.heap, values: 0 };
    let hash = hasher.hash(value, 500);
    let values = hasher.values;
    call.spend(values / 16)?;
    hash.ok_or_else(|| Failure::new("the value holds itself, or nests too deep for a hash code"))
}

struct Hasher<'h> {
    heap: &'h Heap,
    values: usize,
}

impl Hasher<'_> {
    /// The hash code; `None` for values that are nested too deeply or too large.
    fn hash(&mut self, value: Value, depth: usize) -> Option<i32> {
        let depth = depth.checked_sub(1)?;
        self.values += 1;
        if self.values > 10_000_000 {
            return None;
        }
        let heap = self.heap;
        Some(match value {
            Value::Null | Value::Root(_) => 0,
            Value::Bool(value) => hash::boolean(value),
            Value::Char(unit) => i32::from(unit),
            Value::Int(n) => n,
            Value::Long(n) => hash::long(n),
            Value::Double(n) => hash::double(n),
            Value::Float(n) => hash::float(n),
            Value::Short(n) => i32::from(n),
            Value::Byte(n) => i32::from(n),
            Value::Str(text) => {
                heap.count_work(text.byte_len() / 16);
                hash::string(wtf8::units(heap.bytes(text)))
            }
            Value::BigInteger(_) | Value::BigDecimal(_) => match Number::of(heap, value) {
                Some(Number::BigInteger(n)) => hash::big_integer(&n),
                Some(Number::BigDecimal(n)) => hash::big_decimal(&n),
                _ => 0,
            },
            Value::List(list) if heap.list(list).kind.is_array() => 0,
            Value::List(list) => heap.list_values(list).iter().try_fold(1i32, |sum, &value| {
                Some(sum.wrapping_mul(31).wrapping_add(self.hash(value, depth)?))
            })?,
            Value::Map(map) => self.sum(heap.map_entries(map), depth)?,
            Value::Object(object) => match heap.object(object) {
                Object::Entry { map, key, value } => {
                    self.entry(key, heap.entry_value(map, key, value), depth)?
                }
                Object::View { map, view: View::Keys } => heap
                    .map_entries(map)
                    .try_fold(0i32, |sum, (key, _)| Some(sum.wrapping_add(self.hash(key, depth)?)))?,
                Object::View { map, view: View::Entries } => self.sum(heap.map_entries(map), depth)?,
                Object::View { .. }
                | Object::Iterator { .. }
                | Object::Stream { .. }
                | Object::Opaque { .. } => 0,
            },
        })
    }

    fn entry(&mut self, key: Value, value: Value, depth: usize) -> Option<i32> {
        Some(self.hash(key, depth)? ^ self.hash(value, depth)?)
    }

    fn sum(&mut self, mut entries: impl Iterator<Item = (Value, Value)>, depth: usize) -> Option<i32> {
        entries.try_fold(0i32, |sum, (key, value)| Some(sum.wrapping_add(self.entry(key, value, depth)?)))
    }
}
