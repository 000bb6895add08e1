//! Sorting by the order the elements have themselves.

use std::cmp::Ordering;

use vtlkit_value::Value;

use super::of;
use crate::Failure;
use crate::methods::call::nothing;
use crate::methods::{Call, object};

pub(super) fn sort(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    let mut values = call.heap.list_values(list).to_vec();
    let rounds = values.len().checked_ilog2().unwrap_or(0) as usize;
    call.spend(values.len() * rounds)?;
    // A comparison cannot fail while it sorts; what it would have failed with is kept.
    let mut failure = None;
    values.sort_by(|&a, &b| match object::order(call.heap, a, b) {
        Ok(order) => order,
        Err(error) => {
            failure.get_or_insert(error);
            Ordering::Equal
        }
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    call.heap.list_values_mut(list).copy_from_slice(&values);
    let root = call.heap.list_root(list);
    if root == list && !super::is_fixed(list, &call) {
        // To an ArrayList this is a change.
        call.heap.list_splice(list, 0, 0, &[]);
    }
    Ok(nothing())
}
