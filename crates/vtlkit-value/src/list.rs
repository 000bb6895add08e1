use crate::{Heap, ListId, Value};

/// What a list is in Java, which decides how it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `java.util.ArrayList`: a list a template wrote. Prints as `[1, b]`.
    Array,
    /// json-smart's `JSONArray`: a list of a JSON document. Prints as JSON text.
    Json,
    /// `String[]`, what `split` gives: fixed in length. Prints as Java prints an array.
    Strings,
}

/// A list: where its elements lie in the heap's slots.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// What kind of list it is.
    pub kind: ListKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) capacity: u32,
    /// How often its length has changed, as Java's `modCount`.
    pub changes: u32,
}

impl Heap {
    /// A new empty list.
    pub fn new_list(&mut self, kind: ListKind) -> ListId {
        let start = self.slots.len() as u32;
        self.lists.push(List { kind, start, len: 0, capacity: 0, changes: 0 });
        ListId(self.lists.len() as u32 - 1)
    }

    /// A new list with these elements.
    pub fn new_list_of(&mut self, kind: ListKind, values: &[Value]) -> ListId {
        let list = self.new_list(kind);
        self.slots.extend_from_slice(values);
        let entry = &mut self.lists[list.0 as usize];
        entry.len = values.len() as u32;
        entry.capacity = entry.len;
        list
    }

    /// The list itself: its kind and how often it was changed.
    pub fn list(&self, list: ListId) -> List {
        self.lists[list.0 as usize]
    }

    /// The elements of a list.
    pub fn list_values(&self, list: ListId) -> &[Value] {
        let List { start, len, .. } = self.list(list);
        &self.slots[start as usize..(start + len) as usize]
    }

    /// The elements of a list, to be overwritten; this is no change of the list in Java's eyes.
    pub fn list_values_mut(&mut self, list: ListId) -> &mut [Value] {
        let List { start, len, .. } = self.list(list);
        &mut self.slots[start as usize..(start + len) as usize]
    }

    /// How many elements a list has.
    pub fn list_len(&self, list: ListId) -> usize {
        self.list(list).len as usize
    }

    /// The element at `index`, if there is one.
    pub fn list_get(&self, list: ListId, index: usize) -> Option<Value> {
        self.list_values(list).get(index).copied()
    }

    /// Appends an element.
    pub fn list_push(&mut self, list: ListId, value: Value) {
        let len = self.list_len(list);
        self.list_insert(list, len, value);
    }

    /// Inserts an element before `index`, which is at most the length.
    pub fn list_insert(&mut self, list: ListId, index: usize, value: Value) {
        let List { start, len, capacity, .. } = self.list(list);
        let (mut start, len, mut capacity) = (start as usize, len as usize, capacity as usize);
        if len == capacity {
            if start + capacity == self.slots.len() {
                // The last one grows in place.
                self.slots.push(Value::Null);
                capacity += 1;
            } else {
                let moved = self.slots.len();
                capacity = (len * 2).max(4);
                self.slots.extend_from_within(start..start + len);
                self.slots.resize(moved + capacity, Value::Null);
                start = moved;
            }
        }
        self.slots.copy_within(start + index..start + len, start + index + 1);
        self.slots[start + index] = value;
        let entry = &mut self.lists[list.0 as usize];
        (entry.start, entry.len, entry.capacity) = (start as u32, len as u32 + 1, capacity as u32);
        entry.changes += 1;
    }

    /// Takes the element at `index` out, if there is one.
    pub fn list_remove(&mut self, list: ListId, index: usize) -> Option<Value> {
        let values = self.list_values_mut(list);
        let removed = *values.get(index)?;
        values.copy_within(index + 1.., index);
        let entry = &mut self.lists[list.0 as usize];
        entry.len -= 1;
        entry.changes += 1;
        Some(removed)
    }

    /// Takes all elements out.
    pub fn list_clear(&mut self, list: ListId) {
        let entry = &mut self.lists[list.0 as usize];
        entry.len = 0;
        entry.changes += 1;
    }
}
