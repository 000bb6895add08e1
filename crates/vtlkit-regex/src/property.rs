//! The properties of `\p{..}` by their names.

use crate::class::{Predicate, Test, ascii};
use crate::unicode::category::{
    CC, CF, CO, CS, LL, LM, LO, LT, LU, MC, ME, MN, ND, NL, NO, PC, PD, PE, PF, PI, PO, PS, SC, SK, SM, SO,
    UNASSIGNED, ZL, ZP, ZS,
};
use crate::unicode::{self, flag};

const fn mask(categories: &[u8]) -> u32 {
    let mut mask = 0;
    let mut k = 0;
    while k < categories.len() {
        mask |= 1 << categories[k];
        k += 1;
    }
    mask
}

const LETTER: u32 = mask(&[LU, LL, LT, LM, LO]);
const CASED: u32 = mask(&[LU, LL, LT]);
const MARK: u32 = mask(&[MN, ME, MC]);
const SEPARATOR: u32 = mask(&[ZS, ZL, ZP]);
/// What is in a word besides the alphabetic characters.
const WORD_TYPES: u32 = mask(&[MN, ME, MC, ND, PC]);
const PUNCTUATION: u32 = mask(&[PD, PS, PE, PC, PO, PI, PF]);

const ALPHABETIC: Test = Test::Type(LETTER | 1 << NL, flag::OTHER_ALPHABETIC);
const DIGIT: Test = Test::Type(1 << ND, 0);
const LOWERCASE: Test = Test::Type(1 << LL, flag::OTHER_LOWER);
const UPPERCASE: Test = Test::Type(1 << LU, flag::OTHER_UPPER);
const TITLECASE: Test = Test::Type(1 << LT, 0);
const ANY_CASE: Test = Test::Type(CASED, flag::OTHER_LOWER | flag::OTHER_UPPER);
const CONTROL: Test = Test::Type(1 << CC, 0);

/// What Java leaves out of identifiers without ending them.
const IGNORABLE: [Test; 4] =
    [Test::Type(1 << CF, 0), Test::Range(0, 8), Test::Range(0xe, 0x1b), Test::Range(0x7f, 0x9f)];

/// The text between the braces, or the one letter after `\p`. `fold` is the flag `i`, `unicode_class` the flag `U`.
pub(crate) fn by_name(name: &[u32], fold: bool, unicode_class: bool) -> Option<Predicate> {
    if let Some(equals) = name.iter().position(|&c| c == u32::from(b'=')) {
        let (key, value) = (name.get(..equals)?, name.get(equals + 1..)?);
        return match ascii_text(key, unicode::to_lower)?.as_str() {
            "sc" | "script" => script(value),
            "blk" | "block" => block(value),
            "gc" | "general_category" => exact(&ascii_text(value, |c| c)?, fold),
            _ => None,
        };
    }
    let starts_with = |prefix: [u8; 2]| name.starts_with(&prefix.map(u32::from));
    let rest = name.get(2..).unwrap_or_default();
    if starts_with(*b"In") {
        return block(rest);
    }
    if starts_with(*b"Is") {
        let upper = ascii_text(rest, unicode::to_upper);
        let known = upper.and_then(|name| unicode_property(&name, fold).or_else(|| posix(&name, fold)));
        return known.or_else(|| exact(&ascii_text(rest, |c| c)?, fold)).or_else(|| script(rest));
    }
    let known = unicode_class.then(|| posix(&ascii_text(name, unicode::to_upper)?, fold)).flatten();
    known.or_else(|| exact(&ascii_text(name, |c| c)?, fold))
}

/// `\w`, `\d` and `\s` under the flag `U`.
pub(crate) fn word() -> Predicate {
    Predicate::any(&[ALPHABETIC, Test::Type(WORD_TYPES, 0), Test::Range(0x200c, 0x200d)])
}

pub(crate) fn digit() -> Predicate {
    DIGIT.into()
}

pub(crate) fn white_space() -> Predicate {
    Predicate::any(&[Test::Type(SEPARATOR, 0), Test::Range(9, 13), Test::Single(0x85)])
}

