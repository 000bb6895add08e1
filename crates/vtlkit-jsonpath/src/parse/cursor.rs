/// An index outside the text: Java throws a `StringIndexOutOfBoundsException`.
pub(super) struct Outside;

/// A position in a text and the end up to which it is parsed.
///
/// The end can be moved to the left, over white space and brackets; reading past it returns the characters there, as
/// in Jayway's scanner. All special characters are ASCII, so bytes can be used instead of Java's UTF-16 units.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
    /// The end: the index after the last byte.
    pub(super) end: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, end: text.len() }
    }

    pub(super) fn byte(&self, index: usize) -> Result<u8, Outside> {
        self.text.get(index).copied().ok_or(Outside)
    }

    pub(super) fn current(&self) -> Result<u8, Outside> {
        self.byte(self.at)
    }

    /// The last byte before the end.
    pub(super) fn last(&self) -> Result<u8, Outside> {
        self.byte(self.end.wrapping_sub(1))
    }

    pub(super) fn in_bounds(&self, index: usize) -> bool {
        index < self.end
    }

    pub(super) fn more(&self) -> bool {
        self.in_bounds(self.at)
    }

    /// Whether at most one UTF-16 unit is left, at which Jayway stops.
    pub(super) fn at_tail(&self) -> bool {
        let mut last = self.end.saturating_sub(1);
        while last > 0 && self.text.get(last).is_some_and(|byte| byte & 0xC0 == 0x80) {
            last -= 1;
        }
        // A four-byte character is two units, the second of which has no byte offset.
        let wide = self.text.get(last).is_some_and(|&byte| byte >= 0xF0);
        self.at >= last + usize::from(wide)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t [u8] {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn skip_blanks(&mut self) {
        while !self.at_tail() && self.text.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
    }

    pub(super) fn trim(&mut self) {
        self.skip_blanks();
        while !self.at_tail() && self.text.get(self.end.wrapping_sub(1)) == Some(&b' ') {
            self.end -= 1;
        }
    }

    /// The index of the first character after `start` that is not a space, or the end.
    fn after_blanks(&self, start: usize) -> usize {
        let mut index = start + 1;
        while self.in_bounds(index) && self.text.get(index) == Some(&b' ') {
            index += 1;
        }
        index
    }

    /// The index of `wanted` if it follows `start` after spaces.
    pub(super) fn next_is(&self, start: usize, wanted: u8) -> Option<usize> {
        let index = self.after_blanks(start);
        (self.in_bounds(index) && self.text.get(index) == Some(&wanted)).then_some(index)
    }

    /// The character that follows `start` after spaces; a space at the end.
    pub(super) fn next_significant(&self, start: usize) -> u8 {
        let index = self.after_blanks(start);
        if self.in_bounds(index) { self.text.get(index).copied().unwrap_or(b' ') } else { b' ' }
    }

    /// The index of the last character before `start` that is not a space.
    pub(super) fn previous(&self, start: usize) -> Option<usize> {
        let before = self.text.get(..start.min(self.end))?;
        before.iter().rposition(|&byte| byte != b' ')
    }

    /// The index of `wanted`, from `start` on.
    pub(super) fn find(&self, start: usize, wanted: u8) -> Option<usize> {
        self.text.get(start..self.end)?.iter().position(|&byte| byte == wanted).map(|at| start + at)
    }

    /// The index of the next `wanted` after `start` that no backslash escapes.
    pub(super) fn find_unescaped(&self, start: usize, wanted: u8) -> Option<usize> {
        let mut index = start + 1;
        while self.in_bounds(index) {
            match self.text.get(index)? {
                b'\\' => index += 1,
                &byte if byte == wanted => return Some(index),
                _ => {}
            }
            index += 1;
        }
        None
    }

    /// Consumes `word` after spaces, if it is there.
    pub(super) fn take(&mut self, word: &[u8]) -> bool {
        self.skip_blanks();
        let found = self.in_bounds(self.at + word.len() - 1)
            && self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if found {
            self.at += word.len();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_one_utf16_unit() {
        for (text, at, tail) in
            [("ab", 0, false), ("ab", 1, true), ("aé", 1, true), ("a😀", 1, false), ("", 0, true)]
        {
            let cursor = Cursor { at, ..Cursor::new(text.as_bytes()) };
            assert_eq!(cursor.at_tail(), tail, "{text} {at}");
        }
    }
}
