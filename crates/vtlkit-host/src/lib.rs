//! YAML, JSON and HCL files as trees whose values know their places in the file.
//!
//! A [`Tree`](tree::Tree) is what the readers of definitions work on: mappings, sequences and scalars, whatever the file is
//! written in, with the text of each scalar and the place of each of its bytes. A [`Document`] is the same for files of
//! which nothing else is known, such as test cases.
//!
//! Broken files give an error with its place and the values before it. Aliases are never expanded without a bound.

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
