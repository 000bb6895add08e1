//! Unicode character data of Java 17: Unicode 13. Later characters are unassigned.

mod case;
mod names;
mod runs;
#[rustfmt::skip]
mod tables;

pub use case::{fold, to_lower, to_upper};
pub use names::{block_by_name, script_by_name};

use tables::{CATEGORY, FLAGS, PICTOGRAPHIC, SCRIPT};

/// General categories, as the numbers of `Character.getType`.
pub mod category {
    /// `UNASSIGNED`.
    pub const UNASSIGNED: u8 = 0;
    /// `UPPERCASE_LETTER`.
    pub const LU: u8 = 1;
    /// `LOWERCASE_LETTER`.
    pub const LL: u8 = 2;
    /// `TITLECASE_LETTER`.
    pub const LT: u8 = 3;
    /// `MODIFIER_LETTER`.
    pub const LM: u8 = 4;
    /// `OTHER_LETTER`.
    pub const LO: u8 = 5;
    /// `NON_SPACING_MARK`.
    pub const MN: u8 = 6;
    /// `ENCLOSING_MARK`.
    pub const ME: u8 = 7;
    /// `COMBINING_SPACING_MARK`.
    pub const MC: u8 = 8;
    /// `DECIMAL_DIGIT_NUMBER`.
    pub const ND: u8 = 9;
    /// `LETTER_NUMBER`.
    pub const NL: u8 = 10;
    /// `OTHER_NUMBER`.
    pub const NO: u8 = 11;
    /// `SPACE_SEPARATOR`.
    pub const ZS: u8 = 12;
    /// `LINE_SEPARATOR`.
    pub const ZL: u8 = 13;
    /// `PARAGRAPH_SEPARATOR`.
    pub const ZP: u8 = 14;
    /// `CONTROL`.
    pub const CC: u8 = 15;
    /// `FORMAT`.
    pub const CF: u8 = 16;
    /// `PRIVATE_USE`.
    pub const CO: u8 = 18;
    /// `SURROGATE`.
    pub const CS: u8 = 19;
    /// `DASH_PUNCTUATION`.
    pub const PD: u8 = 20;
    /// `START_PUNCTUATION`.
    pub const PS: u8 = 21;
    /// `END_PUNCTUATION`.
    pub const PE: u8 = 22;
    /// `CONNECTOR_PUNCTUATION`.
    pub const PC: u8 = 23;
    /// `OTHER_PUNCTUATION`.
    pub const PO: u8 = 24;
    /// `MATH_SYMBOL`.
    pub const SM: u8 = 25;
    /// `CURRENCY_SYMBOL`.
    pub const SC: u8 = 26;
    /// `MODIFIER_SYMBOL`.
    pub const SK: u8 = 27;
    /// `OTHER_SYMBOL`.
    pub const SO: u8 = 28;
    /// `INITIAL_QUOTE_PUNCTUATION`.
    pub const PI: u8 = 29;
    /// `FINAL_QUOTE_PUNCTUATION`.
    pub const PF: u8 = 30;
}

/// Properties that do not follow from the general category.
pub mod flag {
    /// Alphabetic without being a letter or a letter number.
    pub const OTHER_ALPHABETIC: u8 = 1;
    /// `Character.isIdeographic`.
    pub const IDEOGRAPHIC: u8 = 2;
    /// Lower case without being a lower case letter.
    pub const OTHER_LOWER: u8 = 4;
    /// Upper case without being an upper case letter.
    pub const OTHER_UPPER: u8 = 8;
    /// `Character.isMirrored`.
    pub const MIRRORED: u8 = 16;
    /// `Character.isWhitespace`, which excludes non-breaking spaces.
    pub const JAVA_WHITESPACE: u8 = 32;
    /// Starts a Unicode identifier without being a letter.
    pub const OTHER_ID_START: u8 = 64;
    /// Continues a Unicode identifier although its category does not.
    pub const OTHER_ID_PART: u8 = 128;
}

/// `Character.getType(int)`: one of the constants in [`mod@category`].
pub fn category(c: u32) -> u8 {
    CATEGORY.get(c)
}

/// The bits of [`flag`] that are set for a character.
pub fn flags(c: u32) -> u8 {
    FLAGS.get(c)
}

/// The ordinal of `Character.UnicodeScript.of(int)`.
pub fn script(c: u32) -> u8 {
    SCRIPT.get(c)
}

/// The property `Extended_Pictographic`.
pub fn is_pictographic(c: u32) -> bool {
    PICTOGRAPHIC.get(c) == 1
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
