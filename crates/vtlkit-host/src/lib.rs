//! YAML, JSON and HCL files as trees whose values have spans.
//!
//! A [`Tree`](tree::Tree) is what the readers of definitions work on: mappings, sequences and scalars in any of the
//! formats, with the text of each scalar and the position of each of its bytes. A [`Document`] is the same for files
//! without a reader of their own, such as test cases.
//!
//! A broken file gives an error with its position, and the values before it. The expansion of aliases is bounded.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod comments;
mod detect;
mod document;
mod error;
pub mod scalar;
pub mod tree;

pub use detect::{Format, is_definition};
pub use document::{Document, Node, NodeKind};
pub use error::HostError;
