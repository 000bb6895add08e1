//! Sorting by natural order.

use std::cmp::Ordering;

use vtlkit_value::Value;

use super::{changeable, of};
use crate::Failure;
use crate::methods::call::nothing;
use crate::methods::{Call, object};

pub(super) fn sort(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    changeable(list, &call)?;
    let values = sorted(call.heap.list_values(list).to_vec(), &mut call)?;
    call.heap.list_values_mut(list).copy_from_slice(&values);
    let root = call.heap.list_root(list);
    if root == list && !super::is_fixed(list, &call) {
        // For an ArrayList this is a structural change.
        call.heap.list_splice(list, 0, 0, &[]);
    }
    Ok(nothing())
}

/// The values in natural order; fails if they are not comparable.
pub(in crate::methods) fn sorted(mut values: Vec<Value>, call: &mut Call<'_>) -> Result<Vec<Value>, Failure> {
    let rounds = values.len().checked_ilog2().unwrap_or(0) as usize;
    call.spend(values.len() * rounds)?;
    if let [first, rest @ ..] = values.as_slice() {
        // Values that are comparable with one value are comparable with each other.
        for &value in rest {
            object::order(call.heap, value, *first)?;
        }
    }
    values.sort_by(|&a, &b| call.heap.compare(a, b).unwrap_or(Ordering::Equal));
    Ok(values)
}
