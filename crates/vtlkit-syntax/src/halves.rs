//! Unpaired surrogates in the text of a template.
//!
//! A Java string may contain an unpaired surrogate and be parsed as a template: the inside of `"\\ud83d$x"`, or the
//! argument of `#evaluate`. A Rust `str` cannot contain one, so each is represented by a private-use character while
//! the text is parsed.

use std::borrow::Cow;

/// U+10F800 represents U+D800, and so on up to the last private-use character.
const FIRST: u32 = 0x10_f800;

/// Converts WTF-8 to text, with a private-use character for each unpaired surrogate.
pub fn to_text(wtf8: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(wtf8) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(wtf8.len() + 8);
    let mut rest = wtf8;
    while !rest.is_empty() {
        let valid = rest.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        text.push_str(str::from_utf8(&rest[..valid]).unwrap_or_default());
        rest = &rest[valid..];
        match *rest {
            [0xed, second @ 0xa0..=0xbf, third, ..] => {
                let half = u32::from(second & 0x1f) << 6 | u32::from(third & 0x3f);
                text.extend(char::from_u32(FIRST + half));
                rest = &rest[3..];
            }
            [_, ..] => {
                text.push(char::REPLACEMENT_CHARACTER);
                rest = &rest[1..];
            }
            [] => {}
        }
    }
    Cow::Owned(text)
}

/// Converts (a part of) such a text back to WTF-8.
pub fn to_wtf8(text: &[u8]) -> Cow<'_, [u8]> {
    const LEAD: [u8; 2] = [0xf4, 0x8f];
    if !text.windows(3).any(|bytes| bytes[..2] == LEAD && bytes[2] >= 0xa0) {
        return Cow::Borrowed(text);
    }
    let mut wtf8 = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        if let [0xf4, 0x8f, third @ 0xa0..=0xbf, fourth, ..] = *rest {
            let half = u32::from(third & 0x1f) << 6 | u32::from(fourth & 0x3f);
            wtf8.extend_from_slice(&[0xed, 0xa0 | (half >> 6) as u8, 0x80 | (half & 0x3f) as u8]);
            rest = &rest[4..];
        } else {
            wtf8.push(first);
            rest = after;
        }
    }
    Cow::Owned(wtf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_the_same_there_and_back() {
        for half in [0xd800_u32, 0xd811, 0xdbff, 0xdc00, 0xdfff] {
            let half = [0xed, 0x80 | (half >> 6 & 0x3f) as u8, 0x80 | (half & 0x3f) as u8];
            let wtf8 = [b"a\xc3\xa9", half.as_slice(), b"$x", half.as_slice()].concat();
            let text = to_text(&wtf8);
            assert_eq!(text.chars().count(), 6);
            assert_eq!(*to_wtf8(text.as_bytes()), wtf8);
        }
        assert_eq!(to_text("é".as_bytes()), "é");
    }
}
