//! `java.util.ArrayList`, arrays, and iterators.

use vtlkit_value::{ListId, ListKind, Object as HeapObject, Value};

use super::Parameter::{Collection, Int, Object};
use super::{Method, object};
use crate::foreach::Cursor;
use crate::{Arguments, Failure};

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "add", parameters: &[Int, Object], docs: "Inserts an element before an index.", run: insert },
    Method { name: "add", parameters: &[Object], docs: "Appends an element, and gives true.", run: add },
    Method { name: "addAll", parameters: &[Collection], docs: "Appends the elements of a collection; whether there were any.", run: add_all },
    Method { name: "clear", parameters: &[], docs: "Takes all elements out.", run: |this, arguments| { arguments.heap.list_clear(list(this)?); Ok(nothing()) } },
    Method { name: "contains", parameters: &[Object], docs: "Whether an element equals the argument.", run: |this, arguments| Ok(Value::Bool(position(this, &arguments)?.is_some())) },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is a list of equal elements.", run: object::equals },
    Method { name: "get", parameters: &[Int], docs: "The element at an index.", run: get },
    Method { name: "hashCode", parameters: &[], docs: "Java's hash code of the elements.", run: object::hash_code },
    Method { name: "indexOf", parameters: &[Object], docs: "Where an element equals the argument for the first time; -1 if none does.", run: |this, arguments| Ok(Value::Int(position(this, &arguments)?.map_or(-1, |at| at as i32))) },
    Method { name: "isEmpty", parameters: &[], docs: "Whether there is no element.", run: |this, arguments| Ok(Value::Bool(arguments.heap.list_len(list(this)?) == 0)) },
    Method { name: "iterator", parameters: &[], docs: "An iterator over the elements.", run: iterator },
    Method { name: "remove", parameters: &[Int], docs: "Takes the element at an index out and gives it.", run: remove_at },
    Method { name: "remove", parameters: &[Object], docs: "Takes the first element that equals the argument out; whether there was one.", run: remove },
    Method { name: "set", parameters: &[Int, Object], docs: "Replaces the element at an index and gives the old one.", run: set },
    Method { name: "size", parameters: &[], docs: "How many elements there are.", run: size },
    Method { name: "subList", parameters: &[Int, Int], docs: "The elements from one index up to another.", run: sub_list },
    Method { name: "toString", parameters: &[], docs: "The elements in brackets; JSON for a list of a JSON document.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static ARRAY_METHODS: &[Method] = &[
    Method { name: "contains", parameters: &[Object], docs: "Whether an element equals the argument.", run: |this, arguments| Ok(Value::Bool(position(this, &arguments)?.is_some())) },
    Method { name: "get", parameters: &[Int], docs: "The element at an index.", run: get },
    Method { name: "indexOf", parameters: &[Object], docs: "Where an element equals the argument for the first time; -1 if none does.", run: |this, arguments| Ok(Value::Int(position(this, &arguments)?.map_or(-1, |at| at as i32))) },
    Method { name: "isEmpty", parameters: &[], docs: "Whether there is no element.", run: |this, arguments| Ok(Value::Bool(arguments.heap.list_len(list(this)?) == 0)) },
    Method { name: "iterator", parameters: &[], docs: "An iterator over the elements.", run: iterator },
    Method { name: "set", parameters: &[Int, Object], docs: "Replaces the element at an index and gives the old one.", run: set },
    Method { name: "size", parameters: &[], docs: "How many elements there are.", run: size },
    Method { name: "subList", parameters: &[Int, Int], docs: "The elements from one index up to another.", run: sub_list },
    Method { name: "toString", parameters: &[], docs: "What Java prints for an array, which does not show its elements.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static ITERATOR_METHODS: &[Method] = &[
    Method { name: "hasNext", parameters: &[], docs: "Whether there is another element.", run: |this, arguments| Ok(Value::Bool(Cursor::over(arguments.heap, this).is_some_and(|cursor| cursor.has_next(arguments.heap)))) },
    Method { name: "next", parameters: &[], docs: "The next element.", run: |this, arguments| match Cursor::over(arguments.heap, this) {
        Some(mut cursor) => cursor.next(arguments.heap),
        None => Err(super::null()),
    } },
];

fn list(this: Value) -> Result<ListId, Failure> {
    if let Value::List(list) = this { Ok(list) } else { Err(super::null()) }
}

/// What a method without a result gives: Velocity makes it the empty string.
pub(super) fn nothing() -> Value {
    Value::Str(vtlkit_value::Str::default())
}

fn index(this: Value, arguments: &Arguments<'_>, last: usize) -> Result<usize, Failure> {
    let len = arguments.heap.list_len(list(this)?);
    let index = arguments.int(0);
    usize::try_from(index).ok().filter(|&index| index < len + last).ok_or_else(|| {
        Failure::new(format!("index {index} is out of range for a list of {len}"))
            .with_help("compare with `size()` before taking an element")
    })
}

fn size(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(arguments.heap.list_len(list(this)?) as i32))
}

