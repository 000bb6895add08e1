use std::hash::{DefaultHasher, Hasher};

use crate::{Heap, MapId, Object, ObjectId, Value};

/// What a map is, which decides how it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// `java.util.LinkedHashMap`: prints as `{a=1, b=x}`.
    Plain,
    /// A map that prints as nothing, as those under API Gateway's `$context` do.
    Silent,
    /// What a scope such as `$foreach` holds: a `java.util.HashMap` behind an `AbstractMap`. Prints as a plain one.
    Scope,
}

/// A map, in order of insertion: where its entries lie in the heap's slots, key and value in turn.
#[derive(Clone, Copy, Debug)]
pub struct Map {
    /// What kind of map it is.
    pub kind: MapKind,
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) capacity: u32,
    /// How often a key was added or taken out, as Java's `modCount`.
    pub changes: u32,
    /// Where its hash table lies in the heap's tables.
    table: u32,
    /// The size of that is two to the power of this; 0 while it has none.
    table_bits: u8,
}

// Documents are full of small maps.
const _: () = assert!(size_of::<Map>() <= 24);

impl Map {
    /// The size of its hash table, 0 while it has none.
    const fn table_size(self) -> u32 {
        if self.table_bits == 0 { 0 } else { 1 << self.table_bits }
    }
}

/// Up to this many entries a look-up compares one by one, which is faster than hashing.
const SCAN: u32 = 12;

impl Heap {
    /// A new empty map.
    pub fn new_map(&mut self, kind: MapKind) -> MapId {
        let start = self.slots.len() as u32;
        self.maps.push(Map { kind, start, len: 0, capacity: 0, changes: 0, table: 0, table_bits: 0 });
        MapId(self.maps.len() as u32 - 1)
    }

    /// A new map of the last `slots` values of the slots, keys and values in turn, of which no two have the same key. Where
    /// it [needs](Self::map_needs_index) an index, it has none yet.
    pub(crate) fn new_map_of_last(&mut self, kind: MapKind, slots: usize) -> MapId {
        let start = (self.slots.len() - slots) as u32;
        let len = slots as u32 / 2;
        self.maps.push(Map { kind, start, len, capacity: len, changes: 0, table: 0, table_bits: 0 });
        MapId(self.maps.len() as u32 - 1)
    }

    /// Whether a map is too large to be searched one entry after the other.
    pub(crate) fn map_needs_index(&self, map: MapId) -> bool {
        self.map(map).len > SCAN
    }

    /// The map itself: its kind and how often it was changed.
    pub fn map(&self, map: MapId) -> Map {
        self.maps[map.0 as usize]
    }

    /// How many entries a map has.
    pub fn map_len(&self, map: MapId) -> usize {
        self.maps[map.0 as usize].len as usize
    }

    /// The key and value of the entry at place `index`, in order of insertion.
    pub fn map_entry(&self, map: MapId, index: usize) -> Option<(Value, Value)> {
        let Map { start, len, .. } = self.map(map);
        let at = start as usize + 2 * index;
        (index < len as usize).then(|| (self.slots[at], self.slots[at + 1]))
    }

    /// The entries of a map in order of insertion.
    pub fn map_entries(&self, map: MapId) -> impl ExactSizeIterator<Item = (Value, Value)> + '_ {
        self.map_entries_from(map, 0)
    }

    /// The entries of a map from a place on, in order of insertion; those before it are not gone through.
    pub(crate) fn map_entries_from(
        &self,
        map: MapId,
        index: usize,
    ) -> impl ExactSizeIterator<Item = (Value, Value)> + '_ {
        let Map { start, len, .. } = self.map(map);
        let slots = &self.slots[start as usize..(start + 2 * len) as usize];
        slots.get(2 * index..).unwrap_or_default().chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// The value of `key`; `None` where the map has no such key, which is not the same as a null value.
    pub fn map_get(&self, map: MapId, key: Value) -> Option<Value> {
        let place = match key {
            Value::Str(text) => self.find_str(map, self.bytes(text)),
            _ => self.find(map, hash_of(self, key), |heap, other| heap.equals(key, other)),
        }?;
        Some(self.slots[place + 1])
    }

    /// The value of a [`Map.Entry`](crate::Object::Entry), given as its fields.
    pub fn entry_value(&self, map: MapId, key: Value, value: Value) -> Value {
        self.map_get(map, key).unwrap_or(value)
    }

    /// Sets the value of a [`Map.Entry`](crate::Object::Entry), also in its map if that still has its key.
    pub fn set_entry(&mut self, entry: ObjectId, new: Value) {
        if let Object::Entry { map, key, value } = self.object_mut(entry) {
            *value = new;
            let (map, key) = (*map, *key);
            if self.map_get(map, key).is_some() {
                self.map_put(map, key, new);
            }
        }
    }

    /// The value of the string key `key`.
    pub fn map_get_str(&self, map: MapId, key: &str) -> Option<Value> {
        self.map_get_bytes(map, key.as_bytes())
    }

    /// The value of the string key `key`, given as WTF-8.
    pub fn map_get_bytes(&self, map: MapId, key: &[u8]) -> Option<Value> {
        Some(self.slots[self.find_str(map, key)? + 1])
    }

    /// The value of the string key `key`, given as WTF-8. `guess` is where it may stand, and then where it stood: maps that
    /// are read one after the other often have the same keys at the same places.
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

    /// Sets the value of `key` and gives what it was; a new key goes to the end.
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

    /// Sets the value of the string key `key`.
    pub fn map_put_str(&mut self, map: MapId, key: &str, value: Value) -> Option<Value> {
        let key = self.new_str(key);
        self.map_put(map, key, value)
    }

    /// Takes the entry of `key` out and gives its value.
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

    /// Takes all entries out.
    pub fn map_clear(&mut self, map: MapId) {
        let entry = &mut self.maps[map.0 as usize];
        entry.len = 0;
        entry.table_bits = 0;
        entry.changes += 1;
    }

    /// The slot of the string key `wanted`.
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

    /// The slot of the key that has this hash and satisfies `same`.
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

    /// Makes a hash table for a map, if it is large enough to have one.
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

    /// Makes the hash table of a map anew in its place, if it has one, after entries have moved.
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

/// A hash that equal values share; containers all have the same, as they are hardly ever keys.
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