/// A name as ASCII text after a mapping of its characters; names of properties are ASCII.
fn ascii_text(name: &[u32], map: fn(u32) -> u32) -> Option<String> {
    name.iter().map(|&c| u8::try_from(map(c)).ok().filter(u8::is_ascii).map(char::from)).collect()
}

fn script(name: &[u32]) -> Option<Predicate> {
    Some(Test::Script(unicode::script_by_name(&ascii_text(name, unicode::to_upper)?)?).into())
}

fn block(name: &[u32]) -> Option<Predicate> {
    Some(Test::Block(unicode::block_by_name(&ascii_text(name, unicode::to_upper)?)?).into())
}

/// The properties of Unicode, whose names may be written in any case.
fn unicode_property(upper: &str, fold: bool) -> Option<Predicate> {
    Some(match upper {
        "ALPHABETIC" => ALPHABETIC.into(),
        "ASSIGNED" => Test::Type(!(1 << UNASSIGNED), 0).into(),
        "CONTROL" => CONTROL.into(),
        "HEXDIGIT" | "HEX_DIGIT" => hex_digit(),
        "IDEOGRAPHIC" => Test::Type(0, flag::IDEOGRAPHIC).into(),
        "JOINCONTROL" | "JOIN_CONTROL" => Predicate::from(Test::Range(0x200c, 0x200d)).for_all_planes(),
        "LETTER" => Test::Type(LETTER, 0).into(),
        "LOWERCASE" => cased(LOWERCASE, fold),
        "NONCHARACTERCODEPOINT" | "NONCHARACTER_CODE_POINT" => Test::Noncharacter.into(),
        "TITLECASE" => cased(TITLECASE, fold),
        "PUNCTUATION" => Test::Type(PUNCTUATION, 0).into(),
        "UPPERCASE" => cased(UPPERCASE, fold),
        "WHITESPACE" | "WHITE_SPACE" => white_space(),
        "WORD" => word(),
        _ => return None,
    })
}

/// The POSIX classes in their Unicode meaning.
fn posix(upper: &str, fold: bool) -> Option<Predicate> {
    Some(match upper {
        "ALPHA" => ALPHABETIC.into(),
        "LOWER" => cased(LOWERCASE, fold),
        "UPPER" => cased(UPPERCASE, fold),
        "SPACE" => white_space(),
        "PUNCT" => Test::Type(PUNCTUATION, 0).into(),
        "XDIGIT" => hex_digit(),
        "ALNUM" => Predicate::any(&[ALPHABETIC, DIGIT]),
        "CNTRL" => CONTROL.into(),
        "DIGIT" => DIGIT.into(),
        "BLANK" => blank(),
        "GRAPH" => graph(),
        "PRINT" => {
            let mut print = graph();
            print.union(&blank());
            print.and(&Predicate::from(CONTROL).negate());
            print
        }
        _ => return None,
    })
}

fn blank() -> Predicate {
    Predicate::any(&[Test::Type(1 << ZS, 0), Test::Single(9)])
}

fn graph() -> Predicate {
    Test::Type(!(SEPARATOR | mask(&[CC, CS, UNASSIGNED])), 0).into()
}

fn hex_digit() -> Predicate {
    let upper = [Test::Range(0x41, 0x46), Test::Range(0xff21, 0xff26)];
    let lower = [Test::Range(0x61, 0x66), Test::Range(0xff41, 0xff46)];
    Predicate::any(&[DIGIT, upper[0], lower[0], Test::Range(0xff10, 0xff19), upper[1], lower[1]])
}

fn cased(test: Test, fold: bool) -> Predicate {
    if fold { ANY_CASE } else { test }.into()
}

/// The codes of the general categories by their numbers; Java has no 17th.
const CATEGORIES: &str =
    "Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf  Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf";

