//! `java.util.stream.Stream`, without the methods that take functions.

use vtlkit_value::{ListId, ListKind, Object as HeapObject, Value};

use super::Parameter::Long;
use super::call::null;
use super::list::sorted;
use super::{Call, Method, iterator, method};
use crate::Failure;

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    method("count", &[], "The number of elements, as a Long.", |this, mut call| { let list = take(this, &mut call)?; Ok(Value::Long(call.heap.list_len(list) as i64)) }),
    method("distinct", &[], "A stream without duplicates.", distinct),
    method("isParallel", &[], "False.", |_, _| Ok(Value::Bool(false))),
    method("iterator", &[], "An iterator over the elements.", |this, mut call| { let list = take(this, &mut call)?; iterator::of_list(Value::List(list), call) }),
    method("limit", &[Long], "A stream of at most this many elements.", |this, call| part(this, call, |len, count| 0..len.min(count))),
    method("parallel", &[], "The stream itself.", |this, _| Ok(this)),
    method("sequential", &[], "The stream itself.", |this, _| Ok(this)),
    method("skip", &[Long], "A stream without this many elements at the start.", |this, call| part(this, call, |len, count| len.min(count)..len)),
    method("sorted", &[], "A stream of the sorted elements, which must be comparable and of the same class.", |this, mut call| { let list = take(this, &mut call)?; let values = sorted(call.heap.list_values(list).to_vec(), &mut call)?; new(&values, call) }),
    method("toArray", &[], "An array of the elements.", |this, call| collect(this, call, ListKind::Objects)),
    method("toList", &[], "An immutable list of the elements.", |this, call| collect(this, call, ListKind::Immutable)),
    method("unordered", &[], "The stream itself.", |this, _| Ok(this)),
];

/// `stream()` of a collection.
pub(super) fn of(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let values = call.elements(this)?;
    new(&values, call)
}

/// Creates a stream of these elements.
pub(super) fn new(values: &[Value], mut call: Call<'_>) -> Result<Value, Failure> {
    call.room(size_of_val(values))?;
    let of = call.heap.new_list_of(ListKind::Array, values);
    Ok(call.new_object(HeapObject::Stream { of, used: false }))
}

/// The elements of a stream, which can be consumed once.
fn take(this: Value, call: &mut Call<'_>) -> Result<ListId, Failure> {
    let Value::Object(id) = this else { return Err(null()) };
    match call.heap.object(id) {
        HeapObject::Stream { of, used: false } => {
            *call.heap.object_mut(id) = HeapObject::Stream { of, used: true };
            Ok(of)
        }
        HeapObject::Stream { .. } => Err(Failure::new("the elements of the stream were already taken")
            .with_help("make another with `stream()`")),
        _ => Err(null()),
    }
}

fn distinct(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = take(this, &mut call)?;
    let values = call.heap.list_values(list).to_vec();
    let mut kept: Vec<Value> = Vec::new();
    for value in values {
        call.spend(kept.len() / 16 + 1)?;
        if !kept.iter().any(|&other| call.heap.equals(value, other)) {
            kept.push(value);
        }
    }
    new(&kept, call)
}

fn part(
    this: Value,
    mut call: Call<'_>,
    range: fn(usize, usize) -> std::ops::Range<usize>,
) -> Result<Value, Failure> {
    let Ok(count) = u64::try_from(call.long(0)) else {
        return Err(Failure::new(format!("{} is no number of elements", call.long(0))));
    };
    let list = take(this, &mut call)?;
    let values = call.heap.list_values(list);
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let part = values.get(range(values.len(), count)).unwrap_or_default().to_vec();
    new(&part, call)
}

fn collect(this: Value, mut call: Call<'_>, kind: ListKind) -> Result<Value, Failure> {
    let list = take(this, &mut call)?;
    let values = call.heap.list_values(list).to_vec();
    call.new_list(kind, &values)
}
