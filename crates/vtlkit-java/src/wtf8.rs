//! WTF-8: UTF-8 that may also contain lone surrogates, each as the three bytes of its code point.
//!
//! A Java string is a sequence of UTF-16 code units and may contain half of a surrogate pair. A high surrogate followed
//! by a low one is always encoded as one four-byte character, so equal strings have equal bytes.

use std::borrow::Cow;
use std::ops::Range;

/// The number of UTF-16 code units: Java's `length()`.
pub fn utf16_len(text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.iter().map(|&b| usize::from(b & 0xc0 != 0x80) + usize::from(b >= 0xf0)).sum()
}

/// The code point at byte offset `at` and its length in bytes, at most up to the end of the text; `None` at the end.
/// Bytes that are not WTF-8 give an arbitrary code point.
pub fn code_point(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let first = u32::from(*text.get(at)?);
    let next = |i: usize| u32::from(text.get(at + i).copied().unwrap_or(0x80) & 0x3f);
    let (c, length) = match first {
        0..0xc0 => (first, 1),
        0xc0..0xe0 => ((first & 0x1f) << 6 | next(1), 2),
        0xe0..0xf0 => ((first & 0xf) << 12 | next(1) << 6 | next(2), 3),
        _ => ((first & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4),
    };
    Some((c, length.min(text.len() - at)))
}

/// Whether a code point is a surrogate.
pub fn is_surrogate(c: u32) -> bool {
    c & 0xffff_f800 == 0xd800
}

/// Whether a code point is a high surrogate, the first half of a pair.
pub fn is_high_surrogate(c: u32) -> bool {
    c & 0xffff_fc00 == 0xd800
}

/// Whether a code point is a low surrogate, the second half of a pair.
pub fn is_low_surrogate(c: u32) -> bool {
    c & 0xffff_fc00 == 0xdc00
}

/// The code point of a surrogate pair (`Character.toCodePoint`).
pub fn join(high: u32, low: u32) -> u32 {
    0x1_0000 + ((high & 0x3ff) << 10 | low & 0x3ff)
}

/// The UTF-16 code units of a code point (`Character.toChars`).
pub fn code_units(c: u32) -> (u16, Option<u16>) {
    match c.checked_sub(0x1_0000) {
        None => (c as u16, None),
        Some(rest) => (0xd800 | (rest >> 10) as u16, Some(0xdc00 | (rest & 0x3ff) as u16)),
    }
}

/// The number of bytes of a code point or surrogate.
pub fn encoded_len(c: u32) -> usize {
    match c {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0x800..0x1_0000 => 3,
        _ => 4,
    }
}

/// The UTF-16 code units of `text`.
pub fn units(text: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let mut at = 0;
    let mut second = None;
    std::iter::from_fn(move || {
        if let Some(unit) = second.take() {
            return Some(unit);
        }
        let (c, len) = code_point(text, at)?;
        at += len;
        let first;
        (first, second) = code_units(c);
        Some(first)
    })
}

/// A position between two UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The byte offset of the character that contains the position or starts there.
    pub byte: usize,
    /// Whether the position is between the two halves of that character.
    pub inside: bool,
}

/// The position of a UTF-16 index; `None` beyond the end.
pub fn cut(text: &[u8], index: usize) -> Option<Cut> {
    if text.is_ascii() {
        return (index <= text.len()).then_some(Cut { byte: index, inside: false });
    }
    let mut seen = 0;
    let mut at = 0;
    while seen < index {
        let (c, len) = code_point(text, at)?;
        if c >= 0x1_0000 {
            if seen + 1 == index {
                return Some(Cut { byte: at, inside: true });
            }
            seen += 1;
        }
        seen += 1;
        at += len;
    }
    Some(Cut { byte: at, inside: false })
}

/// The number of UTF-16 code units before a byte offset. The offset `start + 2` of a four-byte character is the
/// position between its two halves.
pub fn utf16_offset(text: &[u8], byte: usize) -> usize {
    let units = utf16_len(text.get(..byte).unwrap_or(text));
    let is_inside = matches!(text.get(byte), Some(0x80..=0xbf));
    units - usize::from(is_inside)
}

