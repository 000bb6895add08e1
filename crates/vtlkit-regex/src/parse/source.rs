//! The pattern as Java's parser reads it: code points, a cursor, and the flags that change how it moves.

use crate::class::ascii;
use crate::error::{Error, ErrorKind};
use vtlkit_java::wtf8;

pub(super) const fn code(byte: u8) -> u32 {
    byte as u32
}

/// Bits of the flags that a pattern can set.
pub(super) mod flag {
    pub(crate) const UNIX_LINES: u32 = 1;
    pub(crate) const CASE_INSENSITIVE: u32 = 2;
    pub(crate) const COMMENTS: u32 = 4;
    pub(crate) const MULTILINE: u32 = 8;
    pub(crate) const DOTALL: u32 = 32;
    pub(crate) const UNICODE_CASE: u32 = 64;
    pub(crate) const CANON_EQ: u32 = 128;
    pub(crate) const UNICODE_CHARACTER_CLASS: u32 = 256;
}

/// Whether Java's comments mode treats a character as whitespace.
pub(super) fn is_space(c: u32) -> bool {
    matches!(u8::try_from(c), Ok(byte) if byte < 128 && ascii::bits(byte) & ascii::SPACE != 0)
}

/// The value of a digit in a base of at most 16.
#[inline(never)]
pub(super) fn digit(c: u32, base: u32) -> Option<u32> {
    char::from_u32(c)?.to_digit(base)
}

/// The code points of a pattern, with a cursor.
#[derive(Debug)]
pub(super) struct Source {
    /// Terminated by zeros, which Java's parser treats as the end where it checks for one, and as characters elsewhere.
    text: Vec<u32>,
    /// The byte offset in the pattern of each code point, and of the end.
    origin: Vec<u32>,
    length: usize,
    pub(super) cursor: usize,
    pub(super) flags: u32,
    /// The range of code points that an error is about.
    blamed: (usize, usize),
    has_overrun: bool,
    /// Whether a code point needs two UTF-16 code units or is a lone surrogate.
    pub(super) is_supplementary: bool,
}

impl Source {
    pub(super) fn new(pattern: &[u8]) -> Self {
        let (mut text, mut origin) =
            (Vec::with_capacity(pattern.len() + 2), Vec::with_capacity(pattern.len() + 1));
        let (mut at, mut zeros, mut is_supplementary) = (0, 2, false);
        while let Some((c, length)) = wtf8::code_point(pattern, at) {
            text.push(c);
            origin.push(at as u32);
            at += length;
            is_supplementary |= is_supplementary_or_half(c);
            // Java sizes its array by UTF-16 code units.
            zeros += usize::from(c >= 0x1_0000);
        }
        let length = text.len();
        origin.push(at as u32);
        text.resize(length + zeros, 0);
        let mut source = Self {
            text,
            origin,
            length,
            cursor: 0,
            flags: 0,
            blamed: (0, 0),
            has_overrun: false,
            is_supplementary,
        };
        source.remove_quotes();
        source
    }

    /// Replaces `\Q…\E` with escapes.
    fn remove_quotes(&mut self) {
        let backslash = code(b'\\');
        let at = |k: usize| self.text.get(k).copied().unwrap_or_default();
        let mut from = 0;
        loop {
            if from + 1 >= self.length {
                return;
            }
            match (at(from) == backslash, at(from + 1) == code(b'Q')) {
                (true, true) => break,
                (true, false) => from += 2,
                (false, _) => from += 1,
            }
        }
        let mut text = self.text.get(..from).unwrap_or_default().to_vec();
        let mut origin = self.origin.get(..from).unwrap_or_default().to_vec();
        let mut push = |c: u32, from: usize| {
            text.push(c);
            origin.push(self.origin.get(from).copied().unwrap_or_default());
        };
        let (mut k, mut quoted, mut starts) = (from + 2, true, true);
        while k < self.length {
            let (c, here) = (at(k), k);
            k += 1;
            let byte = u8::try_from(c).ok().filter(u8::is_ascii);
            if byte.is_none_or(|byte| byte.is_ascii_alphabetic()) {
                push(c, here);
            } else if byte.is_some_and(|byte| byte.is_ascii_digit()) {
                if starts {
                    // A digit must not continue an escape before the quotation.
                    b"\\x3".iter().for_each(|&byte| push(u32::from(byte), here));
                }
                push(c, here);
            } else if c != backslash {
                if quoted {
                    push(backslash, here);
                }
                push(c, here);
            } else if quoted {
                if at(k) == code(b'E') {
                    k += 1;
                    quoted = false;
                } else {
                    push(backslash, here);
                    push(backslash, here);
                }
            } else if at(k) == code(b'Q') {
                k += 1;
                (quoted, starts) = (true, true);
                continue;
            } else {
                push(c, here);
                if k != self.length {
                    push(at(k), k);
                    k += 1;
                }
            }
            starts = false;
        }
        self.length = text.len();
        text.resize(self.length + 2, 0);
        origin.push(self.origin.last().copied().unwrap_or_default());
        (self.text, self.origin) = (text, origin);
    }