fn get(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let index = index(this, &arguments, 0)?;
    Ok(arguments.heap.list_get(list(this)?, index).unwrap_or(Value::Null))
}

fn set(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let index = index(this, &arguments, 0)?;
    let value = arguments.value(1);
    let list = list(this)?;
    if arguments.heap.list(list).kind == ListKind::Strings && !matches!(value, Value::Str(_) | Value::Null) {
        return Err(Failure::new("an array of strings takes only strings"));
    }
    Ok(std::mem::replace(&mut arguments.heap.list_values_mut(list)[index], value))
}

fn add(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    arguments.heap.list_push(list(this)?, arguments.value(0));
    Ok(Value::Bool(true))
}

fn insert(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let index = index(this, &arguments, 1)?;
    let list = list(this)?;
    arguments.spend((arguments.heap.list_len(list) - index) / 16)?;
    let value = arguments.value(1);
    arguments.heap.list_insert(list, index, value);
    Ok(nothing())
}

fn add_all(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let values = arguments.elements(arguments.value(0))?;
    arguments.room(values.len() * size_of::<Value>())?;
    arguments.spend(values.len() / 16)?;
    for &value in &values {
        arguments.heap.list_push(list(this)?, value);
    }
    Ok(Value::Bool(!values.is_empty()))
}

fn position(this: Value, arguments: &Arguments<'_>) -> Result<Option<usize>, Failure> {
    let wanted = arguments.value(0);
    let values = arguments.heap.list_values(list(this)?);
    Ok(values.iter().position(|&value| arguments.heap.equals(wanted, value)))
}

fn remove_at(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let index = index(this, &arguments, 0)?;
    arguments.spend((arguments.heap.list_len(list(this)?) - index) / 16)?;
    Ok(arguments.heap.list_remove(list(this)?, index).unwrap_or(Value::Null))
}

fn remove(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let found = position(this, &arguments)?;
    if let Some(index) = found {
        arguments.heap.list_remove(list(this)?, index);
    }
    Ok(Value::Bool(found.is_some()))
}

fn sub_list(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let (from, to) = (arguments.int(0), arguments.int(1));
    let values = arguments.heap.list_values(list(this)?);
    let part =
        usize::try_from(from).ok().zip(usize::try_from(to).ok()).and_then(|(from, to)| values.get(from..to));
    let Some(part) = part.map(<[Value]>::to_vec) else {
        return Err(Failure::new(format!(
            "from {from} to {to} is out of range for a list of {}",
            values.len()
        )));
    };
    Ok(Value::List(arguments.heap.new_list_of(ListKind::Array, &part)))
}

fn iterator(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let changes = arguments.heap.list(list(this)?).changes;
    Ok(Value::Object(arguments.heap.new_object(HeapObject::Iterator { over: this, next: 0, changes })))
}
