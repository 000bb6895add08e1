//! The properties of `\p{..}` by name.

use crate::class::{Predicate, Test, ascii};
use vtlkit_java::unicode::category::{
    CC, CF, CO, CS, LL, LM, LO, LT, LU, MC, ME, MN, ND, NL, NO, PC, PD, PE, PF, PI, PO, PS, SC, SK, SM, SO,
    UNASSIGNED, ZL, ZP, ZS,
};
use vtlkit_java::unicode::{self, flag};

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
const SEPARATOR: u32 = mask(&[ZS, ZL, ZP]);
/// The categories of a word besides the alphabetic characters.
const WORD: u32 = mask(&[MN, ME, MC, ND, PC]);
const GRAPH: u32 = !(SEPARATOR | mask(&[CC, CS, UNASSIGNED]));

const ALPHABETIC: Test = Test::Type(LETTER | 1 << NL, flag::OTHER_ALPHABETIC);
const DIGIT: Test = Test::Type(1 << ND, 0);
const LOWERCASE: Test = Test::Type(1 << LL, flag::OTHER_LOWER);
const UPPERCASE: Test = Test::Type(1 << LU, flag::OTHER_UPPER);
const TITLECASE: Test = Test::Type(1 << LT, 0);
const ANY_CASE: Test = Test::Type(CASED, flag::OTHER_LOWER | flag::OTHER_UPPER);
const CONTROL: Test = Test::Type(1 << CC, 0);
const PUNCTUATION: Test = Test::Type(mask(&[PD, PS, PE, PC, PO, PI, PF]), 0);
const JOIN_CONTROL: Test = Test::Range(0x200c, 0x200d);

/// Matches no character, but makes a property one for all planes, as in Java.
const NOTHING: Test = Test::Type(0, 0);

const HEX_DIGIT: &[Test] = &[
    DIGIT,
    Test::Range(0x41, 0x46),
    Test::Range(0x61, 0x66),
    Test::Range(0xff10, 0xff19),
    Test::Range(0xff21, 0xff26),
    Test::Range(0xff41, 0xff46),
];
const WHITE_SPACE: &[Test] = &[Test::Type(SEPARATOR, 0), Test::Range(9, 13), Test::Single(0x85)];

/// Unicode properties, with case-insensitive names.
const UNICODE: &[(&str, &[Test])] = &[
    ("ALPHABETIC", &[ALPHABETIC]),
    ("ASSIGNED", &[Test::Type(!(1 << UNASSIGNED), 0)]),
    ("CONTROL", &[CONTROL]),
    ("HEXDIGIT", HEX_DIGIT),
    ("HEX_DIGIT", HEX_DIGIT),
    ("IDEOGRAPHIC", &[Test::Type(0, flag::IDEOGRAPHIC)]),
    ("JOINCONTROL", &[JOIN_CONTROL, NOTHING]),
    ("JOIN_CONTROL", &[JOIN_CONTROL, NOTHING]),
    ("LETTER", &[Test::Type(LETTER, 0)]),
    ("LOWERCASE", &[LOWERCASE]),
    ("NONCHARACTERCODEPOINT", &[Test::Noncharacter]),
    ("NONCHARACTER_CODE_POINT", &[Test::Noncharacter]),
    ("TITLECASE", &[TITLECASE]),
    ("PUNCTUATION", &[PUNCTUATION]),
    ("UPPERCASE", &[UPPERCASE]),
    ("WHITESPACE", WHITE_SPACE),
    ("WHITE_SPACE", WHITE_SPACE),
    ("WORD", &[ALPHABETIC, Test::Type(WORD, 0), JOIN_CONTROL]),
];

/// POSIX classes in their Unicode meaning.
const POSIX: &[(&str, &[Test])] = &[
    ("ALPHA", &[ALPHABETIC]),
    ("LOWER", &[LOWERCASE]),
    ("UPPER", &[UPPERCASE]),
    ("SPACE", WHITE_SPACE),
    ("PUNCT", &[PUNCTUATION]),
    ("XDIGIT", HEX_DIGIT),
    ("ALNUM", &[ALPHABETIC, DIGIT]),
    ("CNTRL", &[CONTROL]),
    ("DIGIT", &[DIGIT]),
    ("BLANK", &[Test::Type(1 << ZS, 0), Test::Single(9)]),
    ("GRAPH", &[Test::Type(GRAPH, 0)]),
    ("PRINT", &[Test::Type(GRAPH | 1 << ZS, 0)]),
];

