//! Parses the body of a character class.

use super::PatternError;
use super::class::{Class, DIGITS, SPACES, WORD};
use super::parse::{hex_digit, is_letter, octal_digit, unit};

/// The part between the brackets.
pub(super) struct ClassBody<'s> {
    body: &'s [u16],
    at: usize,
}

enum Atom {
    Unit(u16),
    Digits,
    /// A set such as `\D` that may extend to the last code unit.
    Wide(char),
}

impl<'s> ClassBody<'s> {
    pub(super) const fn new(body: &'s [u16]) -> Self {
        Self { body, at: 0 }
    }

    pub(super) fn read(mut self) -> Result<Class, PatternError> {
        let mut class = Class::default();
        class.negated = self.body.first() == Some(&unit('^'));
        let first = usize::from(class.negated);
        // Rhino checks the bounds of ranges before a search, up to the first wide set.
        self.at = first;
        self.check_ranges()?;
        self.at = first;
        let mut range_start = None;
        while self.at < self.body.len() {
            let atom = self.atom();
            let last = match atom {
                Atom::Unit(last) => last,
                Atom::Digits | Atom::Wide(_) => {
                    if range_start.take().is_some() {
                        class.add(unit('-'), unit('-'));
                    }
                    match atom {
                        Atom::Wide('D') => class.add_others(DIGITS),
                        Atom::Wide('s') => class.add_all(SPACES),
                        Atom::Wide('S') => class.add_others(SPACES),
                        Atom::Wide('w') => class.add_all(WORD),
                        Atom::Wide(_) => class.add_others(WORD),
                        _ => class.add_all(DIGITS),
                    }
                    continue;
                }
            };
            if let Some(start) = range_start.take() {
                if start > last {
                    class.broken = true;
                    break;
                }
                class.add(start, last);
                continue;
            }
            class.add(last, last);
            if self.is_range_dash() {
                self.at += 1;
                range_start = Some(last);
            }
        }
        class.finish();
        Ok(class)
    }

    fn is_range_dash(&self) -> bool {
        self.at + 1 < self.body.len() && self.body.get(self.at) == Some(&unit('-'))
    }

    fn check_ranges(&mut self) -> Result<(), PatternError> {
        let mut range_start = None;
        while self.at < self.body.len() {
            let last = match self.atom() {
                Atom::Unit(last) => last,
                Atom::Digits if range_start.is_none() => unit('9'),
                Atom::Digits | Atom::Wide(_) => return Ok(()),
            };
            if let Some(start) = range_start.take() {
                if start > last {
                    return Err(PatternError::Syntax);
                }
            } else if self.is_range_dash() {
                self.at += 1;
                range_start = Some(last);
            }
        }
        Ok(())
    }

    fn next(&mut self) -> u16 {
        let next = self.body.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        next
    }

    fn atom(&mut self) -> Atom {
        let next = self.next();
        if next != unit('\\') {
            return Atom::Unit(next);
        }
        let escaped = self.next();
        Atom::Unit(match char::from_u32(u32::from(escaped)) {
            Some('d') => return Atom::Digits,
            Some(wide @ ('D' | 's' | 'S' | 'w' | 'W')) => return Atom::Wide(wide),
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('v') => 11,
            Some('c') => match self.body.get(self.at) {
                Some(&letter) if is_letter(letter) => {
                    self.at += 1;
                    letter & 0x1f
                }
                _ => {
                    self.at -= 1;
                    unit('\\')
                }
            },
            Some('u') => self.hex(4),
            Some('x') => self.hex(2),
            Some('0'..='7') => {
                let mut number = escaped - unit('0');
                for _ in 0..2 {
                    let Some(digit) = self.body.get(self.at).copied().and_then(octal_digit) else { break };
                    if number * 8 + digit > 255 {
                        break;
                    }
                    number = number * 8 + digit;
                    self.at += 1;
                }
                number
            }
            _ => escaped,
        })
    }

    /// Reads hexadecimal digits; fewer at the end of the class. If another character follows, the escape is a
    /// backslash.
    fn hex(&mut self, digits: usize) -> u16 {
        let start = self.at;
        let mut number = 0_u16;
        for _ in 0..digits {
            let Some(&next) = self.body.get(self.at) else { break };
            let Some(digit) = hex_digit(next) else {
                self.at = start;
                return unit('\\');
            };
            self.at += 1;
            number = (number << 4) | digit;
        }
        number
    }
}
