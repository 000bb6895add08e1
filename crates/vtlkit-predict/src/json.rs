//! An incremental JSON reader that reports the grammar position and the kind of an error.

/// The grammar position of the next byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A value is required; after a comma of an array if the flag is set.
    Value { after_comma: bool },
    /// After the start of an array.
    ValueOrEnd,
    /// After the start of an object.
    KeyOrEnd,
    /// After a comma in an object.
    Key,
    /// After a key.
    Colon,
    /// After a value in an array or object.
    CommaOrEnd,
    /// Inside of a string; a key if the flag is set.
    String { key: bool },
    /// Inside of a number, `true`, `false` or `null`.
    Word,
    /// After the top-level value.
    Done,
}

/// The kind of a JSON error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonErrorKind {
    /// A comma or an end where a value is required.
    MissingValue,
    /// A comma with nothing before or after it.
    ExtraComma,
    /// Two values without a comma between them.
    MissingComma,
    /// A comma after the top-level value: several values outside of an array.
    TopLevelComma,
    /// A value where the key of an object is required: several values outside of an array.
    MissingKey,
    /// Anything else.
    Other,
}

/// The state of the reader.
#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    at: At,
    /// For each open container, whether it is an object.
    open: Vec<bool>,
    word: Vec<u8>,
    /// The last key that was read.
    key: Vec<u8>,
    /// The first byte of an escape sequence after the backslash, and how much of it is left.
    escape: Option<u8>,
}

impl Scanner {
    pub(crate) fn new() -> Self {
        Self {
            at: At::Value { after_comma: false },
            open: Vec::new(),
            word: Vec::new(),
            key: Vec::new(),
            escape: None,
        }
    }

    /// The grammar position of the next byte.
    pub(crate) fn at(&self) -> At {
        self.at
    }

    /// Whether an escape sequence is incomplete.
    pub(crate) fn is_escape(&self) -> bool {
        self.escape.is_some()
    }

    fn after_value(&mut self) {
        self.at = if self.open.is_empty() { At::Done } else { At::CommaOrEnd };
    }

    fn end_word(&mut self) -> Result<(), JsonErrorKind> {
        let fine = serde_json::from_slice::<serde_json::Value>(&self.word).is_ok();
        self.word.clear();
        self.after_value();
        if fine { Ok(()) } else { Err(JsonErrorKind::Other) }
    }

