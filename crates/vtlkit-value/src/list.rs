use std::ops::Range;

use crate::{Heap, ListId, Value};

/// The Java class of a list, which decides how it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// `java.util.ArrayList`: a list created by a template. Prints as `[1, b]`.
    Array,
    /// json-smart's `JSONArray`: a list of a JSON document. Prints as JSON.
    Json,
    /// The result of `subList`: a view of another list. Prints as `[1, b]`.
    Sub,
    /// An immutable list, as returned by `List.of`. Prints as `[1, b]`.
    Immutable,
    /// `String[]`, as returned by `split`: of fixed length. Prints as Java prints an array.
    Strings,
    /// `Object[]`, as returned by `toArray`.
    Objects,
    /// `BigInteger[]`, as returned by `BigInteger.divideAndRemainder`.
    BigIntegers,
    /// `BigDecimal[]`, as returned by `BigDecimal.divideAndRemainder`.
    BigDecimals,
    /// `char[]`, as returned by `toCharArray`.
    Chars,
    /// `byte[]`, as returned by `getBytes`.
    Bytes,
}

impl ListKind {
    /// Whether this is an array: of fixed length, equal only to itself, and not a `Collection`.
    pub const fn is_array(self) -> bool {
        !matches!(self, Self::Array | Self::Json | Self::Sub | Self::Immutable)
    }
}

/// A sublist: a view of another list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// The list with the elements.
    root: ListId,
    /// The list it was created from: the root, or another sublist.
    parent: ListId,
}

/// A list: the range of its elements in the heap's slots, or in the list that it is a view of.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The class.
    pub kind: ListKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
    /// The capacity; for a sublist, its index among the windows.
    pub(crate) capacity: u32,
    /// The number of structural changes, like Java's `modCount`. For a sublist, the count of its root after the last
    /// change through the sublist.
    pub changes: u32,
}

// Documents contain many small lists.
const _: () = assert!(size_of::<List>() <= 20);

impl Heap {
    /// Creates an empty list.
    pub fn new_list(&mut self, kind: ListKind) -> ListId {
        let start = self.slots.len() as u32;
        self.lists.push(List { kind, start, len: 0, capacity: 0, changes: 0 });
        ListId(self.lists.len() as u32 - 1)
    }

    /// Creates a list with these elements.
    pub fn new_list_of(&mut self, kind: ListKind, values: &[Value]) -> ListId {
        self.slots.extend_from_slice(values);
        self.new_list_of_last(kind, values.len())
    }

    /// Creates a list of the last `len` values of the slots.
    pub(crate) fn new_list_of_last(&mut self, kind: ListKind, len: usize) -> ListId {
        let start = (self.slots.len() - len) as u32;
        let len = len as u32;
        self.lists.push(List { kind, start, len, capacity: len, changes: 0 });
        ListId(self.lists.len() as u32 - 1)
    }

    /// Creates a view of the elements of `list` in `from..to`, which must be within its length.
    pub fn new_sub_list(&mut self, list: ListId, from: usize, to: usize) -> ListId {
        let this = self.list(list);
        let (root, offset) = match self.window(this) {
            Some(window) => (window.root, this.start),
            None => (list, 0),
        };
        self.windows.push(Window { root, parent: list });
        self.lists.push(List {
            kind: ListKind::Sub,
            start: offset + from as u32,
            len: (to - from) as u32,
            capacity: self.windows.len() as u32 - 1,
            changes: this.changes,
        });
        ListId(self.lists.len() as u32 - 1)
    }

    fn window(&self, list: List) -> Option<Window> {
        (list.kind == ListKind::Sub).then(|| self.windows[list.capacity as usize])
    }

    /// The list with the elements: `list` itself, unless it is a sublist.
    pub fn list_root(&self, list: ListId) -> ListId {
        self.window(self.list(list)).map_or(list, |window| window.root)
    }

    /// Whether the list under a sublist was changed other than through it; Java then throws on any access.
    pub fn list_is_stale(&self, list: ListId) -> bool {
        self.list(list).changes != self.list_changes(list)
    }

    /// The number of structural changes of the list with the elements.
    pub fn list_changes(&self, list: ListId) -> u32 {
        self.list(self.list_root(list)).changes
    }

    /// The list: its class and number of changes.
    pub fn list(&self, list: ListId) -> List {
        self.lists[list.0 as usize]
    }