/// The text between two byte offsets. An offset between the two halves of a surrogate pair (see [`utf16_offset`])
/// splits the pair.
pub fn slice(text: &[u8], range: Range<usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(range.len());
    let mut at = range.start;
    while at < range.end
        && let Some((c, length)) = code_point(text, at)
    {
        if matches!(text.get(at), Some(0x80..=0xbf)) && at >= 2 {
            // A continuation byte: the second half of the character that starts two bytes before.
            let whole = code_point(text, at - 2).map_or(0, |(c, _)| c);
            encode(&mut out, 0xdc00 | whole & 0x3ff);
            at += 2;
        } else if at + length > range.end {
            encode(&mut out, u32::from(code_units(c).0));
            at += 2;
        } else {
            out.extend_from_slice(text.get(at..at + length).unwrap_or_default());
            at += length;
        }
    }
    out
}

/// Appends a code point, which may be a surrogate. It is not joined with a preceding surrogate: see
/// [`push_code_point`].
pub fn encode(out: &mut Vec<u8>, c: u32) {
    let tail = |shift: u32| (0x80 | c >> shift & 0x3f) as u8;
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend_from_slice(&[0xc0 | (c >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend_from_slice(&[0xe0 | (c >> 12) as u8, tail(6), tail(0)]),
        _ => out.extend_from_slice(&[0xf0 | (c >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Appends a code point, which may be a surrogate; a low surrogate is joined with a high one at the end of `out`.
pub fn push_code_point(out: &mut Vec<u8>, c: u32) {
    let high = if is_low_surrogate(c) { pop_high_surrogate(out, 0) } else { None };
    encode(out, high.map_or(c, |high| join(high, c)));
}

/// Appends WTF-8, joining a surrogate pair at the boundary.
pub fn push(out: &mut Vec<u8>, text: &[u8]) {
    if let [0xed, 0xb0..=0xbf, _, rest @ ..] = text
        && let Some((low, _)) = code_point(text, 0)
    {
        push_code_point(out, low);
        out.extend_from_slice(rest);
        return;
    }
    out.extend_from_slice(text);
}

/// Removes a high surrogate from the end of `out[from..]`.
pub fn pop_high_surrogate(out: &mut Vec<u8>, from: usize) -> Option<u32> {
    let at = out.len().checked_sub(3).filter(|&at| at >= from)?;
    if !matches!(out.get(at..), Some([0xed, 0xa0..=0xaf, _])) {
        return None;
    }
    let (high, _) = code_point(out, at)?;
    out.truncate(at);
    Some(high)
}

/// The text as UTF-8, each lone surrogate as `?`: Java's own encoding.
pub fn to_utf8(text: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(text) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((c, len)) = code_point(text, at) {
        out.push(char::from_u32(c).unwrap_or('?'));
        at += len;
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_pair_join_when_they_meet() {
        let mut out = Vec::new();
        push_code_point(&mut out, 0xd83d);
        assert_eq!(out.len(), 3);
        assert_eq!(to_utf8(&out), "?");
        push_code_point(&mut out, 0xde00);
        assert_eq!(to_utf8(&out), "😀");
        assert_eq!(units(&out).collect::<Vec<_>>(), [0xd83d, 0xde00]);
    }

    #[test]
    fn indexes_count_code_units() {
        let text = "aé😀b".as_bytes();
        assert_eq!(utf16_len(text), 5);
        assert_eq!(cut(text, 2), Some(Cut { byte: 3, inside: false }));
        assert_eq!(cut(text, 3), Some(Cut { byte: 3, inside: true }));
        assert_eq!(cut(text, 5), Some(Cut { byte: 8, inside: false }));
        assert_eq!(cut(text, 6), None);
        assert_eq!(utf16_offset(text, 7), 4);
        assert_eq!(utf16_offset(text, 5), 3);
        assert_eq!(utf16_offset(text, text.len()), 5);
    }

    #[test]
    fn decodes_what_it_encodes() {
        for c in [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x1_0000, 0x10_ffff] {
            let mut out = Vec::new();
            encode(&mut out, c);
            assert_eq!(code_point(&out, 0), Some((c, out.len())));
            assert_eq!(encoded_len(c), out.len());
        }
        for cut in [&b"\xf0\x9f"[..], b"\xe2", b"\xff", b"\x80"] {
            assert!(code_point(cut, 0).is_some_and(|(_, length)| (1..=cut.len()).contains(&length)));
        }
        assert_eq!(code_point(b"", 0), None);
    }

    #[test]
    fn cuts_pairs() {
        let text = "a😀b".as_bytes();
        assert_eq!(utf16_offset(text, 3), 2);
        assert_eq!(slice(text, 0..3), b"a\xed\xa0\xbd");
        assert_eq!(slice(text, 3..6), b"\xed\xb8\x80b");
        assert_eq!(slice(text, 1..5), "😀".as_bytes());
        assert_eq!(slice(text, 3..3), b"");
    }
}
