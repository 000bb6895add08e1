//! JSON as json-smart reads and writes it, the library beneath API Gateway's JSONPath implementation.
//!
//! The reader implements json-smart's permissive mode: it accepts single quotes, bare words, superfluous commas and
//! text after the value, so far less is an error than in standard JSON. The writer escapes the same characters as
//! json-smart.

mod read;
pub(crate) mod write;

pub(crate) use read::Buffers;
pub use read::{Error, ErrorKind, read, read_str};
pub use write::{Slash, to_string, write};
