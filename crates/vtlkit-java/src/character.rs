//! Java 17's `Character` for code points: Unicode 13. Surrogates are code points here, and code points beyond the last
//! are unassigned.

use crate::unicode::category::{
    CF, CS, LL, LM, LO, LT, LU, MC, MN, ND, NL, NO, PC, SC, UNASSIGNED, ZL, ZP, ZS,
};
use crate::unicode::{self, flag};

const LETTERS: [u8; 5] = [LU, LL, LT, LM, LO];

fn has(c: u32, flag: u8) -> bool {
    unicode::flags(c) & flag != 0
}

fn is_of(c: u32, categories: &[u8]) -> bool {
    categories.contains(&unicode::category(c))
}

/// `Character.getType`: the general category, as Java's number.
pub fn category(c: u32) -> u8 {
    unicode::category(c)
}

/// `Character.toUpperCase` of a single character: `ß` stays.
pub fn to_upper(c: u32) -> u32 {
    unicode::to_upper(c)
}

/// `Character.toLowerCase` of a single character.
pub fn to_lower(c: u32) -> u32 {
    unicode::to_lower(c)
}

/// `Character.toTitleCase`.
pub fn to_title(c: u32) -> u32 {
    match c {
        0x1c4..=0x1cc => (c - 0x1c4) / 3 * 3 + 0x1c5,
        0x1f1..=0x1f3 => 0x1f2,
        // Georgian has upper case, but title case does not use it.
        0x10d0..=0x10fa | 0x10fd..=0x10ff => c,
        _ => to_upper(c),
    }
}

/// `Character.isDefined`.
pub fn is_defined(c: u32) -> bool {
    category(c) != UNASSIGNED
}

/// `Character.isLetter`.
pub fn is_letter(c: u32) -> bool {
    is_of(c, &LETTERS)
}

/// `Character.isDigit`.
pub fn is_digit(c: u32) -> bool {
    category(c) == ND
}

/// `Character.isLetterOrDigit`.
pub fn is_letter_or_digit(c: u32) -> bool {
    if c < 128 { (c as u8).is_ascii_alphanumeric() } else { is_of(c, &LETTERS) || category(c) == ND }
}

/// `Character.isAlphabetic`.
pub fn is_alphabetic(c: u32) -> bool {
    is_letter(c) || category(c) == NL || has(c, flag::OTHER_ALPHABETIC)
}

/// `Character.isIdeographic`.
pub fn is_ideographic(c: u32) -> bool {
    has(c, flag::IDEOGRAPHIC)
}

/// `Character.isLowerCase`.
pub fn is_lower_case(c: u32) -> bool {
    category(c) == LL || has(c, flag::OTHER_LOWER)
}

/// `Character.isUpperCase`.
pub fn is_upper_case(c: u32) -> bool {
    category(c) == LU || has(c, flag::OTHER_UPPER)
}

/// `Character.isTitleCase`.
pub fn is_title_case(c: u32) -> bool {
    category(c) == LT
}

/// Whether a letter is cased.
pub fn is_cased_letter(c: u32) -> bool {
    is_of(c, &[LU, LL, LT])
}

/// `Character.isWhitespace`: spaces and line terminators, except non-breaking spaces.
pub fn is_whitespace(c: u32) -> bool {
    has(c, flag::JAVA_WHITESPACE)
}

/// `Character.isSpaceChar`.
pub fn is_space_char(c: u32) -> bool {
    is_of(c, &[ZS, ZL, ZP])
}

/// `Character.isMirrored`.
pub fn is_mirrored(c: u32) -> bool {
    has(c, flag::MIRRORED)
}

/// `Character.isISOControl`.
pub fn is_iso_control(c: u32) -> bool {
    c < 0x20 || (0x7f..0xa0).contains(&c)
}

/// `Character.isIdentifierIgnorable`.
pub fn is_identifier_ignorable(c: u32) -> bool {
    matches!(c, 0..=8 | 0xe..=0x1b | 0x7f..=0x9f) || category(c) == CF
}

/// `Character.isJavaIdentifierStart`.
pub fn is_java_identifier_start(c: u32) -> bool {
    is_letter(c) || is_of(c, &[NL, SC, PC])
}

/// `Character.isJavaIdentifierPart`.
pub fn is_java_identifier_part(c: u32) -> bool {
    is_java_identifier_start(c) || is_of(c, &[ND, MC, MN]) || is_identifier_ignorable(c)
}

/// `Character.isUnicodeIdentifierStart`.
pub fn is_unicode_identifier_start(c: u32) -> bool {
    is_letter(c) || category(c) == NL || has(c, flag::OTHER_ID_START)
}

/// `Character.isUnicodeIdentifierPart`.
pub fn is_unicode_identifier_part(c: u32) -> bool {
    is_unicode_identifier_start(c)
        || is_of(c, &[PC, ND, MC, MN])
        || is_identifier_ignorable(c)
        || has(c, flag::OTHER_ID_PART)
}

/// Whether the character is a number other than a decimal digit: a Roman numeral, a fraction, a circled number.
pub fn is_other_number(c: u32) -> bool {
    is_of(c, &[NL, NO])
}

/// Whether the character is a surrogate.
pub fn is_surrogate(c: u32) -> bool {
    category(c) == CS
}

/// `Character.digit`: the value of a digit of any script, or of a Latin letter as digit above nine; `None` if it is not
/// a digit in the radix.
pub fn digit(c: u32, radix: u32) -> Option<u32> {
    let value = match c {
        0x30..=0x39 => c - 0x30,
        0x41..=0x5a => c - 0x41 + 10,
        0x61..=0x7a => c - 0x61 + 10,
        0xff21..=0xff3a => c - 0xff21 + 10,
        0xff41..=0xff5a => c - 0xff41 + 10,
        _ if c < 0x80 || !is_digit(c) => return None,
        // The digits of a script are ten consecutive code points; some scripts have several such ranges in a row.
        _ => (1..60).take_while(|&back| is_digit(c - back)).count() as u32 % 10,
    };
    (value < radix && (2..=36).contains(&radix)).then_some(value)
}

/// `Character.digit` of a `char`: a supplementary character, which takes two UTF-16 code units, is not a digit.
pub fn char_digit(c: u32, radix: u32) -> Option<u32> {
    if c < 0x1_0000 { digit(c, radix) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_java_says() {
        let c = u32::from;
        assert_eq!(
            (to_title(0x1c6), to_title(0x1f3), to_title(0x10d0), to_title(c('a'))),
            (0x1c5, 0x1f2, 0x10d0, c('A'))
        );
        assert_eq!(
            (digit(c('٣'), 10), digit(0x1d7d8 + 13, 10), digit(c('Ｚ'), 36)),
            (Some(3), Some(3), Some(35))
        );
        assert_eq!((digit(c('8'), 8), digit(c('7'), 37), digit(c('½'), 10)), (None, None, None));
        assert!(is_whitespace(9) && is_whitespace(0x1c) && !is_whitespace(0xa0) && is_space_char(0xa0));
        assert!(is_java_identifier_start(c('€')) && !is_unicode_identifier_start(c('€')));
        assert!(is_alphabetic(c('Ⅷ')) && !is_letter(c('Ⅷ')) && is_upper_case(c('Ⅷ')));
    }
}
