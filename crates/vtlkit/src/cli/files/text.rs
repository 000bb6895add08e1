//! Decodes the text of files: UTF-8; for other encodings, guesses the encoding for the message.

use std::fmt;

/// Bytes that are not UTF-8.
#[derive(Debug)]
pub(crate) struct NotText {
    bytes: Vec<u8>,
    /// The offset of the first invalid byte, if the encoding is not known.
    offset: usize,
    /// The presumed encoding.
    encoding: Option<&'static str>,
}

/// The text of a file. UTF-16 and UTF-32 are detected, because they are often valid UTF-8.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, NotText> {
    if let encoding @ Some(_) = wide(&bytes) {
        return Err(NotText { bytes, offset: 0, encoding });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        NotText { bytes: error.into_bytes(), offset, encoding: None }
    })
}

impl NotText {
    /// Help.
    pub(crate) fn help(&self) -> &'static str {
        let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c');
        if self.encoding.is_none() && self.bytes.iter().all(is_text) {
            "save it as UTF-8; it may be Latin-1 or Windows-1252"
        } else {
            "save it as UTF-8"
        }
    }

    /// The position of the first invalid byte, and the text with U+FFFD for invalid bytes. `None` if other characters
    /// than the intended ones would be shown.
    pub(crate) fn place(&self) -> Option<(usize, String)> {
        self.encoding.is_none().then(|| (self.offset, String::from_utf8_lossy(&self.bytes).into_owned()))
    }
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encoding {
            Some(encoding) => write!(f, "it looks like {encoding}"),
            None => {
                let byte = self.bytes.get(self.offset).copied().unwrap_or_default();
                write!(f, "byte 0x{byte:02X} at offset {}", self.offset)
            }
        }
    }
}

/// The number of bytes that are examined.
const LOOKED_AT: usize = 64 << 10;

/// The encoding of UTF-16 or UTF-32 text, by its byte order mark or by the positions of its zero bytes: most characters
/// of templates and definitions are ASCII.
pub(crate) fn wide(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32BE"),
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        _ => {}
    }
    let start = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let mut zeros = [0; 4];
    for (at, _) in start.iter().enumerate().filter(|(_, byte)| **byte == 0) {
        zeros[at % 4] += 1;
    }
    // In UTF-32 the first byte of a character is always zero, and the second for all but the rarest characters.
    let (characters, whole) = (start.len() / 4, start.len() % 4 == 0 && !start.is_empty());
    match zeros {
        [0, _, plane, zero] if whole && zero == characters && plane * 2 >= zero => return Some("UTF-32LE"),
        [zero, plane, _, 0] if whole && zero == characters && plane * 2 >= zero => return Some("UTF-32BE"),
        _ => {}
    }
    // UTF-8 text may contain a zero byte here and there. An odd last byte may have been appended by a tool.
    let (units, [even, odd]) = (start.len() / 2, [zeros[0] + zeros[2], zeros[1] + zeros[3]]);
    let many = if start.len() % 2 == 0 { units.div_ceil(8) } else { units.div_ceil(2).max(8) };
    match (even, odd) {
        (0, odd) if odd >= many.max(1) => Some("UTF-16LE"),
        (even, 0) if even >= many.max(1) => Some("UTF-16BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn wide_texts_are_told_from_others() {
        for text in [
            "$a",
            "{\"a\": 1}\n",
            "a",
            "{\"имя\": \"Привет, $input.path('$.имя')\"}\r\n",
            "{\"名\": \"你好世界你好世界\"}",
        ] {
            let marked = format!("\u{feff}{text}");
            for text in [text, &marked] {
                assert_eq!(wide(&utf16(text, u16::to_le_bytes)), Some("UTF-16LE"), "{text}");
                assert_eq!(wide(&utf16(text, u16::to_be_bytes)), Some("UTF-16BE"), "{text}");
                let utf32 = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
                    text.chars().flat_map(|c| bytes(u32::from(c))).collect()
                };
                assert_eq!(wide(&utf32(u32::to_le_bytes)), Some("UTF-32LE"), "{text}");
                assert_eq!(wide(&utf32(u32::to_be_bytes)), Some("UTF-32BE"), "{text}");
            }
            assert_eq!(wide(text.as_bytes()), None);
            assert_eq!(wide(marked.as_bytes()), None);
        }
        let mut appended = utf16("a longer text\n", u16::to_le_bytes);
        appended.push(b'\n');
        assert_eq!(wide(&appended), Some("UTF-16LE"));
        for text in ["", "\0", "a\0b$x\0\n", "a\0\0b", "text with a zero byte\0 and more of it", "\0\0\0\0"] {
            let expected = None;
            assert_eq!(wide(text.as_bytes()), expected, "{text:?}");
        }
    }
}