/// Characters that Java ignores in identifiers: category Cf, and control characters that are not whitespace.
const IGNORABLE: [Test; 4] =
    [Test::Type(1 << CF, 0), Test::Range(0, 8), Test::Range(0xe, 0x1b), Test::Range(0x7f, 0x9f)];

const fn or_ignorable(categories: u32, flags: u8) -> [Test; 4] {
    [Test::Type(categories | 1 << CF, flags), IGNORABLE[1], IGNORABLE[2], IGNORABLE[3]]
}

/// Case-sensitive names: groups of general categories, ASCII POSIX classes, and Java's methods.
const EXACT: &[(&str, &[Test])] = &[
    ("L", &[Test::Type(LETTER, 0)]),
    ("M", &[Test::Type(mask(&[MN, ME, MC]), 0)]),
    ("N", &[Test::Type(mask(&[ND, NL, NO]), 0)]),
    ("Z", &[Test::Type(SEPARATOR, 0)]),
    ("C", &[Test::Type(mask(&[CC, CF, CO, CS, UNASSIGNED]), 0)]),
    ("P", &[PUNCTUATION]),
    ("S", &[Test::Type(mask(&[SM, SC, SK, SO]), 0)]),
    ("LC", &[Test::Type(CASED, 0)]),
    ("LD", &[Test::Type(LETTER | 1 << ND, 0)]),
    ("L1", &[Test::Range(0, 0xff)]),
    ("all", &[Test::All]),
    ("ASCII", &[Test::Range(0, 0x7f)]),
    ("Alnum", &[Test::Ascii(ascii::ALNUM)]),
    ("Alpha", &[Test::Ascii(ascii::ALPHA)]),
    ("Blank", &[Test::Ascii(ascii::BLANK)]),
    ("Cntrl", &[Test::Ascii(ascii::CONTROL)]),
    ("Digit", &[Test::Ascii(ascii::DIGIT)]),
    ("Graph", &[Test::Ascii(ascii::GRAPH)]),
    ("Lower", &[Test::Ascii(ascii::LOWER)]),
    ("Print", &[Test::Range(0x20, 0x7e)]),
    ("Punct", &[Test::Ascii(ascii::PUNCT)]),
    ("Space", &[Test::Ascii(ascii::SPACE)]),
    ("Upper", &[Test::Ascii(ascii::UPPER)]),
    ("XDigit", &[Test::Ascii(ascii::DIGIT), Test::Range(0x41, 0x46), Test::Range(0x61, 0x66)]),
    ("javaLowerCase", &[LOWERCASE]),
    ("javaUpperCase", &[UPPERCASE]),
    ("javaTitleCase", &[TITLECASE]),
    ("javaAlphabetic", &[ALPHABETIC]),
    ("javaIdeographic", &[Test::Type(0, flag::IDEOGRAPHIC)]),
    ("javaDigit", &[DIGIT]),
    ("javaDefined", &[Test::Type(!(1 << UNASSIGNED), 0)]),
    ("javaLetter", &[Test::Type(LETTER, 0)]),
    ("javaLetterOrDigit", &[Test::Type(LETTER | 1 << ND, 0)]),
    ("javaJavaIdentifierStart", &[Test::Type(LETTER | mask(&[NL, SC, PC]), 0)]),
    ("javaJavaIdentifierPart", &or_ignorable(LETTER | mask(&[NL, SC, PC, ND, MN, MC]), 0)),
    ("javaUnicodeIdentifierStart", &[Test::Type(LETTER | 1 << NL, flag::OTHER_ID_START)]),
    (
        "javaUnicodeIdentifierPart",
        &or_ignorable(LETTER | mask(&[NL, PC, ND, MN, MC]), flag::OTHER_ID_START | flag::OTHER_ID_PART),
    ),
    ("javaIdentifierIgnorable", &IGNORABLE),
    ("javaSpaceChar", &[Test::Type(SEPARATOR, 0)]),
    ("javaWhitespace", &[Test::Type(0, flag::JAVA_WHITESPACE)]),
    ("javaISOControl", &[CONTROL]),
    ("javaMirrored", &[Test::Type(0, flag::MIRRORED)]),
];

