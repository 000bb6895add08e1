//! `java.util.Iterator` and `ListIterator`.

use vtlkit_value::{Heap, IteratorKind, ListId, ListKind, Object as HeapObject, ObjectId, Value};

use super::Parameter::{Foreign, Object};
use super::call::{nothing, null, unsupported};
use super::list::{is_fixed, of, takes};
use super::table::merge;
use super::{Call, Method, method, object};
use crate::Failure;
use crate::foreach::{changed, entry};

pub(super) static ITERATOR: &[Method] = ITERATOR_TABLE;

#[rustfmt::skip]
const ITERATOR_TABLE: &[Method] = &[
    method("equals", &[Object], "Whether the other value is the same iterator.", object::equals),
    method("forEachRemaining", &[Foreign("Consumer")], "Fails, since a template cannot pass a function.", |_, _| Err(null())),
    method("hasNext", &[], "Whether there is another element.", |this, call| Ok(Value::Bool(has_next(call.heap, id(this)?)))),
    method("hashCode", &[], "An arbitrary number.", object::hash_code),
    method("next", &[], "The next element.", |this, call| next(call.heap, id(this)?)),
    method("remove", &[], "Removes the last returned element.", remove),
    method("toString", &[], "Java's text for an iterator, without the elements.", object::to_string),
];

#[rustfmt::skip]
const BOTH_WAYS: &[Method] = &[
    method("add", &[Object], "Inserts an element before the next one.", add),
    method("hasPrevious", &[], "Whether there is a previous element.", |this, call| Ok(Value::Bool(state(call.heap, id(this)?)?.next > 0))),
    method("nextIndex", &[], "The index of the next element.", |this, call| Ok(Value::Int(state(call.heap, id(this)?)?.next as i32))),
    method("previous", &[], "The previous element.", previous),
    method("previousIndex", &[], "The index of the previous element, or -1.", |this, call| Ok(Value::Int(state(call.heap, id(this)?)?.next as i32 - 1))),
    method("set", &[Object], "Replaces the last returned element.", set),
];

pub(super) static LIST_ITERATOR: &[Method] = &LIST_ITERATOR_TABLE;
const LIST_ITERATOR_TABLE: [Method; ITERATOR_TABLE.len() + BOTH_WAYS.len()] =
    merge(ITERATOR_TABLE, BOTH_WAYS);

/// The fields of an iterator.
#[derive(Clone, Copy)]
struct State {
    over: Over,
    next: u32,
    last: Option<u32>,
    changes: u32,
    kind: IteratorKind,
}

/// The collection of an iterator.
#[derive(Clone, Copy)]
enum Over {
    List(ListId),
    View(ObjectId, vtlkit_value::MapId, vtlkit_value::View),
}

fn id(this: Value) -> Result<ObjectId, Failure> {
    if let Value::Object(id) = this { Ok(id) } else { Err(null()) }
}

fn state(heap: &Heap, id: ObjectId) -> Result<State, Failure> {
    let HeapObject::Iterator { over, next, last, changes, kind } = heap.object(id) else {
        return Err(null());
    };
    let over = match over {
        Value::List(list) => Over::List(list),
        Value::Object(view) => match heap.object(view) {
            HeapObject::View { map, view: part } => Over::View(view, map, part),
            _ => return Err(null()),
        },
        _ => return Err(null()),
    };
    Ok(State { over, next, last, changes, kind })
}

impl State {
    fn store(self, heap: &mut Heap, id: ObjectId) {
        let Self { over, next, last, changes, kind } = self;
        let over = match over {
            Over::List(list) => Value::List(list),
            Over::View(view, ..) => Value::Object(view),
        };
        *heap.object_mut(id) = HeapObject::Iterator { over, next, last, changes, kind };
    }

    fn has_next(self, heap: &Heap) -> bool {
        match self.over {
            Over::List(list) => self.next as usize != heap.list_len(list),
            Over::View(..) => self.kind == IteratorKind::More,
        }
    }

    /// Fails if the collection was changed since the iterator was created (`ConcurrentModificationException`).
    fn check(self, heap: &Heap) -> Result<(), Failure> {
        let changes = match self.over {
            Over::List(list) => heap.list_changes(list),
            Over::View(_, map, _) => heap.map(map).changes,
        };
        if changes == self.changes { Ok(()) } else { Err(changed()) }
    }

    /// The index of the last returned element, which is to be changed.
    fn last(self) -> Result<u32, Failure> {
        self.last.ok_or_else(|| {
            Failure::new("the iterator has not given an element since it was made or changed something")
                .with_help("call `next()` first")
        })
    }

    fn list(self, call: &Call<'_>) -> Result<ListId, Failure> {
        match self.over {
            Over::List(list) if is_fixed(list, call) => Err(unsupported("the list keeps its length")),
            Over::List(list) => Ok(list),
            Over::View(..) => Err(null()),
        }
    }
}

