//! The lines of a text that a diagnostic shows; long ones are cut around the marked part.

use std::ops::Range;

use vtlkit_text::Span;

use crate::Source;

/// The number of characters shown before the marked part of a line, and after it.
const BEFORE: usize = 60;
const AFTER: usize = 60;

/// A line of a text with a marked part.
pub(crate) struct Excerpt {
    /// The number of the line, from 1.
    pub(crate) line: usize,
    /// The line, or the part that is shown.
    pub(crate) text: String,
    /// The marked range of `text`.
    pub(crate) marked: Range<usize>,
}

impl Excerpt {
    /// The line in which a span starts. A span of several lines is marked up to the end of the first.
    pub(crate) fn of(source: &Source<'_>, span: Span) -> Self {
        let mut line = source.place(span.start()).line;
        let mut whole = source.index().line_span(source.text(), line);
        if whole.is_empty() && whole.start() == source.text().len() && line > 1 {
            // At the end of a text that ends in a newline, mark the end of the last line.
            line -= 1;
            whole = source.index().line_span(source.text(), line);
        }
        let text = whole.text(source.text());
        let start = floor(text, span.start().saturating_sub(whole.start()));
        // Trailing whitespace of a span, which directives include, is not marked.
        let end = floor(text, span.end().saturating_sub(whole.start()).max(start));
        let end = start + text.get(start..end).unwrap_or_default().trim_end().len();
        let from = back(text, start, BEFORE);
        let mark_end = forward(text, start, AFTER).min(end);
        let to = forward(text, mark_end, AFTER);
        let (left, right) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
        let shift = |at: usize| at - from + left.len();
        Self {
            line,
            marked: shift(start)..shift(mark_end),
            text: format!("{left}{}{right}", text.get(from..to).unwrap_or_default()),
        }
    }
}

/// The start of a line, to show it as context.
pub(crate) fn unmarked<'t>(source: &Source<'t>, line: usize) -> &'t str {
    let text = source.index().line_text(source.text(), line);
    text.get(..forward(text, 0, BEFORE + AFTER)).unwrap_or_default()
}

/// The start of the character at `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The offset of `count` characters before `at`.
fn back(text: &str, at: usize, count: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.char_indices().rev().take(count).last().map_or(at, |(place, _)| place)
}

/// The offset of `count` characters after `at`.
fn forward(text: &str, at: usize, count: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    after.char_indices().nth(count).map_or(text.len(), |(place, _)| at + place)
}