    pub(super) fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// An error about the code point before the cursor.
    pub(super) fn error(&mut self, kind: ErrorKind) -> ErrorKind {
        self.error_from(kind, self.cursor.saturating_sub(1))
    }

    /// An error about the code points from `start` to the cursor.
    #[cold]
    pub(super) fn error_from(&mut self, kind: ErrorKind, start: usize) -> ErrorKind {
        self.blamed = (start, self.cursor.max(start));
        kind
    }

    /// An error with the recorded position.
    pub(super) fn locate(&self, kind: ErrorKind) -> Error {
        let byte = |k: usize| self.origin.get(k).or(self.origin.last()).copied().unwrap_or_default() as usize;
        Error::new(kind, byte(self.blamed.0)..byte(self.blamed.1))
    }

    /// The code point at an index, read without skipping comments. Beyond the end of its array, Java throws: this
    /// returns zeros and records it.
    #[inline(never)]
    pub(super) fn at(&mut self, index: usize) -> u32 {
        self.text.get(index).copied().unwrap_or_else(|| {
            self.has_overrun = true;
            0
        })
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.cursor >= self.length
    }

    pub(super) fn is_beyond_end(&self) -> bool {
        self.cursor > self.length || self.has_overrun
    }

    /// Whether something beyond the end was read.
    pub(super) fn has_overrun(&self) -> bool {
        self.has_overrun
    }

    /// Whether the cursor is at the end, as it must be after the last part of the pattern.
    pub(super) fn is_done(&self) -> bool {
        self.cursor == self.length && !self.has_overrun
    }

    /// Overwrites the terminating zero, to find the end of a name.
    pub(super) fn mark_end(&mut self, c: u32) {
        if let Some(end) = self.text.get_mut(self.length) {
            *end = c;
        }
    }

    /// The code points from an index up to the cursor, without the last one.
    pub(super) fn read_since(&self, start: usize) -> &[u32] {
        self.text.get(start..self.cursor.saturating_sub(1)).unwrap_or_default()
    }

    pub(super) fn has_supplementary_since(&self, start: usize) -> bool {
        self.text.get(start..self.length).unwrap_or_default().iter().any(|&c| is_supplementary_or_half(c))
    }

    /// The code point at the cursor.
    #[inline(never)]
    pub(super) fn peek(&mut self) -> u32 {
        let c = self.at(self.cursor);
        if self.has(flag::COMMENTS) { self.peek_past_space(c) } else { c }
    }

    /// The code point at the cursor; advances.
    #[inline(never)]
    pub(super) fn read(&mut self) -> u32 {
        let c = self.take();
        if self.has(flag::COMMENTS) { self.read_past_space(c) } else { c }
    }

    /// Advances, then returns the code point at the cursor.
    #[inline(never)]
    pub(super) fn next(&mut self) -> u32 {
        let c = self.next_escaped();
        if self.has(flag::COMMENTS) { self.peek_past_space(c) } else { c }
    }

    /// [`Source::next`] within an escape, where whitespace counts.
    pub(super) fn next_escaped(&mut self) -> u32 {
        self.cursor += 1;
        self.at(self.cursor)
    }

    /// The code point after the cursor; advances beyond it.
    pub(super) fn skip(&mut self) -> u32 {
        let c = self.at(self.cursor + 1);
        self.cursor += 2;
        c
    }

    pub(super) fn unread(&mut self) {
        self.cursor = self.cursor.saturating_sub(1);
    }

    fn take(&mut self) -> u32 {
        let c = self.at(self.cursor);
        self.cursor += 1;
        c
    }

    #[inline(never)]
    fn peek_past_space(&mut self, mut c: u32) -> u32 {
        while is_space(c) || c == code(b'#') {
            if c == code(b'#') {
                while c != 0 && !self.is_line_end(c) {
                    c = self.next_escaped();
                }
                if c == 0 && self.cursor > self.length {
                    self.cursor = self.length;
                    c = self.at(self.cursor);
                }
            } else {
                c = self.next_escaped();
            }
        }
        c
    }

    #[inline(never)]
    fn read_past_space(&mut self, mut c: u32) -> u32 {
        while is_space(c) || c == code(b'#') {
            if c == code(b'#') {
                while c != 0 && !self.is_line_end(c) {
                    c = self.take();
                }
                if c == 0 && self.cursor > self.length {
                    self.cursor = self.length;
                    c = self.take();
                }
            } else {
                c = self.take();
            }
        }
        c
    }

    fn is_line_end(&self, c: u32) -> bool {
        c == 0x0a || !self.has(flag::UNIX_LINES) && matches!(c, 0x0d | 0x85 | 0x2028 | 0x2029)
    }
}

/// Java's `isSupplementary`, which tests the low 16 bits for surrogates.
pub(super) fn is_supplementary_or_half(c: u32) -> bool {
    c >= 0x1_0000 || wtf8::is_surrogate(c)
}
