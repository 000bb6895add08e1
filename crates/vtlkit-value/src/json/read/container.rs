//! What happens where an array or an object ends.

use std::collections::HashMap;

use super::{ErrorKind, Open, Reader};
use crate::{ListKind, MapKind, Str, Value};

impl Reader<'_, '_> {
    pub(super) fn close_array(&mut self) {
        let first = self.buffers.open.pop().map_or(0, |open| open.first);
        let elements = self.buffers.values.get(first..).unwrap_or_default();
        let list = self.heap.new_list_of(ListKind::Json, elements);
        self.buffers.values.truncate(first);
        self.buffers.values.push(Value::List(list));
    }

    pub(super) fn close_object(&mut self) {
        let Some(Open { first, may_repeat, .. }) = self.buffers.open.pop() else { return };
        if may_repeat {
            self.merge_repeated(first);
        }
        let entries = self.buffers.values.get(first..).unwrap_or_default();
        let map = self.heap.new_map_of(MapKind::Plain, entries);
        if self.heap.map_needs_index(map) {
            self.buffers.large.push(map);
        }
        self.buffers.values.truncate(first);
        self.buffers.values.push(Value::Map(map));
    }

    /// Puts a key on the buffer of values.
    pub(super) fn add_key(&mut self, key: Str) {
        let mark = mark_of(self.bytes(key));
        if let Some(open) = self.buffers.open.last_mut() {
            open.add_key(mark);
        }
        self.buffers.values.push(Value::Str(key));
    }

    /// A repeated key keeps its first place and takes the last value.
    fn merge_repeated(&mut self, first: usize) {
        let mut values = std::mem::take(&mut self.buffers.values);
        let mut places: HashMap<&[u8], usize> = HashMap::with_capacity((values.len() - first) / 2);
        let mut end = first;
        for at in (first..values.len()).step_by(2) {
            let (key, value) = (values[at], values[at + 1]);
            let place = *places.entry(self.key_of(&[key])).or_insert(end);
            if place == end {
                values[place] = key;
                end += 2;
            }
            values[place + 1] = value;
        }
        values.truncate(end);
        self.buffers.values = values;
    }

    /// The key of an entry.
    fn key_of(&self, entry: &[Value]) -> &[u8] {
        if let Some(Value::Str(text)) = entry.first() { self.bytes(*text) } else { b"" }
    }

    pub(super) fn check_room(&self) -> Result<(), ErrorKind> {
        self.heap.room(self.base + 16 * self.buffers.values.len()).map_err(|_| ErrorKind::OutOfMemory)
    }
}

impl Open {
    /// Takes note of a key.
    #[inline]
    pub(super) fn add_key(&mut self, mark: u64) {
        self.may_repeat |= self.keys & mark != 0;
        self.keys |= mark;
    }
}

/// One of 64 bits: keys that differ in length or at their ends have different ones, nearly always.
#[inline]
pub(super) fn mark_of(key: &[u8]) -> u64 {
    let ends = key.first().zip(key.last()).map_or(0, |(first, last)| first.wrapping_mul(7) ^ last);
    1 << (((key.len() as u8).wrapping_mul(11) ^ ends) % 64)
}
