use std::fmt;
use std::ops::Range;

/// A half-open range of byte offsets in a text, `start <= end`.
///
/// Offsets are `u32`: larger texts than 4 GB are rejected before parsing, and eight bytes per span keep the syntax tree
/// small. A span does not identify its text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` to `end`. If `end` is before `start`, the span is empty.
    pub const fn new(start: usize, end: usize) -> Self {
        let end = if end < start { start } else { end };
        Self { start: start as u32, end: end as u32 }
    }

    /// The empty span at `offset`.
    pub const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span of the first occurrence of `part` in `text`.
    pub fn of(text: &str, part: &str) -> Option<Self> {
        text.find(part).map(|start| Self::new(start, start + part.len()))
    }

    /// The offset of the first byte.
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// The offset after the last byte.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// The length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span is empty.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range, for indexing.
    pub const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The span moved `by` bytes to the right.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self::new(self.start() + by, self.end() + by)
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved `by` bytes to the right.
    #[must_use]
    pub const fn shift(self, by: usize) -> Self {
        Self::new(self.start() + by, self.end() + by)
    }

    /// Whether `offset` is inside the span; the end is not.
    pub const fn contains(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// The part of `text` in the span; empty if the span is out of range or not at character boundaries.
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
