//! The end of an array or object.

use std::collections::HashMap;

use super::{ErrorKind, Open, Reader};
use crate::{ListKind, MapKind, Str, Value};

impl Reader<'_, '_> {
    pub(super) fn close_array(&mut self) -> Result<(), ErrorKind> {
        let first = self.buffers.open.pop().map_or(0, |open| open.first as usize);
        let len = self.settle(first);
        grow(&mut self.heap.lists, self.buffers.most_lists);
        let list = self.heap.new_list_of_last(ListKind::Json, len);
        self.push(Value::List(list))
    }

    pub(super) fn close_object(&mut self) -> Result<(), ErrorKind> {
        let open = self.buffers.open.pop().unwrap_or_default();
        let mut len = self.settle(open.first as usize);
        if open.may_repeat {
            len = self.merge_repeated(len)?;
        }
        grow(&mut self.heap.maps, self.buffers.most_maps);
        let map = self.heap.new_map_of_last(MapKind::Plain, len);
        if self.heap.map_needs_index(map) {
            self.buffers.large.push(map);
        }
        self.push(Value::Map(map))
    }

    /// Moves the pending values after the first `first` to their final position; returns their number.
    fn settle(&mut self, first: usize) -> usize {
        let slots = &mut self.heap.slots;
        let len = slots.waiting() - first;
        slots.settle(first);
        len
    }

    /// Adds a key to the pending values.
    pub(super) fn add_key(&mut self, key: Str) -> Result<(), ErrorKind> {
        let mark = mark_of(self.bytes(key));
        if let Some(open) = self.buffers.open.last_mut() {
            open.add_key(mark);
        }
        self.push(Value::Str(key))
    }

    /// Adds a value to the pending values.
    #[inline]
    pub(super) fn push(&mut self, value: Value) -> Result<(), ErrorKind> {
        if self.heap.slots.wait(value) { Ok(()) } else { Err(ErrorKind::OutOfMemory) }
    }

    /// Merges duplicate keys among the last `len` slots (alternating keys and values): a duplicate keeps the first
    /// position and has the last value. Returns the remaining number of slots.
    fn merge_repeated(&mut self, len: usize) -> Result<usize, ErrorKind> {
        let places = size_of::<(&[u8], usize)>() * len;
        self.heap.room(self.base + places).map_err(|_| ErrorKind::OutOfMemory)?;
        let mut slots = std::mem::take(&mut self.heap.slots);
        let start = slots.len() - len;
        let values = &mut slots[start..];
        let mut places: HashMap<&[u8], usize> = HashMap::with_capacity(len / 2);
        let mut end = 0;
        for at in (0..len).step_by(2) {
            let (key, value) = (values[at], values[at + 1]);
            let place = *places.entry(self.key_of(&[key])).or_insert(end);
            if place == end {
                values[place] = key;
                end += 2;
            }
            values[place + 1] = value;
        }
        slots.cut(start + end);
        self.heap.slots = slots;
        Ok(end)
    }

    /// The key of an entry.
    fn key_of(&self, entry: &[Value]) -> &[u8] {
        if let Some(Value::Str(text)) = entry.first() { self.bytes(*text) } else { b"" }
    }

    pub(super) fn check_room(&self) -> Result<(), ErrorKind> {
        let open = size_of::<Open>() * self.buffers.open.len();
        self.heap.room(self.base + open).map_err(|_| ErrorKind::OutOfMemory)
    }
}

/// Makes room for one more element; grows by doubling, or to `most` if that is close.
fn grow<T>(list: &mut Vec<T>, most: usize) {
    let len = list.len();
    if len == list.capacity() {
        let is_near = (len + 1..=3 * len).contains(&most);
        list.reserve_exact(if is_near { most - len } else { len.max(8) });
    }
}

impl Open {
    /// Records a key.
    #[inline]
    pub(super) fn add_key(&mut self, mark: u64) {
        self.may_repeat |= self.keys & mark != 0;
        self.keys |= mark;
    }
}

/// One of 64 bits. Keys that differ in length, first or last bytes nearly always have different bits.
#[inline]
pub(super) fn mark_of(key: &[u8]) -> u64 {
    let ends = key.first().zip(key.last()).map_or(0, |(first, last)| first.wrapping_mul(7) ^ last);
    1 << (((key.len() as u8).wrapping_mul(11) ^ ends) % 64)
}
