//! Bulk operations of lists, with elements of other collections.

use vtlkit_value::{ListKind, Object, Value, View};

use super::element::out_of_range;
use super::immutable::no_null;
use super::{changeable, growing, is_fixed, of, takes};
use crate::Failure;
use crate::methods::Call;
use crate::methods::call::null;

impl Call<'_> {
    /// The elements of a list, an array or a view of a map; fails for null.
    pub(in crate::methods) fn elements(&mut self, value: Value) -> Result<Vec<Value>, Failure> {
        let elements = match value {
            Value::List(_) => {
                let list = of(value, self)?;
                self.heap.list_values(list).to_vec()
            }
            Value::Object(object) => match self.heap.object(object) {
                Object::View { map, view } => {
                    self.room(self.heap.map_len(map) * size_of::<Object>())?;
                    crate::reference::view_values(self.heap, map, view)
                }
                _ => return Err(null()),
            },
            _ => return Err(null()),
        };
        self.spend(elements.len() / 16)?;
        Ok(elements)
    }

    /// The number of elements of a collection; fails for null.
    pub(in crate::methods) fn size_of(&self, collection: Value) -> Result<usize, Failure> {
        match collection {
            Value::List(_) => Ok(self.heap.list_len(of(collection, self)?)),
            Value::Object(object) => match self.heap.object(object) {
                Object::View { map, .. } => Ok(self.heap.map_len(map)),
                _ => Err(null()),
            },
            _ => Err(null()),
        }
    }

    /// Whether a collection contains a value; fails for null.
    pub(in crate::methods) fn is_in(&mut self, value: Value, collection: Value) -> Result<bool, Failure> {
        match collection {
            Value::List(_) => {
                let list = of(collection, self)?;
                no_null(list, value, self)?;
                self.spend(self.heap.list_len(list) / 16 + 1)?;
                Ok(self.heap.list_values(list).iter().any(|&element| self.heap.equals(value, element)))
            }
            Value::Object(object) => match self.heap.object(object) {
                Object::View { map, view } => Ok(match view {
                    View::Keys => self.heap.map_get(map, value).is_some(),
                    View::Values => {
                        self.spend(self.heap.map_len(map) / 16 + 1)?;
                        self.heap.map_entries(map).any(|(_, element)| self.heap.equals(value, element))
                    }
                    View::Entries => match value {
                        Value::Object(entry) => match self.heap.object(entry) {
                            Object::Entry { map: of, key, value } => {
                                let own = self.heap.entry_value(of, key, value);
                                self.heap.map_get(map, key).is_some_and(|other| self.heap.equals(own, other))
                            }
                            _ => false,
                        },
                        _ => false,
                    },
                }),
                _ => Err(null()),
            },
            _ => Err(null()),
        }
    }
}

/// Inserts the elements of the last argument before an index, or at the end.
pub(super) fn add_all(this: Value, mut call: Call<'_>, at: Option<i32>) -> Result<Value, Failure> {
    let Value::List(list) = this else { return Err(null()) };
    let len = call.heap.list_len(list);
    let index = match at {
        None => len,
        Some(at) => usize::try_from(at).ok().filter(|&at| at <= len).ok_or_else(|| out_of_range(at, len))?,
    };
    let values = call.elements(call.value(usize::from(at.is_some())))?;
    changeable(list, &call)?;
    let window = call.heap.list(list).kind == ListKind::Sub;
    if values.is_empty() && (window || is_fixed(list, &call)) {
        return Ok(Value::Bool(false));
    }
    of(this, &call)?;
    growing(list, &call)?;
    call.room(size_of_val(values.as_slice()))?;
    call.spend((values.len() + len - index) / 16)?;
    // For an ArrayList, even adding no elements is a structural change.
    call.heap.list_splice(list, index, 0, &values);
    Ok(Value::Bool(!values.is_empty()))
}

pub(super) fn contains_all(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    for value in call.elements(call.value(0))? {
        if !call.is_in(value, this)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

/// `retainAll` and `removeAll`: keeps the elements that are in the argument, or those that are not.
pub(super) fn keep(this: Value, mut call: Call<'_>, inside: bool) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    changeable(list, &call)?;
    let collection = call.value(0);
    if collection.is_null() {
        return Err(null());
    }
    let len = call.heap.list_len(list);
    let mut kept = 0;
    for at in 0..len {
        let value = call.heap.list_get(list, at).unwrap_or(Value::Null);
        if call.is_in(value, collection)? != inside {
            continue;
        }
        // Elements move while the remaining ones are tested, which is visible if the argument is a sublist of this
        // list.
        if kept < at
            && !is_fixed(list, &call)
            && let Some(slot) = call.heap.list_values_mut(list).get_mut(kept)
        {
            *slot = value;
        }
        kept += 1;
    }
    if kept == len {
        return Ok(Value::Bool(false));
    }
    growing(list, &call)?;
    call.heap.list_splice(list, kept, len - kept, &[]);
    Ok(Value::Bool(true))
}

/// `toArray()` of any collection.
pub(in crate::methods) fn to_array(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let values = call.elements(this)?;
    call.new_list(ListKind::Objects, &values)
}

/// `toArray(Object[])` of any collection: fills the array, or creates another of its class if it is too short.
pub(in crate::methods) fn to_this_array(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let values = call.elements(this)?;
    let Value::List(array) = call.value(0) else { return Err(null()) };
    if !values.iter().all(|&value| takes(array, value, &call)) {
        return Err(Failure::new("an array takes only values of its own class"));
    }
    if call.heap.list_len(array) < values.len() {
        let kind = call.heap.list(array).kind;
        return call.new_list(kind, &values);
    }
    let slots = call.heap.list_values_mut(array);
    let (filled, rest) = slots.split_at_mut(values.len());
    filled.copy_from_slice(&values);
    if let Some(end) = rest.first_mut() {
        *end = Value::Null;
    }
    Ok(call.value(0))
}
