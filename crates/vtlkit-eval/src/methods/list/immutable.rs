//! Immutable lists, which contain no null.

use vtlkit_value::{ListId, ListKind, Value};

use crate::Failure;
use crate::methods::Call;
use crate::methods::call::null;

/// Fails if null is searched for in an immutable list. One that contains null comes from a stream and allows it.
pub(super) fn no_null(list: ListId, wanted: Value, call: &Call<'_>) -> Result<(), Failure> {
    let root = call.heap.list_root(list);
    if !wanted.is_null() || call.heap.list(root).kind != ListKind::Immutable {
        return Ok(());
    }
    if call.heap.list_values(root).iter().any(|value| value.is_null()) { Ok(()) } else { Err(null()) }
}

/// `List.of` with separate arguments.
pub(super) fn of_each(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let values = call.values;
    of(values, &mut call)
}

/// `List.of` with an array.
pub(super) fn of_array(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let values = call.elements(call.value(0))?;
    of(&values, &mut call)
}

pub(super) fn copy_of(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let collection = call.value(0);
    let values = call.elements(collection)?;
    match collection {
        Value::List(list)
            if call.heap.list(list).kind == ListKind::Immutable && !values.iter().any(|v| v.is_null()) =>
        {
            Ok(collection)
        }
        _ => of(&values, &mut call),
    }
}

fn of(values: &[Value], call: &mut Call<'_>) -> Result<Value, Failure> {
    if values.iter().any(|value| value.is_null()) {
        return Err(null());
    }
    call.new_list(ListKind::Immutable, values)
}
