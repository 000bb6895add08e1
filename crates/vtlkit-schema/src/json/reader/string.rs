//! String literals.

use super::{ReadError, Reader};
use crate::java;
use crate::json::{StrRef, UNESCAPED};

impl Reader<'_> {
    /// Reads a string literal, starting at its opening quote.
    pub(super) fn string(&mut self) -> Result<StrRef, ReadError> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let len = self.at - start;
                    self.at += 1;
                    return Ok(StrRef { start: start as u32, len: len as u32 });
                }
                Some(b'\\') => return self.escaped_string(start),
                Some(0xef) if self.is_at_escape() => return self.escaped_string(start),
                Some(0..0x20) => return self.fail("control characters must be escaped in strings"),
                Some(_) => self.at += 1,
                None => return self.fail("unterminated string"),
            }
        }
    }

    /// Continues a string literal at its first escape.
    fn escaped_string(&mut self, start: usize) -> Result<StrRef, ReadError> {
        let unescaped_start = self.unescaped.len();
        let mut from = start;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.unescaped.push_str(self.text.get(from..self.at).unwrap_or_default());
                    self.at += 1;
                    let len = self.unescaped.len() - unescaped_start;
                    return Ok(StrRef { start: unescaped_start as u32, len: len as u32 | UNESCAPED });
                }
                Some(b'\\') => {
                    self.unescaped.push_str(self.text.get(from..self.at).unwrap_or_default());
                    self.at += 1;
                    let code = self.escape()?;
                    self.has_coded |= java::push_code(code, &mut self.unescaped);
                    from = self.at;
                }
                Some(0xef) if self.is_at_escape() => {
                    self.unescaped.push_str(self.text.get(from..self.at).unwrap_or_default());
                    self.at += java::ESCAPE.len_utf8();
                    self.has_coded |= java::push_code(u32::from(java::ESCAPE), &mut self.unescaped);
                    from = self.at;
                }
                Some(0..0x20) => return self.fail("control characters must be escaped in strings"),
                Some(_) => self.at += 1,
                None => return self.fail("unterminated string"),
            }
        }
    }

    /// Whether the next character is [`ESCAPE`](crate::java::ESCAPE), which must be encoded itself.
    fn is_at_escape(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with(java::ESCAPE))
    }

    /// Reads the part of an escape after the backslash: a code point or a lone surrogate.
    fn escape(&mut self) -> Result<u32, ReadError> {
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex()?;
                if (0xd800..0xdc00).contains(&unit)
                    && self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"))
                {
                    let back = self.at;
                    self.at += 2;
                    let low = self.hex()?;
                    if (0xdc00..0xe000).contains(&low) {
                        return Ok(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                    }
                    self.at = back;
                }
                return Ok(unit);
            }
            _ => return self.fail("expected an escape: one of `\"\\/bfnrtu`"),
        };
        self.at += 1;
        Ok(u32::from(character))
    }

    fn hex(&mut self) -> Result<u32, ReadError> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| (byte as char).to_digit(16)) else {
                return self.fail("expected four hexadecimal digits");
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }
}
