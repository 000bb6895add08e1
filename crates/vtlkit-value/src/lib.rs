//! Java's values as templates see them, on one arena heap.
//!
//! Containers are shared and mutable, as in Java: a list or map [`Value`] is a handle, and a change through one handle
//! is visible through every other. All text is in one buffer and all elements in another, so parsing a request body
//! costs a few appends, and no allocation once the buffers are large enough.
//!
//! ```
//! use vtlkit_value::{Heap, Value, json};
//!
//! let mut heap = Heap::new();
//! let body = json::read_str(&mut heap, r#"{"name": "Ann", "tags": ["a", 2.50]}"#).unwrap();
//! let Value::Map(map) = body else { panic!() };
//! assert_eq!(heap.display(heap.map_get_str(map, "name").unwrap()), "Ann");
//!
//! // An object prints as a Java map, an array as JSON: the type decides the text.
//! assert_eq!(heap.display(body), r#"{name=Ann, tags=["a",2.5]}"#);
//! assert_eq!(json::to_string(&heap, body), r#"{"name":"Ann","tags":["a",2.5]}"#);
//! ```
//!
//! Strings are [WTF-8](vtlkit_java::wtf8): UTF-8 that may contain lone surrogates, because Java strings may. Lengths
//! and indexes that a template sees count UTF-16 code units.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod compare;
mod convert;
mod display;
mod heap;
pub mod json;
mod list;
mod map;
pub mod number;
mod object;
mod slots;
mod value;

pub use display::{Depth, Opaque, Plain};
pub use heap::{Heap, Mark, OutOfMemory};
pub use list::{List, ListKind};
pub use map::{Map, MapKind};
pub use object::{IteratorKind, Object, View};
pub use value::{ListId, MapId, ObjectId, Str, Type, Value};
