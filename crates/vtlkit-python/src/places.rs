//! Places as Python counts them: in code points.

use vtlkit::{Encoding, LineIndex, Span};

/// A text whose places are told.
#[derive(Debug)]
pub(crate) struct Places<'t> {
    text: &'t str,
    lines: LineIndex,
    /// How many code points stand before each line.
    before: Vec<usize>,
}

/// Where something is: offsets from 0, lines and columns from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let lines = LineIndex::new(text);
        let (mut count, mut from) = (0, 0);
        let mut before = Vec::with_capacity(lines.lines());
        for line in 1..=lines.lines() {
            let start = lines.line_span(text, line).start();
            count += text.get(from..start).map_or(0, |part| part.chars().count());
            from = start;
            before.push(count);
        }
        Self { text, lines, before }
    }

    /// The offset in code points of a byte offset.
    pub(crate) fn offset(&self, at: usize) -> usize {
        self.counted(self.lines.place(self.text, at, Encoding::Chars))
    }

    fn counted(&self, place: vtlkit::Place) -> usize {
        let before = self.before.get(place.line.saturating_sub(1)).copied().unwrap_or_default();
        before + place.column.saturating_sub(1)
    }

    pub(crate) fn of(&self, span: Span) -> Place {
        let at = |offset| self.lines.place(self.text, offset, Encoding::Chars);
        let (from, to) = (at(span.start()), at(span.end()));
        Place {
            start: self.counted(from),
            end: self.counted(to),
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
        }
    }
}
