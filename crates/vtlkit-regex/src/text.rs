//! The input as UTF-16 code units.

use crate::error::ErrorKind;
use vtlkit_java::wtf8;

/// An input. ASCII is read in place; other input is converted.
#[derive(Debug)]
pub(crate) enum Text<'t> {
    Ascii(&'t [u8]),
    Wide(Vec<u16>),
}

impl<'t> Text<'t> {
    pub(crate) fn new(input: &'t [u8]) -> Result<Self, ErrorKind> {
        if i32::try_from(input.len()).is_err() {
            return Err(ErrorKind::InputTooLong);
        }
        if input.is_ascii() {
            return Ok(Self::Ascii(input));
        }
        let mut units = Vec::with_capacity(input.len());
        let mut at = 0;
        while let Some((c, length)) = wtf8::code_point(input, at) {
            let (first, second) = wtf8::code_units(c);
            units.push(first);
            units.extend(second);
            at += length;
        }
        Ok(Self::Wide(units))
    }

    /// The number of code units.
    pub(crate) fn len(&self) -> u32 {
        match self {
            Self::Ascii(bytes) => bytes.len() as u32,
            Self::Wide(units) => units.len() as u32,
        }
    }

    /// A code unit; 0 beyond the end, where Java throws.
    pub(crate) fn unit(&self, at: u32) -> u32 {
        match self {
            Self::Ascii(bytes) => bytes.get(at as usize).copied().map_or(0, u32::from),
            Self::Wide(units) => units.get(at as usize).copied().map_or(0, u32::from),
        }
    }

    /// `Character.codePointAt`.
    #[inline(never)]
    pub(crate) fn code_point(&self, at: u32) -> u32 {
        let first = self.unit(at);
        if wtf8::is_high_surrogate(first) {
            let second = self.unit(at + 1);
            if wtf8::is_low_surrogate(second) {
                return wtf8::join(first, second);
            }
        }
        first
    }

    /// `Character.codePointBefore`; `at` must not be 0.
    #[inline(never)]
    pub(crate) fn code_point_before(&self, at: u32) -> u32 {
        let last = self.unit(at - 1);
        if at > 1 && wtf8::is_low_surrogate(last) {
            let first = self.unit(at - 2);
            if wtf8::is_high_surrogate(first) {
                return wtf8::join(first, last);
            }
        }
        last
    }

    /// `Pattern.countChars`: the length of `code_points` code points after a position, or before it if negative,
    /// limited by the text.
    pub(crate) fn count_units(&self, at: u32, code_points: i32) -> u32 {
        let mut place = at;
        if code_points >= 0 {
            for _ in 0..code_points {
                if place >= self.len() {
                    break;
                }
                place += units(self.code_point(place));
            }
            return place - at;
        }
        // The smallest `int` has no negation; Java then counts nothing.
        for _ in 0..code_points.wrapping_neg() {
            if place == 0 {
                break;
            }
            place -= units(self.code_point_before(place));
        }
        at - place
    }

    /// Copies a range of the text: bytes, or code points.
    pub(crate) fn copy(&self, start: u32, end: u32, out: &mut impl Sink) -> Result<(), ErrorKind> {
        match self {
            Self::Ascii(bytes) => out.bytes(bytes.get(start as usize..end as usize).unwrap_or_default()),
            Self::Wide(units) => {
                let units = units.get(start as usize..end as usize).unwrap_or_default();
                for c in char::decode_utf16(units.iter().copied()) {
                    out.code_point(c.map_or_else(|half| u32::from(half.unpaired_surrogate()), u32::from))?;
                }
                Ok(())
            }
        }
    }
}

/// The destination of copied text.
pub(crate) trait Sink {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), ErrorKind>;
    fn code_point(&mut self, c: u32) -> Result<(), ErrorKind>;
}

/// The number of code units of a code point.
pub(crate) fn units(c: u32) -> u32 {
    if c >= 0x1_0000 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_java_does() {
        let text = Text::new("a😀b".as_bytes()).unwrap();
        assert_eq!((text.len(), text.code_point(1), text.code_point(2)), (4, 0x1f600, 0xde00));
        assert_eq!((text.code_point_before(3), text.code_point_before(2)), (0x1f600, 0xd83d));
        assert_eq!((text.count_units(0, 2), text.count_units(0, 9), text.count_units(2, 1)), (3, 4, 1));
        assert_eq!((text.count_units(4, -2), text.count_units(4, -9), text.count_units(2, -1)), (3, 4, 1));
    }
}
