use std::hash::{DefaultHasher, Hasher};

use crate::{Heap, MapId, Object, ObjectId, Value};

/// The Java class of a map, which decides how it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// `java.util.LinkedHashMap`: prints as `{a=1, b=x}`.
    Plain,
    /// A map that prints as nothing, as those in API Gateway's `$context` do.
    Silent,
    /// The scope of a directive such as `$foreach`: an `AbstractMap` over a `HashMap`. Prints like a plain one.
    Scope,
}

/// A map in insertion order: the range of its entries in the heap's slots, alternating keys and values.
#[derive(Clone, Copy, Debug)]
pub struct Map {
    /// The class.
    pub kind: MapKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) capacity: u32,
    /// The number of added and removed keys, like Java's `modCount`.
    pub changes: u32,
    /// The start of its hash table in the heap's tables.
    table: u32,
    /// The binary logarithm of the size of that table; 0 without one.
    table_bits: u8,
}

// Documents contain many small maps.
const _: () = assert!(size_of::<Map>() <= 24);

impl Map {
    /// The size of its hash table; 0 without one.
    const fn table_size(self) -> u32 {
        if self.table_bits == 0 { 0 } else { 1 << self.table_bits }
    }
}

/// Maximum size of a map that is searched linearly, which is faster than hashing for small ones.
const SCAN: u32 = 12;

impl Heap {
    /// Creates an empty map.
    pub fn new_map(&mut self, kind: MapKind) -> MapId {
        let start = self.slots.len() as u32;
        self.maps.push(Map { kind, start, len: 0, capacity: 0, changes: 0, table: 0, table_bits: 0 });
        MapId(self.maps.len() as u32 - 1)
    }

    /// Creates a map of the last `slots` values of the slots, alternating keys and values, with distinct keys. If it
    /// [needs](Self::map_needs_index) an index, the caller has to build it.
    pub(crate) fn new_map_of_last(&mut self, kind: MapKind, slots: usize) -> MapId {
        let start = (self.slots.len() - slots) as u32;
        let len = slots as u32 / 2;
        self.maps.push(Map { kind, start, len, capacity: len, changes: 0, table: 0, table_bits: 0 });
        MapId(self.maps.len() as u32 - 1)
    }

    /// Whether a map is too large for linear search.
    pub(crate) fn map_needs_index(&self, map: MapId) -> bool {
        self.map(map).len > SCAN
    }

    /// The map: its class and number of changes.
    pub fn map(&self, map: MapId) -> Map {
        self.maps[map.0 as usize]
    }

    /// The number of entries.
    pub fn map_len(&self, map: MapId) -> usize {
        self.maps[map.0 as usize].len as usize
    }

    /// The entry at `index` in insertion order.
    pub fn map_entry(&self, map: MapId, index: usize) -> Option<(Value, Value)> {
        let Map { start, len, .. } = self.map(map);
        let at = start as usize + 2 * index;
        (index < len as usize).then(|| (self.slots[at], self.slots[at + 1]))
    }