/// The names that have to be written as they are: general categories, POSIX classes for ASCII, and Java's methods.
fn exact(name: &str, fold: bool) -> Option<Predicate> {
    let categories = match name {
        "Lu" | "Ll" | "Lt" if fold => CASED,
        "L" | "javaLetter" => LETTER,
        "M" => MARK,
        "N" => mask(&[ND, NL, NO]),
        "Z" | "javaSpaceChar" => SEPARATOR,
        "C" => mask(&[CC, CF, CO, CS, UNASSIGNED]),
        "P" => PUNCTUATION,
        "S" => mask(&[SM, SC, SK, SO]),
        "LC" => CASED,
        "LD" | "javaLetterOrDigit" => LETTER | 1 << ND,
        "javaDigit" => 1 << ND,
        "javaDefined" => !(1 << UNASSIGNED),
        "javaJavaIdentifierStart" => LETTER | mask(&[NL, SC, PC]),
        "" => 0,
        _ => CATEGORIES.split(' ').position(|code| code == name).map_or(0, |number| 1 << number),
    };
    if categories != 0 {
        return Some(Test::Type(categories, 0).into());
    }
    Some(match name {
        "L1" => Test::Range(0, 0xff).into(),
        "all" => Test::All.into(),
        "ASCII" => Test::Range(0, 0x7f).into(),
        "Alnum" => Test::Ascii(ascii::ALNUM).into(),
        "Alpha" => Test::Ascii(ascii::ALPHA).into(),
        "Lower" | "Upper" if fold => Test::Ascii(ascii::ALPHA).into(),
        "Lower" => Test::Ascii(ascii::LOWER).into(),
        "Upper" => Test::Ascii(ascii::UPPER).into(),
        "Blank" => Test::Ascii(ascii::BLANK).into(),
        "Cntrl" => Test::Ascii(ascii::CONTROL).into(),
        "Digit" => Test::Ascii(ascii::DIGIT).into(),
        "Graph" => Test::Ascii(ascii::GRAPH).into(),
        "Print" => Predicate::any(&[Test::Ascii(ascii::GRAPH), Test::Single(0x20)]),
        "Punct" => Test::Ascii(ascii::PUNCT).into(),
        "Space" => Test::Ascii(ascii::SPACE).into(),
        "XDigit" => {
            Predicate::any(&[Test::Ascii(ascii::DIGIT), Test::Range(0x41, 0x46), Test::Range(0x61, 0x66)])
        }
        "javaLowerCase" => cased(LOWERCASE, fold),
        "javaUpperCase" => cased(UPPERCASE, fold),
        "javaTitleCase" => cased(TITLECASE, fold),
        "javaAlphabetic" => ALPHABETIC.into(),
        "javaIdeographic" => Test::Type(0, flag::IDEOGRAPHIC).into(),
        "javaJavaIdentifierPart" => {
            let part = Test::Type(LETTER | mask(&[NL, SC, PC, ND, MN, MC]), 0);
            Predicate::any(&[&[part], &IGNORABLE[..]].concat())
        }
        "javaUnicodeIdentifierStart" => Test::Type(LETTER | 1 << NL, flag::OTHER_ID_START).into(),
        "javaUnicodeIdentifierPart" => {
            let flags = flag::OTHER_ID_START | flag::OTHER_ID_PART;
            let part = Test::Type(LETTER | mask(&[NL, PC, ND, MN, MC]), flags);
            Predicate::any(&[&[part], &IGNORABLE[..]].concat())
        }
        "javaIdentifierIgnorable" => Predicate::any(&IGNORABLE),
        "javaWhitespace" => Test::Type(0, flag::JAVA_WHITESPACE).into(),
        "javaISOControl" => Predicate::any(&[Test::Range(0, 0x1f), Test::Range(0x7f, 0x9f)]).for_all_planes(),
        "javaMirrored" => Test::Type(0, flag::MIRRORED).into(),
        _ => return None,
    })
}

/// Whether a character is in `\w` under the flag `U`.
pub(crate) fn is_unicode_word(c: u32) -> bool {
    let Test::Type(mask, flags) = ALPHABETIC else { return false };
    let mask = mask | WORD_TYPES;
    mask >> unicode::category(c) & 1 != 0 || unicode::flags(c) & flags != 0 || matches!(c, 0x200c | 0x200d)
}
