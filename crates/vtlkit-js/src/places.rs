//! Positions in JavaScript's units.

use vtlkit_text::{Encoding, LineIndex, Span, Utf16Offsets};

use crate::json::Json;

/// Converts positions in a text.
#[derive(Debug)]
pub(crate) struct Places<'t> {
    text: &'t str,
    lines: LineIndex,
    offsets: Utf16Offsets,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, lines: LineIndex::new(text), offsets: Utf16Offsets::new(text) }
    }

    /// Writes `start` and `end`, in UTF-16 code units.
    pub(crate) fn range(&self, span: Span, json: &mut Json) {
        json.number("start", self.offsets.of(span.start()));
        json.number("end", self.offsets.of(span.end()));
    }

    /// Writes `start` and `end`, with lines and columns.
    pub(crate) fn place(&self, span: Span, json: &mut Json) {
        self.range(span, json);
        let at = |offset| self.lines.place(self.text, offset, Encoding::Utf16);
        let (from, to) = (at(span.start()), at(span.end()));
        json.number("line", from.line);
        json.number("column", from.column);
        json.number("endLine", to.line);
        json.number("endColumn", to.column);
    }
}