/// The codes of the general categories by number; Java has no 17th.
const CATEGORIES: &[u8] =
    b"Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf ?? Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf ";

/// The property with a name: the text in braces, or the single letter after `\p`. `fold` is the flag `i`,
/// `unicode_class` the flag `U`.
pub(crate) fn by_name(name: &[u32], fold: bool, unicode_class: bool) -> Option<Predicate> {
    if let Some(equals) = name.iter().position(|&c| c == u32::from(b'=')) {
        let (key, value) = (name.get(..equals)?, name.get(equals + 1..)?);
        return match ascii_text(key, unicode::to_lower)?.as_str() {
            "sc" | "script" => script(value),
            "blk" | "block" => block(value),
            "gc" | "general_category" => exact(value, fold),
            _ => None,
        };
    }
    let starts_with = |prefix: [u8; 2]| name.starts_with(&prefix.map(u32::from));
    let rest = name.get(2..).unwrap_or_default();
    if starts_with(*b"In") {
        return block(rest);
    }
    if starts_with(*b"Is") {
        return in_any_case(UNICODE, rest, fold)
            .or_else(|| in_any_case(POSIX, rest, fold))
            .or_else(|| exact(rest, fold))
            .or_else(|| script(rest));
    }
    let known = if unicode_class { in_any_case(POSIX, name, fold) } else { None };
    known.or_else(|| exact(name, fold))
}

/// `\w` under the flag `U`.
pub(crate) fn word() -> Predicate {
    Predicate::any(&[ALPHABETIC, Test::Type(WORD, 0), JOIN_CONTROL])
}

/// Whether a character is in [`word`].
pub(crate) fn is_word(c: u32) -> bool {
    let Test::Type(mask, flags) = ALPHABETIC else { return false };
    (mask | WORD) >> unicode::category(c) & 1 != 0
        || unicode::flags(c) & flags != 0
        || matches!(c, 0x200c | 0x200d)
}

/// `\d` under the flag `U`.
pub(crate) fn digit() -> Predicate {
    DIGIT.into()
}

/// `\s` under the flag `U`.
pub(crate) fn white_space() -> Predicate {
    Predicate::any(WHITE_SPACE)
}

/// A name as ASCII after mapping its characters; names of properties are ASCII.
fn ascii_text(name: &[u32], map: fn(u32) -> u32) -> Option<String> {
    name.iter().map(|&c| u8::try_from(map(c)).ok().filter(u8::is_ascii).map(char::from)).collect()
}

fn script(name: &[u32]) -> Option<Predicate> {
    Some(Test::Script(unicode::script_by_name(&ascii_text(name, unicode::to_upper)?)?).into())
}

fn block(name: &[u32]) -> Option<Predicate> {
    let block = unicode::block_by_name(&ascii_text(name, unicode::to_upper)?)?;
    if block.is_empty() {
        return Some(NOTHING.into());
    }
    Some(Predicate::any(&[Test::Range(block.start, block.end - 1), NOTHING]))
}

fn in_any_case(table: &[(&str, &[Test])], name: &[u32], fold: bool) -> Option<Predicate> {
    look_up(table, &ascii_text(name, unicode::to_upper)?, fold)
}

fn exact(name: &[u32], fold: bool) -> Option<Predicate> {
    let name = ascii_text(name, |c| c)?;
    if let &[first, second] = name.as_bytes()
        && let Some(number) = CATEGORIES.chunks_exact(3).position(|code| code == [first, second, b' '])
        && number != 17
    {
        let category = 1 << number;
        return Some(Test::Type(if fold && category & CASED != 0 { CASED } else { category }, 0).into());
    }
    look_up(EXACT, &name, fold)
}

#[inline(never)]
fn look_up(table: &[(&str, &[Test])], name: &str, fold: bool) -> Option<Predicate> {
    let &(_, tests) = table.iter().find(|(known, _)| *known == name)?;
    // Under the flag `i`, upper, lower and title case are the same.
    Some(match tests {
        &[LOWERCASE | UPPERCASE | TITLECASE] if fold => ANY_CASE.into(),
        &[Test::Ascii(ascii::LOWER | ascii::UPPER)] if fold => Test::Ascii(ascii::ALPHA).into(),
        tests => Predicate::any(tests),
    })
}
