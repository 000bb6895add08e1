//! JSON text as json-smart reads and writes it, the library below API Gateway's JSONPath.
//!
//! The reader is the permissive one: it takes single quotes, bare words, useless commas and text after the value,
//! so far less is an error than JSON says. The writer escapes what json-smart escapes.

mod read;
pub(crate) mod write;

pub(crate) use read::Buffers;
pub use read::{Error, ErrorKind, read, read_str};
pub use write::{Slash, to_string, write};
