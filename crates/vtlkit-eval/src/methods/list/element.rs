//! Single elements of a list.

use vtlkit_value::Value;

use super::immutable::no_null;
use super::{changeable, growing, is_fixed, of, takes};
use crate::Failure;
use crate::methods::call::{nothing, null, unsupported};
use crate::methods::{Call, object};

/// The first argument as the index of an element or, with `end`, as a position between elements.
fn index(call: &Call<'_>, len: usize, end: bool) -> Result<usize, Failure> {
    let index = call.int(0);
    let most = len + usize::from(end);
    usize::try_from(index).ok().filter(|&index| index < most).ok_or_else(|| out_of_range(index, len))
}

#[cold]
pub(super) fn out_of_range(index: i32, len: usize) -> Failure {
    Failure::new(format!("the index {index} is out of range for a list of {len}"))
        .with_help("compare with `size()` before taking an element")
}

pub(super) fn get(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    let index = index(&call, call.heap.list_len(list), false)?;
    Ok(call.heap.list_get(list, index).unwrap_or(Value::Null))
}

pub(super) fn set(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    changeable(list, &call)?;
    let index = index(&call, call.heap.list_len(list), false)?;
    let value = call.value(1);
    if !takes(list, value, &call) {
        return Err(unsupported("an array takes only values of its own class"));
    }
    match call.heap.list_values_mut(list).get_mut(index) {
        Some(slot) => Ok(std::mem::replace(slot, value)),
        None => Ok(Value::Null),
    }
}

pub(super) fn add(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    growing(list, &call)?;
    call.heap.list_push(list, call.value(0));
    Ok(Value::Bool(true))
}

pub(super) fn insert(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    growing(list, &call)?;
    let len = call.heap.list_len(list);
    let index = index(&call, len, true)?;
    call.spend((len - index) / 16)?;
    call.heap.list_insert(list, index, call.value(1));
    Ok(nothing())
}

pub(super) fn clear(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    changeable(list, &call)?;
    if is_fixed(list, &call) && call.heap.list_len(list) == 0 {
        return Ok(nothing());
    }
    growing(list, &call)?;
    call.heap.list_clear(list);
    Ok(nothing())
}

/// The index of the first element that equals the argument.
pub(super) fn position(this: Value, call: &mut Call<'_>) -> Result<Option<usize>, Failure> {
    let list = of(this, call)?;
    let wanted = call.value(0);
    no_null(list, wanted, call)?;
    call.spend(call.heap.list_len(list) / 16)?;
    Ok(call.heap.list_values(list).iter().position(|&value| call.heap.equals(wanted, value)))
}

pub(super) fn last_position(this: Value, call: &mut Call<'_>) -> Result<Option<usize>, Failure> {
    let list = of(this, call)?;
    let wanted = call.value(0);
    no_null(list, wanted, call)?;
    call.spend(call.heap.list_len(list) / 16)?;
    Ok(call.heap.list_values(list).iter().rposition(|&value| call.heap.equals(wanted, value)))
}

pub(super) fn remove_at(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    growing(list, &call)?;
    let len = call.heap.list_len(list);
    let index = index(&call, len, false)?;
    call.spend((len - index) / 16)?;
    Ok(call.heap.list_remove(list, index).unwrap_or(Value::Null))
}

pub(super) fn remove(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    changeable(of(this, &call)?, &call)?;
    let found = position(this, &mut call)?;
    if let Some(index) = found {
        let list = of(this, &call)?;
        growing(list, &call)?;
        call.heap.list_remove(list, index);
    }
    Ok(Value::Bool(found.is_some()))
}

pub(super) fn equals(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    if let (Value::List(this), Value::List(other)) = (this, call.value(0))
        && this != other
        && !call.heap.list(this).kind.is_array()
        && !call.heap.list(other).kind.is_array()
    {
        of(Value::List(this), &call)?;
        of(Value::List(other), &call)?;
    }
    object::equals(this, call)
}

pub(super) fn sub_list(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    // A sublist of a sublist whose list was changed can be created, but is not usable either.
    let Value::List(list) = this else { return Err(null()) };
    let (from, to) = (call.int(0), call.int(1));
    let len = call.heap.list_len(list);
    match (usize::try_from(from), usize::try_from(to)) {
        (Ok(from), Ok(to)) if from <= to && to <= len => {
            call.room(64)?;
            Ok(Value::List(call.heap.new_sub_list(list, from, to)))
        }
        _ => Err(Failure::new(format!("from {from} to {to} is out of range for a list of {len}"))
            .with_help("compare with `size()` first")),
    }
}
