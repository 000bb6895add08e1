//! Characters as Java 17 knows them, which is Unicode 13: later characters are unassigned here.

mod case;
mod names;
mod runs;
#[rustfmt::skip]
mod tables;

pub(crate) use case::{fold, to_lower, to_upper};
pub(crate) use names::{block_by_name, script_by_name};

use tables::{CATEGORY, FLAGS, PICTOGRAPHIC, SCRIPT};

/// Numbers of general categories as `Character.getType` gives them.
pub(crate) mod category {
    pub(crate) const UNASSIGNED: u8 = 0;
    pub(crate) const LU: u8 = 1;
    pub(crate) const LL: u8 = 2;
    pub(crate) const LT: u8 = 3;
    pub(crate) const LM: u8 = 4;
    pub(crate) const LO: u8 = 5;
    pub(crate) const MN: u8 = 6;
    pub(crate) const ME: u8 = 7;
    pub(crate) const MC: u8 = 8;
    pub(crate) const ND: u8 = 9;
    pub(crate) const NL: u8 = 10;
    pub(crate) const NO: u8 = 11;
    pub(crate) const ZS: u8 = 12;
    pub(crate) const ZL: u8 = 13;
    pub(crate) const ZP: u8 = 14;
    pub(crate) const CC: u8 = 15;
    pub(crate) const CF: u8 = 16;
    pub(crate) const CO: u8 = 18;
    pub(crate) const CS: u8 = 19;
    pub(crate) const PD: u8 = 20;
    pub(crate) const PS: u8 = 21;
    pub(crate) const PE: u8 = 22;
    pub(crate) const PC: u8 = 23;
    pub(crate) const PO: u8 = 24;
    pub(crate) const SM: u8 = 25;
    pub(crate) const SC: u8 = 26;
    pub(crate) const SK: u8 = 27;
    pub(crate) const SO: u8 = 28;
    pub(crate) const PI: u8 = 29;
    pub(crate) const PF: u8 = 30;
}

/// What Java adds to the general categories for its other properties.
pub(crate) mod flag {
    /// Alphabetic without being a letter or a letter number.
    pub(crate) const OTHER_ALPHABETIC: u8 = 1;
    pub(crate) const IDEOGRAPHIC: u8 = 2;
    /// Lower case without being a lower case letter.
    pub(crate) const OTHER_LOWER: u8 = 4;
    /// Upper case without being an upper case letter.
    pub(crate) const OTHER_UPPER: u8 = 8;
    pub(crate) const MIRRORED: u8 = 16;
    /// `Character.isWhitespace`, which leaves out the blanks that do not break.
    pub(crate) const JAVA_WHITESPACE: u8 = 32;
    /// Starts a Unicode identifier without being a letter.
    pub(crate) const OTHER_ID_START: u8 = 64;
    /// Continues a Unicode identifier without being of a category that does.
    pub(crate) const OTHER_ID_PART: u8 = 128;
}

/// `Character.getType(int)`: one of [`category`].
pub(crate) fn category(c: u32) -> u8 {
    CATEGORY.get(c)
}

/// The bits of [`flag`] that hold for a character.
pub(crate) fn flags(c: u32) -> u8 {
    FLAGS.get(c)
}

/// The ordinal of `Character.UnicodeScript.of(int)`.
pub(crate) fn script(c: u32) -> u8 {
    SCRIPT.get(c)
}

/// The property `Extended_Pictographic`.
pub(crate) fn is_pictographic(c: u32) -> bool {
    PICTOGRAPHIC.get(c) == 1
}

/// `Character.isLetterOrDigit(int)`.
pub(crate) fn is_letter_or_digit(c: u32) -> bool {
    if c < 128 {
        return (c as u8).is_ascii_alphanumeric();
    }
    matches!(category(c), category::LU..=category::LO | category::ND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_java_17_knows() {
        let of = |c: char| category(u32::from(c));
        assert_eq!((of('a'), of('Ā'), of('ā'), of(' '), of('€')), (2, 1, 2, 12, 26));
        assert_eq!((of('\u{1fadd}'), of('\u{1fae0}'), of('\u{10ffff}')), (0, 0, 0), "later than Unicode 13");
        assert_eq!(category(0xd800), category::CS);
        assert_eq!(category(0x0011_0000), category::UNASSIGNED);
        assert_eq!(flags(u32::from('ª')) & flag::OTHER_LOWER, flag::OTHER_LOWER);
        assert!(is_pictographic(0x1f600) && !is_pictographic(0x61));
    }
}
