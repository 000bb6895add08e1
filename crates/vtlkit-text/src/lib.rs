//! Positions in text: spans, lines and columns.
//!
//! vtlkit uses byte offsets internally. They are converted to lines and columns only for output, in the encoding of its
//! consumer.
//!
//! ```
//! use vtlkit_text::{Encoding, LineIndex, Span};
//!
//! let source = "é = 1\nb = $x";
//! let index = LineIndex::new(source);
//! let span = Span::of(source, "$x").unwrap();
//! let place = index.place(source, span.start(), Encoding::Utf16);
//! assert_eq!((place.line, place.column), (2, 5));
//! assert_eq!(index.line_text(source, 2), "b = $x");
//! ```

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

mod diagnostic;
mod edit;
mod escape;
mod host_edit;
mod host_style;
mod json_check;
mod line_index;
mod offset_map;
mod span;
mod spanned;
mod utf16;

pub use diagnostic::{Diagnostic, Label, Note, Severity, Witness, rule_url};
pub use edit::{Applicability, Edit, EditError, Fix, apply_edits, choose_edits, choose_fixes};
pub use escape::{escape_hcl, escape_json, escape_yaml, is_yaml_printable};
pub use host_style::{HostStyle, Interpolation, Newline, ScalarStyle};
pub use line_index::{Encoding, LineIndex, Place};
pub use offset_map::{OffsetMap, OffsetMapBuilder, Segment, SegmentKind};
pub use span::Span;
pub use spanned::Spanned;
pub use utf16::Utf16Offsets;
