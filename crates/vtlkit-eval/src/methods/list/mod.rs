//! `java.util.List`: `ArrayList`, json-smart's `JSONArray`, arrays, and sublists of any of them.
//!
//! Arrays have the methods of a list of fixed length, since Velocity wraps them. A sublist is a view: it shares changes
//! with its list. If the list changes in length other than through the sublist, any access to the sublist fails.

mod bulk;
mod element;
mod immutable;
mod sort;

use vtlkit_value::json::{self, Slash};
use vtlkit_value::{ListId, ListKind, Plain, Value};

pub(super) use bulk::{to_array, to_this_array};
pub(super) use sort::sorted;

use super::Parameter::{Collection, Foreign, Int, List, Object, Objects};
use super::call::{nothing, null, unsupported};
use super::table::merge;
use super::{Call, Method, method, object};
use super::{iterator, stream};
use crate::Failure;
use crate::foreach::changed;

/// The methods of every list.
#[rustfmt::skip]
pub(super) static LIST: &[Method] = COMMON;

#[rustfmt::skip]
const COMMON: &[Method] = &[
    method("add", &[Int, Object], "Inserts an element before an index.", element::insert),
    method("add", &[Object], "Appends an element. Returns true.", element::add),
    method("addAll", &[Collection], "Appends the elements of a collection. Returns whether anything changed.", |this, call| bulk::add_all(this, call, None)),
    method("addAll", &[Int, Collection], "Inserts the elements of a collection before an index. Returns whether anything changed.", |this, call| { let at = call.int(0); bulk::add_all(this, call, Some(at)) }),
    method("clear", &[], "Removes all elements.", element::clear),
    method("contains", &[Object], "Whether an element equals the argument.", |this, mut call| Ok(Value::Bool(element::position(this, &mut call)?.is_some()))),
    method("containsAll", &[Collection], "Whether each element of a collection equals one of this list.", bulk::contains_all),
    method("copyOf", &[Collection], "An immutable list of the elements of a collection.", immutable::copy_of),
    method("equals", &[Object], "Whether the other value is a list of equal elements; an array equals only itself.", element::equals),
    method("forEach", &[Foreign("Consumer")], "Fails, since a template cannot pass a function.", no_function),
    method("get", &[Int], "The element at an index.", element::get),
    method("hashCode", &[], "Java's hash code of the elements.", |this, call| { of(this, &call)?; object::hash_code(this, call) }),
    method("indexOf", &[Object], "The index of the first element that equals the argument, or -1.", |this, mut call| Ok(index(element::position(this, &mut call)?))),
    method("isEmpty", &[], "Whether there is no element.", |this, call| Ok(Value::Bool(call.heap.list_len(of(this, &call)?) == 0))),
    method("iterator", &[], "An iterator over the elements.", iterator::of_list),
    method("lastIndexOf", &[Object], "The index of the last element that equals the argument, or -1.", |this, mut call| Ok(index(element::last_position(this, &mut call)?))),
    method("listIterator", &[], "An iterator in both directions that can change the list.", |this, call| iterator::both_ways(this, call, 0)),
    method("listIterator", &[Int], "An iterator in both directions, starting at an index, that can change the list.", |this, call| { let at = call.int(0); iterator::both_ways(this, call, at) }),
    method("of", &[], "An empty immutable list.", immutable::of_each),
    method("of", &[Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Object, Object, Object, Object, Object, Object, Object, Object, Object, Object], "An immutable list of the arguments.", immutable::of_each),
    method("of", &[Objects], "An immutable list of the arguments.", immutable::of_array),
    method("parallelStream", &[], "The elements as a stream.", stream::of),
    method("remove", &[Int], "Removes and returns the element at an index.", element::remove_at),
    method("remove", &[Object], "Removes the first element that equals the argument. Returns whether there was one.", element::remove),
    method("removeAll", &[Collection], "Removes all elements that are in a collection. Returns whether anything changed.", |this, call| bulk::keep(this, call, false)),
    method("removeIf", &[Foreign("Predicate")], "Fails, since a template cannot pass a function.", no_function),
    method("replaceAll", &[Foreign("UnaryOperator")], "Fails, since a template cannot pass a function.", no_function),
    method("retainAll", &[Collection], "Removes all elements that are not in a collection. Returns whether anything changed.", |this, call| bulk::keep(this, call, true)),
    method("set", &[Int, Object], "Replaces the element at an index and returns the old one.", element::set),
    method("size", &[], "The number of elements.", |this, call| Ok(Value::Int(call.heap.list_len(of(this, &call)?) as i32))),
    method("sort", &[Foreign("Comparator")], "Sorts the elements, which must be comparable and of the same class. The argument must be null.", sort::sort),
    method("stream", &[], "The elements as a stream.", stream::of),
    method("subList", &[Int, Int], "A view of the elements from one index up to another.", element::sub_list),
    method("toArray", &[], "An array of the elements.", bulk::to_array),
    method("toArray", &[Foreign("IntFunction")], "Fails, since a template cannot pass a function.", no_function),
    method("toArray", &[Objects], "An array of the elements: the argument if it is long enough, otherwise a new array.", bulk::to_this_array),
    method("toString", &[], "The elements in brackets; JSON for a list of a JSON document; for an array, Java's text without the elements.", |this, call| { of(this, &call)?; object::to_string(this, call) }),
];

