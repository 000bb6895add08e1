//! Compiled schemas: documents loaded, references resolved, syntax checked, keywords compiled.

mod compile;
mod documents;
mod hyper;
mod keyword_table;
mod reference;
mod syntax;

#[cfg(feature = "fast")]
pub(crate) use compile::SchemaId;
pub(crate) use compile::{FormatRule, Rules, Schema, Schemas, SlotId, Slots, Sound, compile};
pub use documents::References;
pub(crate) use documents::{DocId, Place};
pub(crate) use syntax::{Fault, SyntaxMessage, is_keyword};

/// The draft of a schema, chosen by `$schema` at the root of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Draft {
    V3,
    V4,
    /// Draft 4 with `links` and `media`.
    V4Hyper,
}
