use std::cell::{Cell, OnceCell};

use vtlkit_text::{Encoding, LineIndex, Place};

/// A text with a name for messages.
#[derive(Debug)]
pub struct Source<'t> {
    name: &'t str,
    text: &'t str,
    index: OnceCell<LineIndex>,
    /// The last position that was converted: the next one is usually near, and lines can be long.
    last: Cell<(usize, Place)>,
}

impl<'t> Source<'t> {
    /// Creates a source; the name is usually a path.
    pub const fn new(name: &'t str, text: &'t str) -> Self {
        Self { name, text, index: OnceCell::new(), last: Cell::new((0, Place { line: 0, column: 0 })) }
    }

    /// The name.
    pub const fn name(&self) -> &'t str {
        self.name
    }

    /// The text.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// The line index; built on first use.
    pub fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(self.text))
    }

    /// The line and column of a byte offset; columns count characters.
    pub fn place(&self, offset: usize) -> Place {
        let (last, at) = self.last.get();
        let line = self.index().line_of(offset);
        let start = self.index().line_span(self.text, line).start();
        let between = (line == at.line && start <= last.min(offset))
            .then(|| self.text.get(last.min(offset)..last.max(offset)))
            .flatten()
            .map(|between| between.chars().count());
        let place = match between {
            Some(count) if last <= offset => Place { line, column: at.column + count },
            Some(count) => Place { line, column: at.column - count },
            None => self.index().place(self.text, offset, Encoding::Chars),
        };
        if self.text.is_char_boundary(offset) {
            self.last.set((offset, place));
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "\u{feff}é😀x\r\nab\u{301}c\n\nlast";
        let source = Source::new("a", text);
        let offsets: Vec<usize> = (0..=text.len() + 2).collect();
        let mixed = offsets.iter().flat_map(|&at| [at, text.len().saturating_sub(at), at / 2, at * 7 % 23]);
        for offset in mixed {
            let known = source.index().place(text, offset, Encoding::Chars);
            assert_eq!(source.place(offset), known, "{offset}");
        }
    }
}
