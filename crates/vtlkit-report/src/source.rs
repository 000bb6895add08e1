use std::cell::OnceCell;

use vtlkit_text::{Encoding, LineIndex, Place};

/// A text with the name people know it by.
#[derive(Debug)]
pub struct Source<'t> {
    name: &'t str,
    text: &'t str,
    index: OnceCell<LineIndex>,
}

impl<'t> Source<'t> {
    /// A text and its name, mostly its path.
    pub const fn new(name: &'t str, text: &'t str) -> Self {
        Self { name, text, index: OnceCell::new() }
    }

    /// The name.
    pub const fn name(&self) -> &'t str {
        self.name
    }

    /// The text.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Where its lines start; found when first asked for.
    pub fn index(&self) -> &LineIndex {
        self.index.get_or_init(|| LineIndex::new(self.text))
    }

    /// The line and column of a byte offset, columns counted in characters.
    pub fn place(&self, offset: usize) -> Place {
        self.index().place(self.text, offset, Encoding::Chars)
    }
}
