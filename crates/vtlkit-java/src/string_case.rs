//! Case conversion of strings in the root locale: `ß` becomes `SS`, `Σ` at the end of a word `ς`, `İ` an `i` and a
//! combining dot.

use crate::{character, wtf8};

/// `String.toLowerCase` of WTF-8.
pub fn to_lower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut words = None;
    let mut at = 0;
    while let Some((c, len)) = wtf8::code_point(text, at) {
        match c {
            0x3a3 => {
                let words = words.get_or_insert_with(|| Words::of(text));
                wtf8::push_code_point(&mut out, if words.is_final(at) { 0x3c2 } else { 0x3c3 });
            }
            0x130 => out.extend_from_slice("i\u{307}".as_bytes()),
            _ => wtf8::push_code_point(&mut out, character::to_lower(c)),
        }
        at += len;
    }
    out
}

/// `String.toUpperCase` of WTF-8.
pub fn to_upper(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some((c, len)) = wtf8::code_point(text, at) {
        at += len;
        // Rust's tables are only used for a character that maps to several; those mappings have not changed since
        // Unicode 5.
        match char::from_u32(c).map(char::to_uppercase) {
            Some(upper) if upper.len() > 1 => {
                upper.for_each(|c| wtf8::push_code_point(&mut out, u32::from(c)));
            }
            _ => wtf8::push_code_point(&mut out, character::to_upper(c)),
        }
    }
    out
}

/// `String.compareToIgnoreCase`: compares character by character, in upper case and then in lower case; returns the
/// difference of the first that differ, or of the lengths. Surrogate pairs are combined only if both strings are
/// `wide`, that is, have characters beyond U+00FF.
pub fn compare_ignore_case(a: &[u16], b: &[u16], wide: bool) -> i32 {
    let fold = |a: u32, b: u32| {
        let (a, b) = (character::to_upper(a), character::to_upper(b));
        let (a, b) = if a == b { (a, b) } else { (character::to_lower(a), character::to_lower(b)) };
        a as i32 - b as i32
    };
    let (mut at_a, mut at_b) = (0, 0);
    while let (Some(&unit_a), Some(&unit_b)) = (a.get(at_a), b.get(at_b)) {
        let mut order = if unit_a == unit_b { 0 } else { fold(unit_a.into(), unit_b.into()) };
        if order != 0 && wide {
            order = fold(including(a, &mut at_a), including(b, &mut at_b));
        }
        if order != 0 {
            return order;
        }
        at_a += 1;
        at_b += 1;
    }
    a.len() as i32 - b.len() as i32
}

/// The code point that a code unit is part of; `at` advances to its second half.
fn including(units: &[u16], at: &mut usize) -> u32 {
    let unit = |at: Option<usize>| at.and_then(|at| units.get(at)).copied().map_or(0, u32::from);
    let this = unit(Some(*at));
    match this {
        0xdc00..0xe000 => match unit(at.checked_sub(1)) {
            high @ 0xd800..0xdc00 => wtf8::join(high, this),
            _ => this,
        },
        0xd800..0xdc00 => match unit(Some(*at + 1)) {
            low @ 0xdc00..0xe000 => {
                *at += 1;
                wtf8::join(this, low)
            }
            _ => this,
        },
        _ => this,
    }
}

/// The words of a text according to Java's `BreakIterator`, which decides whether a letter ends a word.
struct Words {
    /// For each character: its byte offset, whether it is cased, and whether a word may end before it.
    characters: Vec<(usize, bool, bool)>,
}

/// The word break class of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// Extends the preceding character.
    Mark,
    /// Ignored.
    Ignored,
    /// Joins letters: hyphens, underscores and similar.
    MidWord,
    /// Joins digits.
    MidNumber,
    /// Joins both.
    MidBoth,
    Other,
}