/// Whether an iterator has another element.
pub(crate) fn has_next(heap: &Heap, id: ObjectId) -> bool {
    state(heap, id).is_ok_and(|state| state.has_next(heap))
}

/// The next element of an iterator; fails if there is none, or if the collection was changed.
pub(crate) fn next(heap: &mut Heap, id: ObjectId) -> Result<Value, Failure> {
    let mut state = state(heap, id)?;
    state.check(heap)?;
    let at = state.next as usize;
    let value = match state.over {
        _ if !state.has_next(heap) => None,
        Over::List(list) => heap.list_get(list, at),
        Over::View(_, map, view) => {
            state.kind = if at + 1 < heap.map_len(map) { IteratorKind::More } else { IteratorKind::End };
            entry(heap, map, view, at)
        }
    };
    let value = value.ok_or_else(|| no_element("next"))?;
    state.last = Some(state.next);
    state.next += 1;
    state.store(heap, id);
    Ok(value)
}

#[cold]
fn no_element(which: &str) -> Failure {
    Failure::new(format!("the iterator has no {which} element"))
        .with_help("ask `hasNext()` or `hasPrevious()` first")
}

fn previous(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let id = id(this)?;
    let mut state = state(call.heap, id)?;
    state.check(call.heap)?;
    let Over::List(list) = state.over else { return Err(null()) };
    state.next = state.next.checked_sub(1).ok_or_else(|| no_element("previous"))?;
    state.last = Some(state.next);
    let value = call.heap.list_get(list, state.next as usize).ok_or_else(changed)?;
    state.store(call.heap, id);
    Ok(value)
}

fn remove(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let id = id(this)?;
    let mut state = state(call.heap, id)?;
    let last = state.last()?;
    state.check(call.heap)?;
    match state.over {
        Over::List(_) => {
            let list = state.list(&call)?;
            call.spend(call.heap.list_len(list) / 16)?;
            call.heap.list_remove(list, last as usize);
            state.changes = call.heap.list_changes(list);
            state.next = last;
        }
        Over::View(_, map, _) => {
            call.spend(call.heap.map_len(map) / 16)?;
            if let Some((key, _)) = call.heap.map_entry(map, last as usize) {
                call.heap.map_remove(map, key);
            }
            state.changes = call.heap.map(map).changes;
            state.next -= 1;
        }
    }
    state.last = None;
    state.store(call.heap, id);
    Ok(nothing())
}

fn set(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let state = state(call.heap, id(this)?)?;
    let last = state.last()?;
    state.check(call.heap)?;
    let (Over::List(list), value) = (state.over, call.value(0)) else { return Err(null()) };
    if !takes(list, value, &call) {
        return Err(unsupported("an array takes only values of its own class"));
    }
    if let Some(slot) = call.heap.list_values_mut(list).get_mut(last as usize) {
        *slot = value;
    }
    Ok(nothing())
}

fn add(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let id = id(this)?;
    let mut state = state(call.heap, id)?;
    state.check(call.heap)?;
    let list = state.list(&call)?;
    call.spend(call.heap.list_len(list) / 16)?;
    call.heap.list_insert(list, state.next as usize, call.value(0));
    state.next += 1;
    state.last = None;
    state.changes = call.heap.list_changes(list);
    state.store(call.heap, id);
    Ok(nothing())
}

fn over(call: &mut Call<'_>, over: Value, next: u32, changes: u32, kind: IteratorKind) -> Value {
    call.new_object(HeapObject::Iterator { over, next, last: None, changes, kind })
}

/// `iterator()` of a list; that of a sublist can also move backwards.
pub(super) fn of_list(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    let kind =
        if call.heap.list(list).kind == ListKind::Sub { IteratorKind::Both } else { IteratorKind::List };
    let changes = call.heap.list_changes(list);
    Ok(over(&mut call, this, 0, changes, kind))
}

/// `listIterator(at)`.
pub(super) fn both_ways(this: Value, mut call: Call<'_>, at: i32) -> Result<Value, Failure> {
    let list = of(this, &call)?;
    let len = call.heap.list_len(list);
    let next = u32::try_from(at).ok().filter(|&at| at as usize <= len);
    let next = next.ok_or_else(|| {
        Failure::new(format!("the index {at} is out of range for a list of {len}"))
            .with_help("compare with `size()` first")
    })?;
    let changes = call.heap.list_changes(list);
    Ok(over(&mut call, this, next, changes, IteratorKind::Both))
}

/// `iterator()` of a view of a map.
pub(super) fn of_view(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let Value::Object(view) = this else { return Err(null()) };
    let HeapObject::View { map, .. } = call.heap.object(view) else { return Err(null()) };
    let kind = if call.heap.map_len(map) > 0 { IteratorKind::More } else { IteratorKind::End };
    let changes = call.heap.map(map).changes;
    Ok(over(&mut call, this, 0, changes, kind))
}
