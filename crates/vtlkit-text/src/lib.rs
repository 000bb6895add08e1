//! Places in text: spans, and the line and column a person calls them by.
//!
//! Everything inside vtlkit speaks of byte offsets. They become lines and columns only at the edge, in the
//! encoding the reader of the message counts in.
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

mod line_index;
mod span;

pub use line_index::{Encoding, LineIndex, Place};
pub use span::Span;