    /// Reads a byte.
    pub(crate) fn push(&mut self, byte: u8) -> Result<(), JsonErrorKind> {
        if let At::String { key } = self.at {
            return self.in_string(byte, key);
        }
        if self.at == At::Word {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}' | b':' | b'"' | b'{' | b'[')
            {
                self.word.push(byte);
                return Ok(());
            }
            self.end_word()?;
        }
        match (byte, self.at) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => {}
            (b'"', At::Value { .. } | At::ValueOrEnd) => self.at = At::String { key: false },
            (b'"', At::Key | At::KeyOrEnd) => {
                self.key.clear();
                self.at = At::String { key: true };
            }
            (b'{' | b'[', At::Value { .. } | At::ValueOrEnd) => {
                self.open.push(byte == b'{');
                self.at = if byte == b'{' { At::KeyOrEnd } else { At::ValueOrEnd };
            }
            (b'}', At::CommaOrEnd | At::KeyOrEnd) if self.open.last() == Some(&true) => {
                self.open.pop();
                self.after_value();
            }
            (b']', At::CommaOrEnd | At::ValueOrEnd) if self.open.last() == Some(&false) => {
                self.open.pop();
                self.after_value();
            }
            (b',', At::CommaOrEnd) => {
                let object = self.open.last() == Some(&true);
                self.at = if object { At::Key } else { At::Value { after_comma: true } };
            }
            (b':', At::Colon) => self.at = At::Value { after_comma: false },
            (b'}' | b']' | b',', At::Value { after_comma: false }) => {
                return Err(JsonErrorKind::MissingValue);
            }
            (b'}' | b']' | b',', At::Value { .. } | At::Key) => return Err(JsonErrorKind::ExtraComma),
            (b',', At::KeyOrEnd | At::ValueOrEnd) => return Err(JsonErrorKind::ExtraComma),
            (b',', At::Done) => return Err(JsonErrorKind::TopLevelComma),
            (b',' | b'}', At::Colon) => return Err(JsonErrorKind::MissingKey),
            (b'}' | b']' | b',' | b':', _) => return Err(JsonErrorKind::Other),
            (_, At::Value { .. } | At::ValueOrEnd) => {
                self.word.push(byte);
                self.at = At::Word;
            }
            (_, At::CommaOrEnd) => return Err(JsonErrorKind::MissingComma),
            (_, At::Key) => return Err(JsonErrorKind::MissingKey),
            _ => return Err(JsonErrorKind::Other),
        }
        Ok(())
    }

    /// The last key, if it is valid UTF-8.
    pub(crate) fn key(&self) -> &str {
        std::str::from_utf8(&self.key).unwrap_or_default()
    }

    fn in_string(&mut self, byte: u8, key: bool) -> Result<(), JsonErrorKind> {
        if key && byte != b'"' && self.key.len() < 256 {
            self.key.push(byte);
        }
        match (self.escape.take(), byte) {
            (Some(0), b'u') => self.escape = Some(4),
            (Some(0), b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
            (Some(digits @ 1..), byte) if byte.is_ascii_hexdigit() => {
                self.escape = (digits > 1).then_some(digits - 1);
            }
            (Some(_), _) | (None, 0..=0x1f) => return Err(JsonErrorKind::Other),
            (None, b'\\') => self.escape = Some(0),
            (None, b'"') if key => self.at = At::Colon,
            (None, b'"') => self.after_value(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the input.
    pub(crate) fn finish(mut self) -> Result<(), JsonErrorKind> {
        if self.at == At::Word {
            self.end_word()?;
        }
        if self.at == At::Done { Ok(()) } else { Err(JsonErrorKind::Other) }
    }
}

/// Whether a text is valid JSON.
pub fn is_json(text: &str) -> bool {
    let mut scanner = Scanner::new();
    text.bytes().all(|byte| scanner.push(byte).is_ok()) && scanner.finish().is_ok()
}

/// The number of bytes from the first error on, at least one; zero for valid JSON.
pub(crate) fn unread(text: &str) -> usize {
    let mut scanner = Scanner::new();
    match text.bytes().position(|byte| scanner.push(byte).is_err()) {
        Some(at) => text.len() - at + 1,
        None => usize::from(scanner.finish().is_err()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Option<JsonErrorKind> {
        let mut scanner = Scanner::new();
        text.bytes().find_map(|byte| scanner.push(byte).err()).or_else(|| scanner.finish().err())
    }

    #[test]
    fn json_is_told_from_what_is_not_and_why() {
        for good in ["1", " {\"a\": [1, true, {}, [], \"\\u00e9\\\"\"], \"b\": -1.5e3}\n", "\"x\""] {
            assert!(is_json(good), "{good}");
        }
        for (bad, why) in [
            ("{\"a\": , \"b\": 1}", JsonErrorKind::MissingValue),
            ("{\"a\": }", JsonErrorKind::MissingValue),
            ("[1,]", JsonErrorKind::ExtraComma),
            ("[,1]", JsonErrorKind::ExtraComma),
            ("{\"a\":1,}", JsonErrorKind::ExtraComma),
            ("{\"a\":1 \"b\":2}", JsonErrorKind::MissingComma),
            ("[{}{}]", JsonErrorKind::MissingComma),
            ("{\"a\":1},{\"a\":2}", JsonErrorKind::TopLevelComma),
            ("{\"a\":{},{}}", JsonErrorKind::MissingKey),
            ("{\"a\":\"b\",\"c\"}", JsonErrorKind::MissingKey),
            ("{\"a\":1,2}", JsonErrorKind::MissingKey),
            ("{a=1}", JsonErrorKind::Other),
            ("\"\\'\"", JsonErrorKind::Other),
            ("\"\n\"", JsonErrorKind::Other),
            ("[1", JsonErrorKind::Other),
            ("nul", JsonErrorKind::Other),
            ("", JsonErrorKind::Other),
            ("1 2", JsonErrorKind::Other),
        ] {
            assert_eq!(wrong(bad), Some(why), "{bad}");
        }
    }
}
