use crate::Span;

/// The unit of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units, as JavaScript and editors count.
    Utf16,
    /// Characters (Unicode scalar values), as compilers count.
    Chars,
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1. `\n`, `\r\n` and a lone `\r` end a line.
    pub line: usize,
    /// The column, from 1, in the requested encoding.
    pub column: usize,
}

/// The lines of a text.
///
/// Built in one pass; each lookup is a binary search and a scan of a short stretch of the line, whatever its length. A
/// byte order mark at the start of the text has no column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// The counts before every [`STRETCH`] bytes; empty for ASCII text.
    counts: Vec<Count>,
}

/// The number of bytes between two counts.
const STRETCH: usize = 512;

/// The number of characters in a text.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: u32,
    /// Characters of two UTF-16 code units.
    pairs: u32,
}

impl Count {
    fn add(&mut self, bytes: &[u8]) {
        // Every character has exactly one byte that is not a continuation byte.
        self.characters += bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32;
        self.pairs += bytes.iter().filter(|&&byte| byte >= 0xf0).count() as u32;
    }
}

impl LineIndex {
    /// Builds the index of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![if text.starts_with('\u{feff}') { 3 } else { 0 }];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // The `\n` of `\r\n` ends the line, not the `\r`.
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = Count::default();
            for stretch in bytes.chunks(STRETCH) {
                counts.push(count);
                count.add(stretch);
            }
        }
        Self { starts, counts }
    }

    /// The counts before a byte offset.
    fn count(&self, text: &str, offset: usize) -> Count {
        let stretch = (offset / STRETCH).min(self.counts.len().saturating_sub(1));
        let mut count = self.counts.get(stretch).copied().unwrap_or_default();
        count.add(text.as_bytes().get(stretch * STRETCH..offset).unwrap_or_default());
        count
    }

    /// The length of a part of the text, which must be at character boundaries.
    fn len(&self, text: &str, part: Span, encoding: Encoding) -> usize {
        if encoding == Encoding::Utf8 || self.counts.is_empty() {
            return part.len();
        }
        let (from, to) = (self.count(text, part.start()), self.count(text, part.end()));
        let pairs = if encoding == Encoding::Utf16 { to.pairs - from.pairs } else { 0 };
        (to.characters - from.characters + pairs) as usize
    }

    /// The number of lines; a text that ends in a newline has an empty last line.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte offset, from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).max(1)
    }

    /// The line and column of a byte offset. `text` must be the text of the index.
    ///
    /// An offset inside a character counts as its start, one beyond the end as the end.
    pub fn place(&self, text: &str, offset: usize, encoding: Encoding) -> Place {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.starts[line - 1] as usize;
        let column = self.len(text, Span::new(start, offset), encoding);
        Place { line, column: column + 1 }
    }

    /// The span of a line (from 1) without its newline; empty at the end of the text if there is no such line.
    pub fn line_span(&self, text: &str, line: usize) -> Span {
        let Some(&start) = line.checked_sub(1).and_then(|i| self.starts.get(i)) else {
            return Span::at(text.len());
        };
        let start = start as usize;
        let end = self.starts.get(line).map_or(text.len(), |&next| next as usize);
        let line = text.get(start..end).unwrap_or_default();
        Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// The text of a line (from 1) without its newline.
    pub fn line_text<'t>(&self, text: &'t str, line: usize) -> &'t str {
        self.line_span(text, line).text(text)
    }

    /// The byte offset of a line and column; `None` if the text has no such position. The column after the last
    /// character is valid.
    pub fn offset(&self, text: &str, place: Place, encoding: Encoding) -> Option<usize> {
        let span = self.line_span(text, place.line);
        let start = *self.starts.get(place.line.checked_sub(1)?)? as usize;
        let wanted = place.column.checked_sub(1)?;
        let mut column = 0;
        for (at, c) in span.text(text).char_indices() {
            if column == wanted {
                return Some(start + at);
            }
            column += match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Chars => 1,
            };
        }
        (column == wanted).then_some(span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize, encoding: Encoding) -> (usize, usize) {
        let place = LineIndex::new(text).place(text, offset, encoding);
        (place.line, place.column)
    }

    #[test]
    fn every_kind_of_line_end_ends_one_line() {
        let text = "a\nb\r\nc\rd";
        assert_eq!(LineIndex::new(text).lines(), 4);
        assert_eq!(at(text, 0, Encoding::Chars), (1, 1));
        assert_eq!(at(text, 2, Encoding::Chars), (2, 1));
        assert_eq!(at(text, 4, Encoding::Chars), (2, 3), "the line feed belongs to the line it ends");
        assert_eq!(at(text, 5, Encoding::Chars), (3, 1));
        assert_eq!(at(text, 7, Encoding::Chars), (4, 1));
        assert_eq!(LineIndex::new(text).line_text(text, 2), "b");
    }

    #[test]
    fn columns_follow_the_encoding() {
        let text = "é😀x";
        let x = text.find('x').unwrap();
        assert_eq!(at(text, x, Encoding::Utf8), (1, 7));
        assert_eq!(at(text, x, Encoding::Utf16), (1, 4));
        assert_eq!(at(text, x, Encoding::Chars), (1, 3));
        assert_eq!(at(text, 1, Encoding::Chars), (1, 1), "an offset inside a character is its start");
        assert_eq!(at(text, 99, Encoding::Chars), (1, 4));
    }

    #[test]
    fn a_long_line_has_the_columns_of_its_characters() {
        let text = format!("x\n{}", "aé😀\u{2028}".repeat(300));
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().skip(2) {
            let before = &text[2..offset];
            let place = |encoding| index.place(&text, offset, encoding).column - 1;
            assert_eq!(place(Encoding::Utf8), before.len());
            assert_eq!(place(Encoding::Utf16), before.encode_utf16().count());
            assert_eq!(place(Encoding::Chars), before.chars().count());
        }
    }

    #[test]
    fn a_byte_order_mark_has_no_column() {
        assert_eq!(at("\u{feff}ab", 3, Encoding::Chars), (1, 1));
        assert_eq!(at("\u{feff}ab", 0, Encoding::Chars), (1, 1));
    }

    #[test]
    fn places_lead_back_to_offsets() {
        let text = "é\r\n😀x\n";
        let index = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Chars] {
            for (offset, c) in text.char_indices().filter(|(_, c)| !"\r\n".contains(*c)) {
                let place = index.place(text, offset, encoding);
                assert_eq!(index.offset(text, place, encoding), Some(offset), "{c:?} in {encoding:?}");
            }
        }
        assert_eq!(index.offset(text, Place { line: 9, column: 1 }, Encoding::Chars), None);
        assert_eq!(index.offset(text, Place { line: 1, column: 9 }, Encoding::Chars), None);
    }
}
