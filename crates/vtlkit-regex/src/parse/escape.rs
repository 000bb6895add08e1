//! Backslash escapes.

use super::Parser;
use super::source::{code, digit, flag};
use crate::class::{Predicate, Test, ascii};
use crate::error::ErrorKind;
use crate::program::{Fold, Kind};
use crate::property;
use vtlkit_java::wtf8;

/// The meaning of an escape.
pub(super) enum Escape {
    Char(u32),
    /// A character class, inside or outside brackets.
    Class(Predicate),
    /// Anything else, outside brackets.
    Node(Kind),
}

impl Parser {
    /// Parses an escape from its backslash on. `in_range` says that it starts or ends a range in a class.
    pub(super) fn escape(&mut self, in_class: bool, in_range: bool) -> Result<Escape, ErrorKind> {
        let start = self.source.cursor;
        let c = self.source.skip();
        let Some(byte) = u8::try_from(c).ok().filter(u8::is_ascii_alphanumeric) else {
            return Ok(Escape::Char(c));
        };
        let unicode = self.source.has(flag::UNICODE_CHARACTER_CLASS);
        let char = match byte {
            b'0' => self.octal()?,
            b'a' => 0x07,
            b'c' => self.control()?,
            b'e' => 0x1b,
            b'f' => 0x0c,
            b'n' => 0x0a,
            b'r' => 0x0d,
            b't' => 0x09,
            b'u' => self.utf16()?,
            b'v' if in_range => 0x0b,
            b'x' => self.hexadecimal()?,
            b'd' | b'D' | b'h' | b'H' | b's' | b'S' | b'v' | b'V' | b'w' | b'W' => {
                let class = match byte.to_ascii_lowercase() {
                    b'd' if unicode => property::digit(),
                    b'd' => Test::Ascii(ascii::DIGIT).into(),
                    b's' if unicode => property::white_space(),
                    b's' => Test::Ascii(ascii::SPACE).into(),
                    b'w' if unicode => property::word(),
                    b'w' => Test::Ascii(ascii::WORD).into(),
                    b'h' => Test::HorizontalSpace.into(),
                    _ => Test::VerticalSpace.into(),
                };
                return Ok(Escape::Class(if byte.is_ascii_uppercase() { class.negate() } else { class }));
            }
            b'N' => return Err(self.character_name(start)),
            _ if in_class => return Err(self.source.error_from(ErrorKind::InvalidEscape, start)),
            _ => return self.assertion(byte, start, unicode).map(Escape::Node),
        };
        Ok(Escape::Char(char))
    }

    /// Escapes other than characters and classes.
    fn assertion(&mut self, byte: u8, start: usize, unicode: bool) -> Result<Kind, ErrorKind> {
        Ok(match byte {
            b'1'..=b'9' => self.reference(u32::from(byte - b'0')),
            b'A' => Kind::Begin,
            b'B' => Kind::Boundary { negated: true, unicode },
            b'G' => Kind::LastMatch,
            b'R' => Kind::LineEnding,
            b'X' => Kind::Grapheme,
            b'Z' if self.source.has(flag::UNIX_LINES) => Kind::UnixDollar { multiline: false },
            b'Z' => Kind::Dollar { multiline: false },
            b'b' => {
                if self.source.peek() == code(b'{') {
                    if self.source.skip() == code(b'g') {
                        if self.source.read() == code(b'}') {
                            return Ok(Kind::GraphemeBoundary);
                        }
                        return Err(self.source.error_from(ErrorKind::InvalidEscape, start));
                    }
                    self.source.unread();
                    self.source.unread();
                }
                Kind::Boundary { negated: false, unicode }
            }
            b'k' => {
                if self.source.read() != code(b'<') {
                    return Err(self.source.error_from(ErrorKind::InvalidGroupName, start));
                }
                let name_start = self.source.cursor;
                let first = self.source.read();
                let name = self.group_name(first)?;
                let Some(&(_, group)) = self.names.iter().find(|(known, _)| *known == name) else {
                    return Err(self.source.error_from(ErrorKind::UnknownGroupName, name_start));
                };
                Kind::BackReference { group, fold: self.fold() }
            }
            b'z' => Kind::End,
            _ => return Err(self.source.error_from(ErrorKind::InvalidEscape, start)),
        })
    }

    /// A back reference takes further digits as long as so many groups are defined before it.
    fn reference(&mut self, mut group: u32) -> Kind {
        while let Some(value) = digit(self.source.peek(), 10) {
            let longer = group * 10 + value;
            if longer >= self.groups {
                break;
            }
            group = longer;
            self.source.read();
        }
        Kind::BackReference { group, fold: self.fold() }
    }

