use crate::{MapId, Str, Value};

/// A heap object that is neither list nor map.
#[derive(Clone, Copy, Debug)]
pub enum Object {
    /// `Map.Entry`: the key, and the map its value is looked up in.
    Entry {
        /// The map the entry is of.
        map: MapId,
        /// Its key.
        key: Value,
    },
    /// A live view of a map.
    View {
        /// The map.
        map: MapId,
        /// Which part of it.
        view: View,
    },
    /// An iterator over a list, a map's view, or whatever else can be iterated.
    Iterator {
        /// What it iterates over: a list, or an object that is a view.
        over: Value,
        /// How many elements it has given.
        next: u32,
        /// The count of changes of the container when the iterator was made; another count means that the
        /// container was changed behind its back, which Java answers with an exception.
        changes: u32,
    },
    /// Something only the engine knows.
    Opaque {
        /// The engine's own kind.
        kind: u8,
        /// The engine's own number.
        number: u32,
        /// Text that goes with it.
        text: Str,
    },
}

/// A part of a map that can be looked at as a collection of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// `keySet()`.
    Keys,
    /// `values()`.
    Values,
    /// `entrySet()`.
    Entries,
}
