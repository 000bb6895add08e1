//! A minimal JSON parser for case files, with strings in the encoding of the crate: a `\u` escape may be a lone
//! surrogate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a case file that is broken fails its test"
)]

/// A JSON value; numbers in case files are integers.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(Vec<u8>),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> &[u8] {
        match self.get(key) {
            Some(Json::Text(text)) => text,
            other => panic!("{key} is {other:?}"),
        }
    }
}

/// Parses one line of a case file.
pub fn parse(line: &str) -> Json {
    let mut reader = Reader { bytes: line.as_bytes(), at: 0 };
    let value = reader.value();
    assert_eq!(reader.peek(), 0, "text after the value: {line}");
    value
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> u8 {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, expected: u8) -> bool {
        let found = self.peek() == expected;
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Json) -> Json {
        assert!(self.bytes[self.at..].starts_with(word.as_bytes()), "not {word}");
        self.at += word.len();
        value
    }

    fn value(&mut self) -> Json {
        match self.peek() {
            b'n' => self.word("null", Json::Null),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'"' => Json::Text(self.string()),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.take(b']') {
                    items.push(self.value());
                    self.take(b',');
                }
                Json::List(items)
            }
            b'{' => {
                self.at += 1;
                let mut entries = Vec::new();
                while !self.take(b'}') {
                    self.peek();
                    let key = String::from_utf8(self.string()).unwrap();
                    assert!(self.take(b':'));
                    entries.push((key, self.value()));
                    self.take(b',');
                }
                Json::Object(entries)
            }
            _ => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_digit() || *b == b'-') {
                    self.at += 1;
                }
                let digits = std::str::from_utf8(&self.bytes[start..self.at]).unwrap();
                Json::Number(digits.parse().unwrap())
            }
        }
    }

    fn string(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.at += 1;
        loop {
            let byte = self.bytes[self.at];
            self.at += 1;
            match byte {
                b'"' => return out,
                b'\\' => {
                    let escape = self.bytes[self.at];
                    self.at += 1;
                    match escape {
                        b'u' => {
                            let unit = self.unit();
                            out.extend(encode(unit));
                        }
                        b'n' => out.push(b'\n'),
                        b'r' => out.push(b'\r'),
                        b't' => out.push(b'\t'),
                        b'b' => out.push(8),
                        b'f' => out.push(12),
                        other => out.push(other),
                    }
                }
                byte => out.push(byte),
            }
        }
    }

    fn unit(&mut self) -> u32 {
        let digits = std::str::from_utf8(&self.bytes[self.at..self.at + 4]).unwrap();
        self.at += 4;
        let unit = u32::from_str_radix(digits, 16).unwrap();
        if (0xd800..0xdc00).contains(&unit) && self.bytes[self.at..].starts_with(b"\\ud") {
            let digits = std::str::from_utf8(&self.bytes[self.at + 2..self.at + 6]).unwrap();
            let low = u32::from_str_radix(digits, 16).unwrap();
            if low >= 0xdc00 {
                self.at += 6;
                return 0x1_0000 + ((unit & 0x3ff) << 10 | low & 0x3ff);
            }
        }
        unit
    }
}

/// Encodes a code point or lone surrogate.
pub fn encode(c: u32) -> Vec<u8> {
    match char::from_u32(c) {
        Some(c) => c.to_string().into_bytes(),
        None => vec![0xed, 0x80 | (c >> 6 & 0x3f) as u8, 0x80 | (c & 0x3f) as u8],
    }
}
