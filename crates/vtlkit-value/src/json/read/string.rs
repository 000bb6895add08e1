//! Quoted strings.

use memchr::{memchr, memchr2};

use super::{END, ErrorKind, Reader};
use crate::Str;
use vtlkit_java::wtf8;

impl Reader<'_, '_> {
    /// Reads a quoted string; without a backslash, it is a slice of the text.
    pub(super) fn string(&mut self) -> Result<Str, ErrorKind> {
        let quote = self.peek();
        let from = self.pos + 1;
        let Some(end) = end_of_plain(self.text, from, quote) else {
            self.pos = self.text.len();
            return Err(ErrorKind::UnexpectedEnd);
        };
        self.pos = end;
        if self.peek() == quote {
            self.pos += 1;
            return Ok(Str { start: from as u32, len: (end - from) as u32 });
        }
        self.pos = from;
        let mut out = std::mem::take(&mut self.buffers.string);
        out.clear();
        let read = self.string_with_escapes(quote, &mut out);
        let text = self.intern(&out);
        self.buffers.string = out;
        read.map(|()| text)
    }

    fn string_with_escapes(&mut self, quote: u8, out: &mut Vec<u8>) -> Result<(), ErrorKind> {
        loop {
            let end = end_of_plain(self.text, self.pos, quote).unwrap_or(self.text.len());
            // A string with escapes loses its raw control characters; one without keeps them.
            let plain = self.text.get(self.pos..end).unwrap_or_default();
            if plain.iter().any(|&b| b < 0x20 || b == 0x7f) {
                if let Some(at) = memchr(END, plain) {
                    self.pos += at;
                    return Err(ErrorKind::UnexpectedEnd);
                }
                out.extend(plain.iter().filter(|&&b| b >= 0x20 && b != 0x7f));
            } else {
                wtf8::push(out, plain);
            }
            self.pos = end;
            match self.peek() {
                b'\\' => self.escape(out)?,
                END => return Err(ErrorKind::UnexpectedEnd),
                _ => {
                    self.pos += 1;
                    return Ok(());
                }
            }
        }
    }

    /// Reads an escape; an unknown one is dropped.
    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), ErrorKind> {
        self.pos += 1;
        let letter = self.peek();
        self.pos += 1;
        match letter {
            b't' => out.push(b'\t'),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b'f' => out.push(12),
            b'b' => out.push(8),
            b'\\' | b'/' | b'\'' | b'"' => out.push(letter),
            b'u' => wtf8::push_code_point(out, self.hexadecimal(4)?),
            b'x' => wtf8::push_code_point(out, self.hexadecimal(2)?),
            END if self.pos > self.text.len() => {
                self.pos = self.text.len();
                return Err(ErrorKind::UnexpectedEnd);
            }
            // The remaining bytes of a multi-byte character are dropped too.
            0xc0.. => {
                while self.text.get(self.pos).is_some_and(|byte| byte & 0xc0 == 0x80) {
                    self.pos += 1;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, ErrorKind> {
        let mut value = 0;
        for _ in 0..digits {
            let digit = match self.peek() {
                END => return Err(ErrorKind::UnexpectedEnd),
                byte => (byte as char).to_digit(16).ok_or(ErrorKind::BadEscape)?,
            };
            value = value << 4 | digit;
            self.pos += 1;
        }
        Ok(value)
    }
}

/// The offset of the first quote or backslash. Most strings are short, and then testing a few words of eight bytes is
/// faster than a function call.
#[inline]
pub(super) fn end_of_plain(text: &[u8], from: usize, quote: u8) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut at = from;
    for _ in 0..SHORT {
        let Some(word) = text.get(at..at + 8).and_then(|word| word.first_chunk()) else { break };
        let word = u64::from_le_bytes(*word);
        // The lowest set bit is exact; higher ones may be set by a borrow.
        let quotes = zeros(word ^ (ONES * u64::from(quote)));
        let found = (quotes | zeros(word ^ (ONES * u64::from(b'\\')))) & HIGH;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(quote, b'\\', text.get(at..)?).map(|len| at + len)
}

/// The number of eight-byte words that are tested before the search for long strings starts.
const SHORT: usize = 4;
