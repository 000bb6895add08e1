//! Classes in brackets.

use super::Parser;
use super::escape::Escape;
use super::source::{code, flag, is_supplementary_or_half};
use crate::class::{Class, LatinSet, Predicate, Test};
use crate::error::ErrorKind;
use vtlkit_java::unicode;

const OPEN: u32 = code(b'[');
const CLOSE: u32 = code(b']');
const AND: u32 = code(b'&');
const NOT: u32 = code(b'^');
const TO: u32 = code(b'-');
const BACKSLASH: u32 = code(b'\\');

/// The last part of a class that Java's parser read, which an intersection with nothing intersects again.
enum Last {
    Nothing,
    Listed,
    Steps(std::ops::Range<usize>),
}

impl Parser {
    /// Parses an outermost class from its `[` on.
    pub(super) fn class(&mut self) -> Result<Predicate, ErrorKind> {
        self.latin.clear();
        self.nested_class(true)
    }

    /// Parses a class, or the part after `&&` (with `consume` false, the `]` is not consumed).
    fn nested_class(&mut self, consume: bool) -> Result<Predicate, ErrorKind> {
        self.enter()?;
        let start = self.source.cursor;
        let listed = Predicate::from(Test::Latin(self.latin.len() as u32));
        let set = self.latin.len();
        self.latin.push(LatinSet::default());
        let mut before: Option<Predicate> = None;
        let mut last = Last::Nothing;
        let mut has_listed = false;
        let mut c = self.source.next();
        let negated = c == NOT && self.source.at(self.source.cursor.saturating_sub(1)) == OPEN;
        if negated {
            c = self.source.next();
        }
        loop {
            match c {
                OPEN => {
                    let inner = self.nested_class(true)?;
                    last = Last::Steps(unite(&mut before, inner));
                    c = self.source.peek();
                    continue;
                }
                AND => {
                    if self.source.next() == AND {
                        let right = self.intersected()?;
                        if has_listed {
                            has_listed = false;
                            if before.is_none() {
                                last = Last::Listed;
                            }
                            unite(&mut before, listed.clone());
                        }
                        match (&mut before, right) {
                            (None, None) => {
                                return Err(self.source.error_from(ErrorKind::InvalidClass, start));
                            }
                            (None, Some(right)) => {
                                last = Last::Steps(0..right.len());
                                before = Some(right);
                            }
                            (Some(before), Some(right)) => {
                                let from = before.len() + 1;
                                before.and(&right);
                                last = Last::Steps(from..before.len());
                            }
                            (Some(before), None) => match &last {
                                Last::Nothing => before.and_nothing(),
                                Last::Listed => before.and(&listed),
                                Last::Steps(steps) => {
                                    let Some(again) = before.repeat(steps.clone()) else {
                                        return Err(self
                                            .source
                                            .error_from(ErrorKind::PatternTooComplex, start));
                                    };
                                    before.and(&again);
                                }
                            },
                        }
                        c = self.source.peek();
                        continue;
                    }
                    self.source.unread();
                }
                0 if self.source.is_at_end() => {
                    return Err(self.source.error_from(ErrorKind::UnclosedClass, start));
                }
                CLOSE if has_listed || before.is_some() => {
                    if consume {
                        self.source.next();
                    }
                    if has_listed {
                        unite(&mut before, listed.clone());
                    }
                    self.leave();
                    let class = before.unwrap_or(listed);
                    return Ok(if negated { class.negate() } else { class });
                }
                _ => {}
            }
            if let Some(one) = self.range(set)? {
                last = Last::Steps(unite(&mut before, one));
            } else {
                has_listed = true;
                last = Last::Nothing;
            }
            c = self.source.peek();
        }
    }

    /// Parses the part after `&&`, up to the end of the class or the next `&&`. The cursor is at the second `&`.
    fn intersected(&mut self) -> Result<Option<Predicate>, ErrorKind> {
        let mut right = None;
        let mut c = self.source.next();
        while c != CLOSE && c != AND {
            if c != OPEN {
                self.source.unread();
            }
            let part = self.nested_class(c == OPEN)?;
            unite(&mut right, part);
            c = self.source.peek();
        }
        Ok(right)
    }