    /// The entries in insertion order.
    pub fn map_entries(&self, map: MapId) -> impl ExactSizeIterator<Item = (Value, Value)> + '_ {
        self.map_entries_from(map, 0)
    }

    /// The entries from an index on, in insertion order.
    pub(crate) fn map_entries_from(
        &self,
        map: MapId,
        index: usize,
    ) -> impl ExactSizeIterator<Item = (Value, Value)> + '_ {
        let Map { start, len, .. } = self.map(map);
        let slots = &self.slots[start as usize..(start + 2 * len) as usize];
        slots.get(2 * index..).unwrap_or_default().chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// The value of `key`; `None` if the map has no such key, as opposed to a null value.
    pub fn map_get(&self, map: MapId, key: Value) -> Option<Value> {
        let place = match key {
            Value::Str(text) => self.find_str(map, self.bytes(text)),
            _ => self.find(map, hash_of(self, key), |heap, other| heap.equals(key, other)),
        }?;
        Some(self.slots[place + 1])
    }

    /// The current value of a [`Map.Entry`](crate::Object::Entry), given its fields.
    pub fn entry_value(&self, map: MapId, key: Value, value: Value) -> Value {
        self.map_get(map, key).unwrap_or(value)
    }

    /// Sets the value of a [`Map.Entry`](crate::Object::Entry), and that in its map if the key is still there.
    pub fn set_entry(&mut self, entry: ObjectId, new: Value) {
        if let Object::Entry { map, key, value } = self.object_mut(entry) {
            *value = new;
            let (map, key) = (*map, *key);
            if self.map_get(map, key).is_some() {
                self.map_put(map, key, new);
            }
        }
    }

    /// The value of a string key.
    pub fn map_get_str(&self, map: MapId, key: &str) -> Option<Value> {
        self.map_get_bytes(map, key.as_bytes())
    }

    /// The value of a string key in WTF-8.
    pub fn map_get_bytes(&self, map: MapId, key: &[u8]) -> Option<Value> {
        Some(self.slots[self.find_str(map, key)? + 1])
    }

    /// The value of a string key in WTF-8. `guess` is the index at which it is looked for first, and is set to the
    /// index at which it was found: successive maps often have the same keys at the same positions.
    #[inline]
    pub fn map_get_near(&self, map: MapId, key: &[u8], guess: &mut u32) -> Option<Value> {
        let Map { start, len, .. } = self.map(map);
        let at = (start + 2 * *guess) as usize;
        if *guess < len
            && let [Value::Str(known), value, ..] = self.slots[at..]
            && self.bytes(known) == key
        {
            return Some(value);
        }
        let place = self.find_str(map, key)?;
        *guess = (place as u32 - start) / 2;
        Some(self.slots[place + 1])
    }

    /// Sets the value of `key` and returns the previous one; a new key is appended.
    pub fn map_put(&mut self, map: MapId, key: Value, value: Value) -> Option<Value> {
        let place = match key {
            Value::Str(text) => self.find_str(map, self.bytes(text)),
            _ => self.find(map, hash_of(self, key), |heap, other| heap.equals(key, other)),
        };
        if let Some(place) = place {
            return Some(std::mem::replace(&mut self.slots[place + 1], value));
        }
        let Map { start, len, capacity, .. } = self.map(map);
        let (mut start, len, mut capacity) = (start as usize, len as usize, capacity as usize);
        if len == capacity {
            if start + 2 * capacity == self.slots.len() {
                self.slots.extend_from_slice(&[Value::Null; 2]);
                capacity += 1;
            } else {
                let moved = self.slots.len();
                capacity = (len * 2).max(4);
                self.slots.extend_from_within(start, 2 * len);
                self.slots.extend_to(moved + 2 * capacity);
                start = moved;
            }
        }
        self.slots[start + 2 * len] = key;
        self.slots[start + 2 * len + 1] = value;
        let entry = &mut self.maps[map.0 as usize];
        (entry.start, entry.len, entry.capacity) = (start as u32, len as u32 + 1, capacity as u32);
        entry.changes += 1;
        if entry.table_size() > 2 * len as u32 {
            self.index_entry(map, len as u32);
        } else {
            self.index_map(map);
        }
        None
    }

    /// Sets the value of a string key.
    pub fn map_put_str(&mut self, map: MapId, key: &str, value: Value) -> Option<Value> {
        let key = self.new_str(key);
        self.map_put(map, key, value)
    }

    /// Removes the entry of `key` and returns its value.
    pub fn map_remove(&mut self, map: MapId, key: Value) -> Option<Value> {
        let place = self.find(map, hash_of(self, key), |heap, other| heap.equals(key, other))?;
        let value = self.slots[place + 1];
        let Map { start, len, .. } = self.map(map);
        self.slots.copy_within(place + 2..(start + 2 * len) as usize, place);
        let entry = &mut self.maps[map.0 as usize];
        entry.len -= 1;
        entry.changes += 1;
        self.index_again(map);
        Some(value)
    }

    /// Removes all entries.
    pub fn map_clear(&mut self, map: MapId) {
        let entry = &mut self.maps[map.0 as usize];
        entry.len = 0;
        entry.table_bits = 0;
        entry.changes += 1;
    }

    /// The slot of a string key.
    fn find_str(&self, map: MapId, wanted: &[u8]) -> Option<usize> {
        let Map { start, len, table_bits, .. } = self.map(map);
        if table_bits == 0 {
            let slots = &self.slots[start as usize..(start + 2 * len) as usize];
            let found = slots.chunks_exact(2).position(
                |pair| matches!(pair[0], Value::Str(key) if key.byte_len() == wanted.len() && self.bytes(key) == wanted),
            )?;
            return Some(start as usize + 2 * found);
        }
        self.find(
            map,
            hash_bytes(wanted),
            |heap, key| matches!(key, Value::Str(key) if heap.bytes(key) == wanted),
        )
    }

    /// The slot of the key with this hash for which `same` is true.
    fn find(&self, map: MapId, hash: u64, same: impl Fn(&Self, Value) -> bool) -> Option<usize> {
        let this = self.map(map);
        let (Map { start, len, table, .. }, table_size) = (this, this.table_size());
        let slot = |place: u32| (start + 2 * place) as usize;
        if table_size == 0 {
            return (0..len).map(slot).find(|&at| same(self, self.slots[at]));
        }
        let mut bucket = hash as u32 & (table_size - 1);
        loop {
            match self.tables[(table + bucket) as usize] {
                0 => return None,
                place if same(self, self.slots[slot(place - 1)]) => return Some(slot(place - 1)),
                _ => bucket = (bucket + 1) & (table_size - 1),
            }
        }
    }

    /// Builds the hash table of a map if it is large enough to need one.
    pub(crate) fn index_map(&mut self, map: MapId) {
        let Map { len, .. } = self.map(map);
        if len <= SCAN || self.map(map).table_size() > 2 * len {
            return;
        }
        let size = (4 * len).next_power_of_two();
        let table = self.tables.len() as u32;
        self.tables.resize((table + size) as usize, 0);
        let entry = &mut self.maps[map.0 as usize];
        (entry.table, entry.table_bits) = (table, size.trailing_zeros() as u8);
        for place in 0..len {
            self.index_entry(map, place);
        }
    }

    /// Rebuilds the hash table of a map in place, if it has one, after entries have moved.
    fn index_again(&mut self, map: MapId) {
        let this = self.map(map);
        let Map { len, table, .. } = this;
        let size = this.table_size();
        if size == 0 {
            return;
        }
        self.tables[table as usize..(table + size) as usize].fill(0);
        for place in 0..len {
            self.index_entry(map, place);
        }
    }

    fn index_entry(&mut self, map: MapId, place: u32) {
        let this = self.map(map);
        let (Map { start, table, .. }, table_size) = (this, this.table_size());
        let hash = hash_of(self, self.slots[(start + 2 * place) as usize]);
        let mut bucket = hash as u32 & (table_size - 1);
        while self.tables[(table + bucket) as usize] != 0 {
            bucket = (bucket + 1) & (table_size - 1);
        }
        self.tables[(table + bucket) as usize] = place + 1;
    }
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// A hash that is the same for equal values. All containers have the same one, as they are rarely keys.
fn hash_of(heap: &Heap, key: Value) -> u64 {
    match key {
        Value::Str(text) | Value::BigInteger(text) | Value::BigDecimal(text) => hash_bytes(heap.bytes(text)),
        Value::Int(n) => hash_bytes(&n.to_le_bytes()),
        Value::Long(n) => hash_bytes(&n.to_le_bytes()),
        Value::Double(n) if !n.is_nan() => hash_bytes(&n.to_bits().to_le_bytes()),
        Value::Float(n) if !n.is_nan() => hash_bytes(&n.to_bits().to_le_bytes()),
        Value::Short(n) => hash_bytes(&n.to_le_bytes()),
        Value::Byte(n) => hash_bytes(&n.to_le_bytes()),
        _ => 0,
    }
}
