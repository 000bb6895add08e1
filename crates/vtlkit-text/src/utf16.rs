/// Converts byte offsets of a text to UTF-16 code units, JavaScript's unit.
///
/// Built in one pass; each lookup is a binary search over the non-ASCII characters.
///
/// ```
/// use vtlkit_text::Utf16Offsets;
///
/// let offsets = Utf16Offsets::new("é😀x");
/// assert_eq!(offsets.of(2), 1);
/// assert_eq!(offsets.of(6), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Utf16Offsets {
    /// For each non-ASCII character: the byte offset after it, and the difference between byte and UTF-16 offsets from
    /// there on.
    steps: Vec<(u32, u32)>,
}

impl Utf16Offsets {
    /// Builds the table of a text.
    pub fn new(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut less = 0;
        if !text.is_ascii() {
            for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
                less += (c.len_utf8() - c.len_utf16()) as u32;
                steps.push(((at + c.len_utf8()) as u32, less));
            }
        }
        Self { steps }
    }

    /// The UTF-16 offset of a byte offset, which must be at a character boundary.
    pub fn of(&self, offset: usize) -> usize {
        let before = self.steps.partition_point(|&(at, _)| at as usize <= offset);
        let less = before.checked_sub(1).and_then(|at| self.steps.get(at)).map_or(0, |&(_, less)| less);
        offset.saturating_sub(less as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_javascript() {
        for text in ["", "plain", "é", "a😀b\u{10ffff}ü€c", "\u{feff}x"] {
            let offsets = Utf16Offsets::new(text);
            for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                assert_eq!(offsets.of(at), text[..at].encode_utf16().count(), "{text:?} at {at}");
            }
        }
    }
}
