//! What happens where an array or an object ends.

use std::collections::HashMap;

use super::{ErrorKind, Reader};
use crate::{ListKind, MapKind, Value};

impl Reader<'_, '_> {
    pub(super) fn close_array(&mut self) {
        let first = self.buffers.open.pop().map_or(0, |open| open.first);
        let elements = self.buffers.values.get(first..).unwrap_or_default();
        let list = self.heap.new_list_of(ListKind::Json, elements);
        self.buffers.values.truncate(first);
        self.buffers.values.push(Value::List(list));
    }

    pub(super) fn close_object(&mut self) {
        let first = self.buffers.open.pop().map_or(0, |open| open.first);
        if self.buffers.values.len() > first + 2 && self.may_repeat(first) {
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

    /// Whether two keys may be the same: keys that differ in length or at their ends are told apart, nearly always.
    fn may_repeat(&self, first: usize) -> bool {
        let mut seen = 0u64;
        self.buffers.values[first..].chunks_exact(2).any(|pair| {
            let key = self.key(pair);
            let ends = key.first().zip(key.last()).map_or(0, |(first, last)| first.wrapping_mul(7) ^ last);
            let bit = 1 << (((key.len() as u8).wrapping_mul(11) ^ ends) % 64);
            let known = seen & bit != 0;
            seen |= bit;
            known
        })
    }

    /// A repeated key keeps its first place and takes the last value.
    fn merge_repeated(&mut self, first: usize) {
        let mut values = std::mem::take(&mut self.buffers.values);
        let mut places: HashMap<&[u8], usize> = HashMap::with_capacity((values.len() - first) / 2);
        let mut end = first;
        for at in (first..values.len()).step_by(2) {
            let (key, value) = (values[at], values[at + 1]);
            let place = *places.entry(self.key(&[key])).or_insert(end);
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
    fn key(&self, entry: &[Value]) -> &[u8] {
        if let Some(Value::Str(text)) = entry.first() { self.bytes(*text) } else { b"" }
    }

    pub(super) fn check_room(&self) -> Result<(), ErrorKind> {
        self.heap.room(self.base + 16 * self.buffers.values.len()).map_err(|_| ErrorKind::OutOfMemory)
    }
}