    /// How letters compare under the current flags.
    pub(super) fn fold(&self) -> Fold {
        match (self.source.has(flag::CASE_INSENSITIVE), self.source.has(flag::UNICODE_CASE)) {
            (false, _) => Fold::Exact,
            (true, false) => Fold::Ascii,
            (true, true) => Fold::Unicode,
        }
    }

    fn control(&mut self) -> Result<u32, ErrorKind> {
        if self.source.is_at_end() {
            return Err(self.source.error(ErrorKind::InvalidEscape));
        }
        Ok(self.source.read() ^ 64)
    }

    fn octal(&mut self) -> Result<u32, ErrorKind> {
        let Some(first) = digit(self.source.read(), 8) else {
            return Err(self.source.error(ErrorKind::InvalidEscape));
        };
        let Some(second) = digit(self.source.read(), 8) else {
            self.source.unread();
            return Ok(first);
        };
        if let Some(third) = digit(self.source.read(), 8)
            && first <= 3
        {
            return Ok(first * 64 + second * 8 + third);
        }
        self.source.unread();
        Ok(first * 8 + second)
    }

    fn hexadecimal(&mut self) -> Result<u32, ErrorKind> {
        let c = self.source.read();
        if let Some(high) = digit(c, 16) {
            if let Some(low) = digit(self.source.read(), 16) {
                return Ok(high * 16 + low);
            }
        } else if c == code(b'{') && digit(self.source.peek(), 16).is_some() {
            let mut value = 0;
            loop {
                let c = self.source.read();
                let Some(low) = digit(c, 16) else {
                    if c == code(b'}') {
                        return Ok(value);
                    }
                    break;
                };
                value = value * 16 + low;
                if value > 0x10_ffff {
                    break;
                }
            }
        }
        Err(self.source.error(ErrorKind::InvalidEscape))
    }

    fn utf16(&mut self) -> Result<u32, ErrorKind> {
        let first = self.utf16_unit()?;
        if wtf8::is_high_surrogate(first) {
            let after = self.source.cursor;
            if self.source.read() == code(b'\\') && self.source.read() == code(b'u') {
                let second = self.utf16_unit()?;
                if wtf8::is_low_surrogate(second) {
                    return Ok(wtf8::join(first, second));
                }
            }
            self.source.cursor = after;
        }
        Ok(first)
    }

    fn utf16_unit(&mut self) -> Result<u32, ErrorKind> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(low) = digit(self.source.read(), 16) else {
                return Err(self.source.error(ErrorKind::InvalidEscape));
            };
            unit = unit * 16 + low;
        }
        Ok(unit)
    }

    /// `\N{..}` is always an error: a table of names would be larger than the rest of this crate.
    fn character_name(&mut self, start: usize) -> ErrorKind {
        let mut kind = ErrorKind::CharacterName;
        if self.source.read() != code(b'{') {
            kind = ErrorKind::InvalidEscape;
        }
        while kind == ErrorKind::CharacterName && self.source.read() != code(b'}') {
            if self.source.is_at_end() {
                kind = ErrorKind::InvalidEscape;
            }
        }
        self.source.error_from(kind, start)
    }

    /// Parses a property; the cursor is at the `p` or `P`.
    pub(super) fn property(&mut self, negated: bool) -> Result<Predicate, ErrorKind> {
        let start = self.source.cursor.saturating_sub(1);
        let braces = self.source.next() == code(b'{');
        if !braces {
            self.source.unread();
        }
        self.source.next();
        let from = self.source.cursor;
        let name: Vec<u32> = if braces {
            self.source.mark_end(code(b'}'));
            while self.source.read() != code(b'}') && !self.source.has_overrun() {}
            self.source.mark_end(0);
            if self.source.is_beyond_end() || from + 1 >= self.source.cursor {
                return Err(self.source.error_from(ErrorKind::UnknownProperty, start));
            }
            self.source.read_since(from).to_vec()
        } else {
            let letter = self.source.at(from);
            self.source.read();
            vec![letter]
        };
        let fold = self.source.has(flag::CASE_INSENSITIVE);
        let class = property::by_name(&name, fold, self.source.has(flag::UNICODE_CHARACTER_CLASS));
        let Some(class) = class else {
            return Err(self.source.error_from(ErrorKind::UnknownProperty, start));
        };
        if negated {
            self.source.is_supplementary = true;
            return Ok(class.negate());
        }
        Ok(class)
    }
}