    /// Parses a character, a range or an escape of a class. A single character is added to the class's set instead of
    /// being returned.
    fn range(&mut self, set: usize) -> Result<Option<Predicate>, ErrorKind> {
        let start = self.source.cursor;
        let mut c = self.source.peek();
        if c == BACKSLASH {
            let escape = self.source.next_escaped();
            if escape == code(b'p') || escape == code(b'P') {
                return self.property(escape == code(b'P')).map(Some);
            }
            let in_range = self.source.at(self.source.cursor + 1) == TO;
            self.source.unread();
            match self.escape(true, in_range)? {
                Escape::Char(char) => c = char,
                Escape::Class(class) => return Ok(Some(class)),
                Escape::Node(_) => return Err(self.source.error_from(ErrorKind::InvalidEscape, start)),
            }
        } else {
            self.source.next();
        }
        if self.source.peek() == TO {
            let after = self.source.at(self.source.cursor + 1);
            if after != OPEN && after != CLOSE {
                self.source.next();
                let end = if self.source.peek() == BACKSLASH {
                    match self.escape(true, true)? {
                        Escape::Char(end) => Some(end),
                        _ => None,
                    }
                } else {
                    let end = self.source.peek();
                    self.source.next();
                    Some(end)
                };
                let Some(end) = end.filter(|&end| end >= c) else {
                    return Err(self.source.error_from(ErrorKind::InvalidRange, start));
                };
                let unicode_case = self.source.has(flag::UNICODE_CASE);
                return Ok(Some(match (self.source.has(flag::CASE_INSENSITIVE), unicode_case) {
                    (false, _) => Test::Range(c, end).into(),
                    (true, false) => Test::RangeAscii(c, end).into(),
                    (true, true) => Test::RangeFolded(c, end).into(),
                }));
            }
        }
        Ok(self.list_or_single(set, c))
    }

    fn list_or_single(&mut self, set: usize, c: u32) -> Option<Predicate> {
        let folds = self.source.has(flag::CASE_INSENSITIVE);
        let unicode_case = self.source.has(flag::UNICODE_CASE);
        // Under the flags `iu`, these have another case above 255.
        let leaves_latin = matches!(c, 0xff | 0xb5 | 0x49 | 0x69 | 0x53 | 0x73 | 0x4b | 0x6b | 0xc5 | 0xe5);
        let Some(byte) = u8::try_from(c).ok().filter(|_| !(folds && unicode_case && leaves_latin)) else {
            return Some(self.single(c).into());
        };
        let set = self.latin.get_mut(set)?;
        if folds && byte.is_ascii() {
            set.add(u32::from(byte.to_ascii_uppercase()));
            set.add(u32::from(byte.to_ascii_lowercase()));
        } else if folds && unicode_case {
            set.add(unicode::to_lower(c));
            set.add(unicode::to_upper(c));
        }
        set.add(c);
        None
    }

    /// A test for one character under the current flags.
    pub(super) fn single(&self, c: u32) -> Test {
        if self.source.has(flag::CASE_INSENSITIVE) {
            if self.source.has(flag::UNICODE_CASE) {
                let upper = unicode::to_upper(c);
                let lower = unicode::to_lower(upper);
                if upper != lower {
                    return Test::Folded(lower);
                }
            } else if let Some(byte) = u8::try_from(c).ok().filter(u8::is_ascii_alphabetic) {
                return Test::Either(
                    u32::from(byte.to_ascii_lowercase()),
                    u32::from(byte.to_ascii_uppercase()),
                );
            }
        }
        debug_assert!(is_supplementary_or_half(c) != Test::Single(c).is_basic());
        Test::Single(c)
    }

    /// Stores a complete class.
    pub(super) fn add_class(&mut self, predicate: Predicate) -> u32 {
        let latin = if predicate.lists() { self.latin.clone() } else { Vec::new() };
        self.classes.push(Class::new(predicate, latin));
        self.classes.len() as u32 - 1
    }
}

/// Joins a part with what precedes it, if anything. Returns the instructions of the part.
fn unite(before: &mut Option<Predicate>, part: Predicate) -> std::ops::Range<usize> {
    match before {
        None => {
            let steps = 0..part.len();
            *before = Some(part);
            steps
        }
        Some(before) => {
            let from = before.len() + 1;
            before.union(&part);
            from..before.len()
        }
    }
}
