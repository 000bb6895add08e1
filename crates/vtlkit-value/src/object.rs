use crate::{Heap, ListId, ListKind, MapId, MapKind, Str, Value};

/// A heap object that is neither list nor map.
#[derive(Clone, Copy, Debug)]
pub enum Object {
    /// `Map.Entry`: the key, and the map in which [`Heap::entry_value`] looks up the value.
    Entry {
        /// The map of the entry.
        map: MapId,
        /// Its key.
        key: Value,
        /// Its value after the key has been removed from the map.
        value: Value,
    },
    /// A live view of a map.
    View {
        /// The map.
        map: MapId,
        /// Its part.
        view: View,
    },
    /// An iterator over a list or a map's view.
    Iterator {
        /// The list, or the object that is a view of a map.
        over: Value,
        /// The index of the next element.
        next: u32,
        /// The index of the last returned element, if it can be removed or replaced.
        last: Option<u32>,
        /// The container's number of changes when the iterator was created. Another number means a concurrent
        /// modification, for which Java throws an exception.
        changes: u32,
        /// The class of iterator.
        kind: IteratorKind,
    },
    /// `java.util.stream.Stream`: the remaining elements.
    Stream {
        /// The list of elements.
        of: ListId,
        /// Whether a method has consumed it; a second one throws.
        used: bool,
    },
    /// An object defined by the evaluator or its host.
    Opaque {
        /// Its kind.
        kind: u8,
        /// Its number.
        number: u32,
        /// Its text.
        text: Str,
    },
}

/// The class of an iterator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IteratorKind {
    /// `Iterator` of a list, which compares with the list's length each time.
    List,
    /// `ListIterator`, which can also move backwards and modify its list.
    Both,
    /// `Iterator` of a view of a map, with another element.
    More,
    /// `Iterator` of a view of a map that had no more elements when it last advanced.
    End,
}

impl IteratorKind {
    /// The name of the Java class of such an iterator over `over`.
    pub fn class_name(self, heap: &Heap, over: Value) -> &'static str {
        match over {
            Value::List(list) => match (heap.list(heap.list_root(list)).kind, self) {
                (ListKind::Immutable, _) => "java.util.ImmutableCollections$ListItr",
                // Velocity wraps an array in a list of its own.
                (kind, _) if kind.is_array() && heap.list_root(list) != list => {
                    "java.util.AbstractList$SubList$1"
                }
                (kind, Self::Both) if kind.is_array() => "java.util.AbstractList$ListItr",
                (kind, _) if kind.is_array() => "java.util.AbstractList$Itr",
                _ if heap.list_root(list) != list => "java.util.ArrayList$SubList$1",
                (_, Self::Both) => "java.util.ArrayList$ListItr",
                _ => "java.util.ArrayList$Itr",
            },
            Value::Object(object) => match heap.object(object) {
                Object::View { map, view } if heap.map(map).kind == MapKind::Scope => match view {
                    View::Keys => "java.util.AbstractMap$1$1",
                    View::Values => "java.util.AbstractMap$2$1",
                    View::Entries => "java.util.HashMap$EntryIterator",
                },
                Object::View { view: View::Keys, .. } => "java.util.LinkedHashMap$LinkedKeyIterator",
                Object::View { view: View::Values, .. } => "java.util.LinkedHashMap$LinkedValueIterator",
                _ => "java.util.LinkedHashMap$LinkedEntryIterator",
            },
            _ => "java.util.Iterator",
        }
    }
}

/// A view of a map as a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// `keySet()`.
    Keys,
    /// `values()`.
    Values,
    /// `entrySet()`.
    Entries,
}

const _: () = assert!(size_of::<Object>() <= 48);
