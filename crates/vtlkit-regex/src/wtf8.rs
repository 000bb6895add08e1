//! Strings as the engine keeps them: UTF-8 in which the halves of a surrogate pair may stand alone, as three bytes each.

use std::ops::Range;

/// The code point that starts at `at`, and its length in bytes; never reads beyond the end. Bytes that are no such string
/// give some code point each, not an error.
#[inline(never)]
pub(crate) fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let byte = |k: usize| u32::from(bytes.get(at + k).copied().unwrap_or_default());
    let tail = |k| byte(k) & 0x3f;
    let first = byte(0);
    let left = bytes.len().saturating_sub(at);
    let (c, length) = match first {
        0..0xc0 => (first, 1),
        0xc0..0xe0 => ((first & 0x1f) << 6 | tail(1), 2),
        0xe0..0xf0 => ((first & 0x0f) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    };
    (c, length.min(left.max(1)))
}

/// Whether a code point is one half of a surrogate pair.
pub(crate) fn is_surrogate(c: u32) -> bool {
    c & 0xffff_f800 == 0xd800
}

pub(crate) fn is_high_surrogate(c: u32) -> bool {
    c & 0xffff_fc00 == 0xd800
}

pub(crate) fn is_low_surrogate(c: u32) -> bool {
    c & 0xffff_fc00 == 0xdc00
}

/// The code point that two halves stand for.
pub(crate) fn join(high: u32, low: u32) -> u32 {
    0x1_0000 + ((high & 0x3ff) << 10 | low & 0x3ff)
}

/// The UTF-16 units of a code point: the first, and the second if there is one.
pub(crate) fn units(c: u32) -> (u16, Option<u16>) {
    match c.checked_sub(0x1_0000) {
        None => (c as u16, None),
        Some(rest) => (0xd800 | (rest >> 10) as u16, Some(0xdc00 | (rest & 0x3ff) as u16)),
    }
}

/// The number of bytes of a code point, or of half of one.
pub(crate) fn length(c: u32) -> usize {
    match c {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0x800..0x1_0000 => 3,
        _ => 4,
    }
}

/// Appends a code point, or half of one.
pub(crate) fn push(out: &mut Vec<u8>, c: u32) {
    let tail = |shift: u32| (0x80 | c >> shift & 0x3f) as u8;
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend_from_slice(&[0xc0 | (c >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend_from_slice(&[0xe0 | (c >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend_from_slice(&[0xf0 | (c >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Takes a half that waits for its other half off the end of `out[from..]`.
pub(crate) fn pop_high_surrogate(out: &mut Vec<u8>, from: usize) -> Option<u32> {
    let at = out.len().checked_sub(3).filter(|&at| at >= from)?;
    if !matches!(out.get(at..), Some([0xed, 0xa0..=0xaf, _])) {
        return None;
    }
    let (high, _) = decode(out, at);
    out.truncate(at);
    Some(high)
}

/// The number of UTF-16 units before a byte offset. The offset `start + 2` of a four-byte character, which is what a match
/// between the two halves of a surrogate pair reports, counts the first half.
pub fn utf16_offset(text: &[u8], offset: usize) -> usize {
    let mut units = 0;
    let mut at = 0;
    while at < offset && at < text.len() {
        let (c, length) = decode(text, at);
        if c >= 0x1_0000 {
            units += if offset < at + length { 1 } else { 2 };
        } else {
            units += 1;
        }
        at += length;
    }
    units
}

/// The part of a text between two offsets of a match. An offset between the two halves of a surrogate pair (see
/// [`utf16_offset`]) cuts the pair.
pub fn slice(text: &[u8], range: Range<usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(range.len());
    let mut at = range.start;
    while at < range.end && at < text.len() {
        let (c, length) = decode(text, at);
        if matches!(text.get(at), Some(0x80..=0xbf)) && at >= 2 {
            // A continuation byte: the second half of the character that starts two bytes before.
            let (whole, _) = decode(text, at - 2);
            push(&mut out, 0xdc00 | whole & 0x3ff);
            at += 2;
        } else if at + length > range.end {
            push(&mut out, u32::from(units(c).0));
            at += 2;
        } else {
            out.extend_from_slice(text.get(at..at + length).unwrap_or_default());
            at += length;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_it_encodes() {
        for c in [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x1_0000, 0x10_ffff] {
            let mut out = Vec::new();
            push(&mut out, c);
            assert_eq!(decode(&out, 0), (c, out.len()));
        }
        for cut in [&b"\xf0\x9f"[..], b"\xe2", b"\xff", b"\x80", b""] {
            let (_, length) = decode(cut, 0);
            assert!(length >= 1 && length <= cut.len().max(1));
        }
    }

    #[test]
    fn cuts_pairs() {
        let text = "a😀b".as_bytes();
        assert_eq!(utf16_offset(text, 3), 2);
        assert_eq!(utf16_offset(text, text.len()), 4);
        assert_eq!(slice(text, 0..3), b"a\xed\xa0\xbd");
        assert_eq!(slice(text, 3..6), b"\xed\xb8\x80b");
        assert_eq!(slice(text, 1..5), "😀".as_bytes());
        assert_eq!(slice(text, 3..3), b"");
    }
}
