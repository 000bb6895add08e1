//! Java strings as Rust strings.
//!
//! The escape `\ud800` gives a Java string a lone surrogate, which a Rust string cannot contain. In the strings of a
//! [`Document`](crate::json::Document) and strings derived from them it is encoded as two characters: [`ESCAPE`],
//! followed by a private-use character. [`ESCAPE`] itself is doubled. Two strings are equal in Java if and only if
//! their encodings are, so only code that depends on characters, order or hashes has to decode. [`printed`] converts a
//! string as Java does when it writes UTF-8.

use std::borrow::Cow;

/// The first character of an encoded one.
pub(crate) const ESCAPE: char = '\u{ffff}';

/// The encoding of the surrogate U+D800 after an [`ESCAPE`]; the others follow.
const FIRST: u32 = 0xf_0000;

/// The number of surrogates.
const SURROGATES: u32 = 0x800;

/// Appends a code point or lone surrogate to an encoded string. Returns whether it had to be encoded.
pub(crate) fn push_code(code: u32, out: &mut String) -> bool {
    match char::from_u32(code) {
        Some(ESCAPE) => out.extend([ESCAPE, ESCAPE]),
        Some(character) => {
            out.push(character);
            return false;
        }
        None => out
            .extend([Some(ESCAPE), char::from_u32(FIRST + (code & (SURROGATES - 1)))].into_iter().flatten()),
    }
    true
}

/// The code points of an encoded string, including lone surrogates.
pub(crate) fn code_points(text: &str) -> impl Iterator<Item = u32> {
    let mut characters = text.chars();
    std::iter::from_fn(move || {
        let character = characters.next()?;
        if character != ESCAPE {
            return Some(u32::from(character));
        }
        let mut ahead = characters.clone();
        let coded = ahead.next().map(u32::from);
        Some(match coded {
            Some(coded) if coded == u32::from(ESCAPE) => {
                characters = ahead;
                coded
            }
            Some(coded) if (FIRST..FIRST + SURROGATES).contains(&coded) => {
                characters = ahead;
                coded - FIRST + 0xd800
            }
            _ => u32::from(ESCAPE),
        })
    })
}

/// The UTF-16 code units of an encoded string.
pub(crate) fn units(text: &str) -> impl Iterator<Item = u16> {
    code_points(text).flat_map(|code| {
        let supplementary = code.checked_sub(0x1_0000);
        let first = supplementary.map_or(code, |rest| 0xd800 + (rest >> 10));
        let second = supplementary.map(|rest| 0xdc00 + (rest & 0x3ff));
        std::iter::once(first as u16).chain(second.map(|unit| unit as u16))
    })
}

/// An encoded string as Java writes it in UTF-8: a lone surrogate becomes a question mark.
pub(crate) fn printed<'t>(text: impl Into<Cow<'t, str>>) -> String {
    let text = text.into();
    if text.contains(ESCAPE) {
        char::decode_utf16(units(&text)).map(|character| character.unwrap_or('?')).collect()
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(codes: &[u32]) -> String {
        let mut text = String::new();
        for &code in codes {
            push_code(code, &mut text);
        }
        text
    }

    #[test]
    fn strings_keep_their_code_units() {
        let codes = [0x61, 0xd800, 0xffff, 0xf_0000, 0xffff, 0xdfff, 0x1_f600, 0xdbff];
        let text = coded(&codes);
        assert_eq!(code_points(&text).collect::<Vec<_>>(), codes);
        let expected = [0x61, 0xd800, 0xffff, 0xdb80, 0xdc00, 0xffff, 0xdfff, 0xd83d, 0xde00, 0xdbff];
        assert_eq!(units(&text).collect::<Vec<_>>(), expected);
        assert_eq!(printed(&*text), "a?\u{ffff}\u{f0000}\u{ffff}?\u{1f600}?");
    }

    #[test]
    fn different_strings_are_coded_differently() {
        let lone = coded(&[0xd800]);
        assert_ne!(lone, coded(&[0xdc00]));
        assert_ne!(lone, coded(&[0xffff, 0xf_0000]));
        assert_ne!(coded(&[0xffff]), coded(&[0xffff, 0xffff]));
    }

    #[test]
    fn halves_that_meet_print_as_one_character() {
        assert_eq!(printed(format!("{}{}", coded(&[0xd83d]), coded(&[0xde00]))), "\u{1f600}");
    }
}