/// Additional methods of `ArrayList`.
#[rustfmt::skip]
const GROWING: &[Method] = &[
    method("clone", &[], "A copy of the list.", |this, mut call| { let list = of(this, &call)?; let values = call.heap.list_values(list).to_vec(); let kind = call.heap.list(list).kind; call.new_list(kind, &values) }),
    method("ensureCapacity", &[Int], "Has no effect here.", |_, call| { call.room((call.int(0).max(0) as usize).saturating_mul(size_of::<Value>()))?; Ok(nothing()) }),
    method("trimToSize", &[], "Has no effect here.", |this, call| { let list = of(this, &call)?; call.heap.list_splice(list, 0, 0, &[]); Ok(nothing()) }),
];

/// Additional methods of `JSONArray`.
#[rustfmt::skip]
const JSON: &[Method] = &[
    method("merge", &[Object], "Appends the elements of another list of a JSON document.", merge_json),
    method("toJSONString", &[], "The list as JSON.", to_json),
    method("toJSONString", &[Foreign("JSONStyle")], "Fails, since a template cannot pass a style.", no_function),
    method("toJSONString", &[List], "The argument as JSON.", |_, call| { let list = call.value(0); if list.is_null() { return Ok(call.heap.new_str("null")); } to_json(list, call) }),
    method("toJSONString", &[List, Foreign("JSONStyle")], "Fails, since a template cannot pass a style.", |_, call| if call.value(0).is_null() { Ok(call.heap.new_str("null")) } else { Err(null()) }),
    method("toString", &[Foreign("JSONStyle")], "Fails, since a template cannot pass a style.", no_function),
];

pub(super) static ARRAY_LIST: &[Method] = &ARRAY_LIST_TABLE;
const ARRAY_LIST_TABLE: [Method; COMMON.len() + GROWING.len()] = merge(COMMON, GROWING);

pub(super) static JSON_ARRAY: &[Method] = &JSON_ARRAY_TABLE;
const JSON_ARRAY_TABLE: [Method; ARRAY_LIST_TABLE.len() + JSON.len()] = merge(&ARRAY_LIST_TABLE, JSON);

fn no_function(_: Value, _: Call<'_>) -> Result<Value, Failure> {
    Err(null())
}

/// The list a method is called on; fails for a sublist whose list was changed.
pub(super) fn of(this: Value, call: &Call<'_>) -> Result<ListId, Failure> {
    let Value::List(list) = this else { return Err(null()) };
    if call.heap.list_is_stale(list) {
        return Err(changed().with_help("take the window with `subList` again after the list has changed"));
    }
    Ok(list)
}

/// Fails for an immutable list; other lists check the specific change.
fn changeable(list: ListId, call: &Call<'_>) -> Result<(), Failure> {
    match call.heap.list(call.heap.list_root(list)).kind {
        ListKind::Immutable => Err(unsupported("the list cannot be changed")),
        _ => Ok(()),
    }
}

/// The list, if elements can be added and removed.
fn growing(list: ListId, call: &Call<'_>) -> Result<(), Failure> {
    changeable(list, call)?;
    if is_fixed(list, call) { Err(unsupported("an array keeps its length")) } else { Ok(()) }
}

/// Whether a list is an array or a view of one.
pub(super) fn is_fixed(list: ListId, call: &Call<'_>) -> bool {
    let kind = call.heap.list(call.heap.list_root(list)).kind;
    kind.is_array() || kind == ListKind::Immutable
}

/// Whether an array can contain a value; other lists accept all.
pub(super) fn takes(list: ListId, value: Value, call: &Call<'_>) -> bool {
    match call.heap.list(call.heap.list_root(list)).kind {
        ListKind::Strings => matches!(value, Value::Str(_) | Value::Null),
        ListKind::BigIntegers => matches!(value, Value::BigInteger(_) | Value::Null),
        ListKind::BigDecimals => matches!(value, Value::BigDecimal(_) | Value::Null),
        ListKind::Chars => matches!(value, Value::Char(_)),
        ListKind::Bytes => matches!(value, Value::Byte(_)),
        ListKind::Immutable => false,
        _ => true,
    }
}

fn index(found: Option<usize>) -> Value {
    Value::Int(found.map_or(-1, |at| at as i32))
}

fn to_json(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let mut out = Vec::new();
    json::write(call.heap, this, Slash::Escaped, &mut out, &Plain)
        .map_err(|_| Failure::new("the list holds itself, nests too deep, or is too large to be printed"))?;
    call.spend(out.len() / 64)?;
    call.new_text(&out)
}

fn merge_json(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    match call.value(0) {
        Value::Null => {}
        Value::List(other) if call.heap.list(other).kind == ListKind::Json => {
            let values = call.heap.list_values(other).to_vec();
            call.room(size_of_val(values.as_slice()))?;
            let len = call.heap.list_len(list);
            call.heap.list_splice(list, len, 0, &values);
        }
        _ => {
            return Err(Failure::new("only a list of a JSON document can be merged into another")
                .with_help("append a value with `add`, the elements of any list with `addAll`"));
        }
    }
    Ok(nothing())
}
