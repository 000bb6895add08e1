//! WTF-8: UTF-8 that may also hold lone surrogates, each as the three bytes its code point would have.
//!
//! A Java string is a sequence of UTF-16 code units and may hold half a pair. A high surrogate directly followed
//! by a low one is always written as the one four-byte character they make, so equal strings have equal bytes.

/// How many UTF-16 code units `text` has: what Java's `length()` gives.
pub fn utf16_len(text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.iter().map(|&b| usize::from(b & 0xc0 != 0x80) + usize::from(b >= 0xf0)).sum()
}

/// The code point that starts at byte `at` and its length in bytes; `None` at the end.
pub fn code_point(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let first = u32::from(*text.get(at)?);
    let next = |i: usize| u32::from(text.get(at + i).copied().unwrap_or(0x80) & 0x3f);
    Some(match first {
        0..0xc0 => (first, 1),
        0xc0..0xe0 => ((first & 0x1f) << 6 | next(1), 2),
        0xe0..0xf0 => ((first & 0xf) << 12 | next(1) << 6 | next(2), 3),
        _ => ((first & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4),
    })
}

/// The UTF-16 code units of `text`.
pub fn units(text: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let mut at = 0;
    let mut low = None;
    std::iter::from_fn(move || {
        if let Some(unit) = low.take() {
            return Some(unit);
        }
        let (c, len) = code_point(text, at)?;
        at += len;
        if c < 0x1_0000 {
            return Some(c as u16);
        }
        low = Some(0xdc00 | (c & 0x3ff) as u16);
        Some((0xd7c0 + (c >> 10)) as u16)
    })
}

/// A place between two UTF-16 code units of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The byte offset of the character the place is in or before.
    pub byte: usize,
    /// Whether the place lies between the two halves of that character.
    pub inside: bool,
}

/// Where UTF-16 index `index` lies in `text`; `None` beyond the end.
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

/// The UTF-16 index of byte offset `byte` of `text`.
pub fn unit_index(text: &[u8], byte: usize) -> usize {
    utf16_len(text.get(..byte).unwrap_or(text))
}

/// Appends the code point `c` (which may be a surrogate) to `out`, joining it to a high surrogate that ends `out`.
pub fn push_code_point(out: &mut Vec<u8>, c: u32) {
    if let Some(c) = char::from_u32(c) {
        let mut buffer = [0; 4];
        out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        return;
    }
    push(out, &[0xed, 0x80 | (c >> 6 & 0x3f) as u8, 0x80 | (c & 0x3f) as u8]);
}

/// Appends the WTF-8 `text` to `out`, joining a pair of surrogates that meet there.
pub fn push(out: &mut Vec<u8>, text: &[u8]) {
    if let [0xed, second @ 0xb0..=0xbf, third, rest @ ..] = text
        && let [.., 0xed, high @ 0xa0..=0xaf, last] = out.as_slice()
    {
        let high = u32::from(high & 0xf) << 6 | u32::from(last & 0x3f);
        let low = u32::from(second & 0xf) << 6 | u32::from(third & 0x3f);
        let joined = 0x1_0000 + (high << 10 | low);
        out.truncate(out.len() - 3);
        push_code_point(out, joined);
        out.extend_from_slice(rest);
        return;
    }
    out.extend_from_slice(text);
}

/// The text as UTF-8, each lone surrogate as `?`: what Java sends when it encodes such a string.
pub fn to_utf8(text: &[u8]) -> std::borrow::Cow<'_, str> {
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
        assert_eq!(unit_index(text, 7), 4);
    }
}