impl Words {
    fn of(text: &[u8]) -> Self {
        let mut kinds = Vec::new();
        let mut characters = Vec::new();
        let mut at = 0;
        while let Some((c, len)) = wtf8::code_point(text, at) {
            kinds.push(kind(c));
            characters.push((at, is_cased(c), true));
            at += len;
        }
        let mut at = 0;
        while at < kinds.len() {
            at = word_end(&kinds, at, &mut characters);
        }
        // For the position after a surrogate pair, Java looks at the second half alone and finds a boundary, except at
        // the start of the text.
        for (&(byte, ..), (_, _, starts)) in characters.clone().iter().zip(characters.iter_mut().skip(1)) {
            *starts |= byte > 0 && text.get(byte).is_some_and(|&first| first >= 0xf0);
        }
        Self { characters }
    }

    /// Whether the letter at a byte offset ends a word: a cased letter precedes it in the word, and none follows.
    fn is_final(&self, byte: usize) -> bool {
        let Ok(at) = self.characters.binary_search_by_key(&byte, |&(byte, ..)| byte) else { return false };
        let (before, after) = self.characters.split_at(at);
        let Some(((_, _, starts), after)) = after.split_first() else { return false };
        if *starts {
            return false;
        }
        let mut cased_before = false;
        for &(_, cased, starts) in before.iter().rev() {
            if cased {
                cased_before = true;
                break;
            }
            if starts {
                break;
            }
        }
        cased_before && !after.iter().take_while(|&&(_, _, starts)| !starts).any(|&(_, cased, _)| cased)
    }
}

/// The end of the word that starts at a character; clears the boundary flags of its characters.
fn word_end(kinds: &[Kind], start: usize, characters: &mut [(usize, bool, bool)]) -> usize {
    // The next character that is not ignored.
    let next = |from: usize| {
        let after = kinds.get(from..)?;
        let skipped = after.iter().position(|&kind| kind != Kind::Ignored)?;
        Some((from + skipped, after[skipped]))
    };
    let mut last = kinds.get(start).copied();
    let mut end = start + 1;
    while let Some((at, kind)) = next(end) {
        let after = || next(at + 1);
        let joined = match (last, kind) {
            (_, Kind::Mark) => Some((at, last)),
            (Some(Kind::Letter | Kind::Digit), Kind::Letter | Kind::Digit) => Some((at, Some(kind))),
            (Some(Kind::Letter), Kind::MidWord | Kind::MidBoth) => {
                after().filter(|&(_, kind)| kind == Kind::Letter).map(|(at, kind)| (at, Some(kind)))
            }
            (Some(Kind::Digit), Kind::MidNumber | Kind::MidBoth) => {
                after().filter(|&(_, kind)| kind == Kind::Digit).map(|(at, kind)| (at, Some(kind)))
            }
            _ => None,
        };
        let Some((at, kind)) = joined else { break };
        last = kind;
        end = at + 1;
    }
    // Ignored characters belong to the preceding character.
    while kinds.get(end) == Some(&Kind::Ignored) {
        end += 1;
    }
    for (_, _, starts) in characters.iter_mut().take(end).skip(start + 1) {
        *starts = false;
    }
    end
}

fn kind(c: u32) -> Kind {
    match c {
        0x22 | 0x27 | 0x2e => return Kind::MidBoth,
        0x2c | 0x66b => return Kind::MidNumber,
        0xad | 0x2027 => return Kind::MidWord,
        // Ideographs: Chinese and Japanese are written without spaces between words.
        0x3005
        | 0x3007
        | 0x3021..=0x3029
        | 0x3038..=0x303a
        | 0x3041..=0x30ff
        | 0x4e00..=0x9fff
        | 0xf900..=0xfaff => {
            return Kind::Other;
        }
        _ => {}
    }
    // The numbers of `Character.getType`.
    match character::category(c) {
        1..=5 => Kind::Letter,
        6..=8 => Kind::Mark,
        16 => Kind::Ignored,
        9..=11 => Kind::Digit,
        20 | 23 => Kind::MidWord,
        _ => Kind::Other,
    }
}

fn is_cased(c: u32) -> bool {
    matches!(c,
        0x2b0..=0x2b8 | 0x2c0..=0x2c1 | 0x2e0..=0x2e4 | 0x345 | 0x37a | 0x1d2c..=0x1d61 | 0x2160..=0x217f
            | 0x24b6..=0x24e9)
        || character::is_cased_letter(c)
}