    /// The range of a list's elements in the slots. If the root has shrunk, a sublist ends with it.
    fn list_slots(&self, list: ListId) -> Range<usize> {
        let this = self.list(list);
        let List { start, len, .. } = this;
        let (from, to) = match self.window(this) {
            None => (start, start + len),
            Some(window) => {
                let root = self.list(window.root);
                let within = |at: u32| root.start + at.min(root.len);
                (within(start), within(start + len))
            }
        };
        from as usize..to as usize
    }

    /// The elements of a list.
    pub fn list_values(&self, list: ListId) -> &[Value] {
        &self.slots[self.list_slots(list)]
    }

    /// The elements of a list, mutable. Overwriting is not a structural change.
    pub fn list_values_mut(&mut self, list: ListId) -> &mut [Value] {
        let slots = self.list_slots(list);
        &mut self.slots[slots]
    }

    /// The number of elements.
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

    /// Inserts an element before `index`, which must not exceed the length.
    pub fn list_insert(&mut self, list: ListId, index: usize, value: Value) {
        self.list_splice(list, index, 0, &[value]);
    }

    /// Replaces `removed` elements from `index` on by `values`, as one structural change. The removed range must be
    /// within the list.
    pub fn list_splice(&mut self, list: ListId, index: usize, removed: usize, values: &[Value]) {
        let this = self.list(list);
        let root = self.list_root(list);
        let index = if root == list { index } else { this.start as usize + index };
        self.splice_root(root, index, removed, values);
        let changes = self.list(root).changes;
        let mut at = list;
        while let Some(Window { parent, .. }) = self.window(self.list(at)) {
            let this = &mut self.lists[at.0 as usize];
            this.len = this.len + values.len() as u32 - removed as u32;
            this.changes = changes;
            at = parent;
        }
    }

    fn splice_root(&mut self, list: ListId, index: usize, removed: usize, values: &[Value]) {
        let List { start, len, capacity, .. } = self.list(list);
        let (mut start, len, mut capacity) = (start as usize, len as usize, capacity as usize);
        let new_len = len - removed + values.len();
        if new_len > capacity {
            if start + capacity == self.slots.len() {
                // The last list in the slots grows in place.
                self.slots.extend_to(start + new_len);
                capacity = new_len;
            } else {
                let moved = self.slots.len();
                capacity = (len * 2).max(4).max(new_len);
                self.slots.extend_from_within(start, len);
                self.slots.extend_to(moved + capacity);
                start = moved;
            }
        }
        self.slots.copy_within(start + index + removed..start + len, start + index + values.len());
        self.slots[start + index..start + index + values.len()].copy_from_slice(values);
        let entry = &mut self.lists[list.0 as usize];
        (entry.start, entry.len, entry.capacity) = (start as u32, new_len as u32, capacity as u32);
        entry.changes += 1;
    }

    /// Removes and returns the element at `index`, if there is one.
    pub fn list_remove(&mut self, list: ListId, index: usize) -> Option<Value> {
        let removed = self.list_get(list, index)?;
        self.list_splice(list, index, 1, &[]);
        Some(removed)
    }

    /// Removes all elements.
    pub fn list_clear(&mut self, list: ListId) {
        let len = self.list_slots(list).len();
        self.list_splice(list, 0, len, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(heap: &Heap, list: ListId) -> String {
        heap.display(Value::List(list))
    }

    #[test]
    fn a_window_shows_and_changes_its_list() {
        let mut heap = Heap::new();
        let list = heap.new_list_of(ListKind::Array, &[0, 1, 2, 3, 4].map(Value::Int));
        let outer = heap.new_sub_list(list, 1, 4);
        let inner = heap.new_sub_list(outer, 1, 2);
        assert_eq!((ints(&heap, outer), ints(&heap, inner)), ("[1, 2, 3]".into(), "[2]".into()));
        heap.list_push(inner, Value::Int(9));
        heap.list_values_mut(outer)[0] = Value::Int(7);
        assert_eq!(ints(&heap, list), "[0, 7, 2, 9, 3, 4]");
        assert_eq!((ints(&heap, outer), ints(&heap, inner)), ("[7, 2, 9, 3]".into(), "[2, 9]".into()));
        assert!(!heap.list_is_stale(outer) && !heap.list_is_stale(inner));
        heap.list_clear(outer);
        assert_eq!(ints(&heap, list), "[0, 4]");
        assert!(!heap.list_is_stale(outer) && heap.list_is_stale(inner));
        heap.list_clear(list);
        assert!(heap.list_is_stale(outer));
        assert!(heap.list_values(outer).is_empty() && heap.list_values(inner).is_empty());
        let mut out = Vec::new();
        assert!(heap.print(Value::List(outer), &mut out, &crate::Plain).is_err());
    }
}
