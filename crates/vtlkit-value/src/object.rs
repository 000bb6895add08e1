use crate::{Heap, ListId, ListKind, MapId, MapKind, Str, Value};

/// A heap object that is neither list nor map.
#[derive(Clone, Copy, Debug)]
pub enum Object {
    /// `Map.Entry`: the key, and the map its value is looked up in; [`Heap::entry_value`] does that.
    Entry {
        /// The map the entry is of.
        map: MapId,
        /// Its key.
        key: Value,
        /// Its value once the map has no such key any more.
        value: Value,
    },
    /// A live view of a map.
    View {
        /// The map.
        map: MapId,
        /// Which part of it.
        view: View,
    },
    /// An iterator over a list or a map's view.
    Iterator {
        /// What it iterates over: a list, or an object that is a view.
        over: Value,
        /// The place of the next element.
        next: u32,
        /// The place of the element it gave last, if that can be removed or replaced.
        last: Option<u32>,
        /// The count of changes of the container when the iterator was made; another count means that the
        /// container was changed behind its back, which Java answers with an exception.
        changes: u32,
        /// What it can do.
        kind: IteratorKind,
    },
    /// `java.util.stream.Stream`: the elements that are to come.
    Stream {
        /// A list of them.
        of: ListId,
        /// Whether a method has already taken them; a second one fails.
        used: bool,
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

/// What an iterator can do, and how it knows its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IteratorKind {
    /// `Iterator` of a list, which looks at the list's length each time.
    List,
    /// `ListIterator`, which also goes backwards and changes its list.
    Both,
    /// `Iterator` of a map's view, which has another element.
    More,
    /// `Iterator` of a map's view that had no further element when it looked last.
    End,
}

impl IteratorKind {
    /// The name of Java's class for such an iterator over `over`.
    pub fn class_name(self, heap: &Heap, over: Value) -> &'static str {
        match over {
            Value::List(list) => match (heap.list(heap.list_root(list)).kind, self) {
                (ListKind::Immutable, _) => "java.util.ImmutableCollections$ListItr",
                // The engine wraps an array into a list of its own.
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

const _: () = assert!(size_of::<Object>() <= 48);
