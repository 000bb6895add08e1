//! Reads JSON byte by byte, and says where in its grammar it is and what is wrong.

/// Where in the grammar the next byte lands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A value has to come; after a comma of an array if the flag is set.
    Value { after_comma: bool },
    /// An array was opened.
    ValueOrEnd,
    /// An object was opened.
    KeyOrEnd,
    /// After a comma of an object.
    Key,
    /// After a key.
    Colon,
    /// After a value in an array or object.
    CommaOrEnd,
    /// Inside a string, which is a key if the flag is set.
    String { key: bool },
    /// Inside a number or a word.
    Word,
    /// After the whole value.
    Done,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A comma or an end where a value has to be.
    MissingValue,
    /// A comma with nothing before or after it.
    ExtraComma,
    /// Two values with no comma between them.
    MissingComma,
    /// A comma after the whole value: several values that are not in an array.
    TopLevelComma,
    /// A value where the key of an object has to be: several values that are not in an array.
    MissingKey,
    /// Anything else.
    Other,
}

/// Reads JSON.
#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    at: At,
    /// For each open container whether it is an object.
    open: Vec<bool>,
    word: Vec<u8>,
    /// The last key that was read.
    key: Vec<u8>,
    /// How much of an escape is still to come; the first byte after the backslash decides.
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

    /// Where the next byte lands.
    pub(crate) fn at(&self) -> At {
        self.at
    }

    /// Whether it is in the midst of an escape.
    pub(crate) fn is_escape(&self) -> bool {
        self.escape.is_some()
    }

    fn after_value(&mut self) {
        self.at = if self.open.is_empty() { At::Done } else { At::CommaOrEnd };
    }

    fn end_word(&mut self) -> Result<(), Wrong> {
        let fine = serde_json::from_slice::<serde_json::Value>(&self.word).is_ok();
        self.word.clear();
        self.after_value();
        if fine { Ok(()) } else { Err(Wrong::Other) }
    }

    /// Reads a byte.
    pub(crate) fn push(&mut self, byte: u8) -> Result<(), Wrong> {
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
            (b'}' | b']' | b',', At::Value { after_comma: false }) => return Err(Wrong::MissingValue),
            (b'}' | b']' | b',', At::Value { .. } | At::Key) => return Err(Wrong::ExtraComma),
            (b',', At::KeyOrEnd | At::ValueOrEnd) => return Err(Wrong::ExtraComma),
            (b',', At::Done) => return Err(Wrong::TopLevelComma),
            (b',' | b'}', At::Colon) => return Err(Wrong::MissingKey),
            (b'}' | b']' | b',' | b':', _) => return Err(Wrong::Other),
            (_, At::Value { .. } | At::ValueOrEnd) => {
                self.word.push(byte);
                self.at = At::Word;
            }
            (_, At::CommaOrEnd) => return Err(Wrong::MissingComma),
            (_, At::Key) => return Err(Wrong::MissingKey),
            _ => return Err(Wrong::Other),
        }
        Ok(())
    }

    /// The last key that was read, if it is text.
    pub(crate) fn key(&self) -> &str {
        std::str::from_utf8(&self.key).unwrap_or_default()
    }

    fn in_string(&mut self, byte: u8, key: bool) -> Result<(), Wrong> {
        if key && byte != b'"' && self.key.len() < 256 {
            self.key.push(byte);
        }
        match (self.escape.take(), byte) {
            (Some(0), b'u') => self.escape = Some(4),
            (Some(0), b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
            (Some(digits @ 1..), byte) if byte.is_ascii_hexdigit() => {
                self.escape = (digits > 1).then_some(digits - 1);
            }
            (Some(_), _) | (None, 0..=0x1f) => return Err(Wrong::Other),
            (None, b'\\') => self.escape = Some(0),
            (None, b'"') if key => self.at = At::Colon,
            (None, b'"') => self.after_value(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the text.
    pub(crate) fn finish(mut self) -> Result<(), Wrong> {
        if self.at == At::Word {
            self.end_word()?;
        }
        if self.at == At::Done { Ok(()) } else { Err(Wrong::Other) }
    }
}

/// Whether a text is JSON.
pub(crate) fn is_json(text: &str) -> bool {
    let mut scanner = Scanner::new();
    text.bytes().all(|byte| scanner.push(byte).is_ok()) && scanner.finish().is_ok()
}

/// How many bytes of a text are left where it stops being JSON, and at least one of what is not; none of what is.
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

    fn wrong(text: &str) -> Option<Wrong> {
        let mut scanner = Scanner::new();
        text.bytes().find_map(|byte| scanner.push(byte).err()).or_else(|| scanner.finish().err())
    }

    #[test]
    fn json_is_told_from_what_is_not_and_why() {
        for good in ["1", " {\"a\": [1, true, {}, [], \"\\u00e9\\\"\"], \"b\": -1.5e3}\n", "\"x\""] {
            assert!(is_json(good), "{good}");
        }
        for (bad, why) in [
            ("{\"a\": , \"b\": 1}", Wrong::MissingValue),
            ("{\"a\": }", Wrong::MissingValue),
            ("[1,]", Wrong::ExtraComma),
            ("[,1]", Wrong::ExtraComma),
            ("{\"a\":1,}", Wrong::ExtraComma),
            ("{\"a\":1 \"b\":2}", Wrong::MissingComma),
            ("[{}{}]", Wrong::MissingComma),
            ("{\"a\":1},{\"a\":2}", Wrong::TopLevelComma),
            ("{\"a\":{},{}}", Wrong::MissingKey),
            ("{\"a\":\"b\",\"c\"}", Wrong::MissingKey),
            ("{\"a\":1,2}", Wrong::MissingKey),
            ("{a=1}", Wrong::Other),
            ("\"\\'\"", Wrong::Other),
            ("\"\n\"", Wrong::Other),
            ("[1", Wrong::Other),
            ("nul", Wrong::Other),
            ("", Wrong::Other),
            ("1 2", Wrong::Other),
        ] {
            assert_eq!(wrong(bad), Some(why), "{bad}");
        }
    }
}
