//! Parses a pattern.

use crate::java;

use super::PatternError;
use super::class::{Class, is_digit};
use super::class_body::ClassBody;
use super::program::{Inst, One, Program, UNBOUNDED};
use super::term::{Term, emit_alternatives};

/// Maximum nesting of groups.
const MAX_NESTING: usize = 200;

pub(super) fn parse(source: &str) -> Result<Program, PatternError> {
    let source: Vec<u16> = java::units(source).collect();
    let mut parser = Parser::new(&source, usize::MAX);
    let mut terms = parser.disjunction(0)?;
    if parser.highest_reference > parser.groups {
        // A number above the count of groups: then all numbers are octal escapes, not only that one.
        parser = Parser::new(&source, 0);
        terms = parser.disjunction(0)?;
    }
    let mut program = Program { groups: parser.groups, classes: parser.classes, ..Program::default() };
    program.anchored = terms.iter().all(|alternative| matches!(alternative.first(), Some(Term::Start)));
    emit_alternatives(&terms, &mut program);
    program.code.push(Inst::Match);
    Ok(program)
}

struct Parser<'s> {
    source: &'s [u16],
    at: usize,
    groups: usize,
    highest_reference: usize,
    /// The highest group number that is a back-reference.
    reference_limit: usize,
    classes: Vec<Class>,
}

/// A character as code unit, for comparison with the pattern.
pub(super) const fn unit(character: char) -> u16 {
    character as u16
}

pub(super) fn octal_digit(unit: u16) -> Option<u16> {
    (0x30..=0x37).contains(&unit).then(|| unit - 0x30)
}

pub(super) fn hex_digit(unit: u16) -> Option<u16> {
    char::from_u32(u32::from(unit)).and_then(|c| c.to_digit(16)).map(|digit| digit as u16)
}

pub(super) fn is_letter(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphabetic())
}

impl<'s> Parser<'s> {
    fn new(source: &'s [u16], reference_limit: usize) -> Self {
        Self { source, at: 0, groups: 0, highest_reference: 0, reference_limit, classes: Vec::new() }
    }

    fn peek(&self) -> Option<u16> {
        self.source.get(self.at).copied()
    }

    fn out_of_bounds(&self) -> PatternError {
        PatternError::OutOfBounds { index: self.at, length: self.source.len() }
    }

    fn is_at(&self, character: char) -> bool {
        self.peek() == Some(unit(character))
    }

    fn disjunction(&mut self, nesting: usize) -> Result<Vec<Vec<Term>>, PatternError> {
        if nesting > MAX_NESTING {
            return Err(PatternError::Syntax);
        }
        let mut alternatives = Vec::new();
        loop {
            let mut terms = Vec::new();
            while let Some(next) = self.peek() {
                if next == unit('|') || (nesting > 0 && next == unit(')')) {
                    break;
                }
                terms.push(self.term(nesting)?);
            }
            alternatives.push(terms);
            if !self.is_at('|') {
                return Ok(alternatives);
            }
            self.at += 1;
        }
    }

    fn term(&mut self, nesting: usize) -> Result<Term, PatternError> {
        let groups_before = self.groups;
        let Some(next) = self.peek() else { return Err(PatternError::Syntax) };
        self.at += 1;
        let term = match char::from_u32(u32::from(next)) {
            Some('^') => return Ok(Term::Start),
            Some('$') => return Ok(Term::End),
            Some('\\') => match self.escape()? {
                boundary @ Term::Boundary(_) => return Ok(boundary),
                term => term,
            },
            Some('(') => self.group(nesting)?,
            Some('[') => self.class()?,
            Some('.') => Term::One(One::Any),
            Some(')' | '*' | '+' | '?') => return Err(PatternError::Syntax),
            _ => Term::Literal { unit: next, at: self.at - 1 },
        };
        self.quantified(term, groups_before)
    }

    fn group(&mut self, nesting: usize) -> Result<Term, PatternError> {
        let kind = self
            .is_at('?')
            .then(|| self.source.get(self.at + 1).copied())
            .flatten()
            .filter(|&kind| [unit('='), unit('!'), unit(':')].contains(&kind));
        let index = self.groups;
        if kind.is_some() {
            self.at += 2;
        } else {
            self.groups += 1;
        }
        let body = self.disjunction(nesting + 1)?;
        if !self.is_at(')') {
            return Err(PatternError::Syntax);
        }
        self.at += 1;
        Ok(match kind {
            None => Term::Group { index, body },
            Some(kind) if kind == unit(':') => Term::Plain(body),
            Some(kind) => Term::Look { negated: kind == unit('!'), body },
        })
    }

    /// Parses the part after a backslash.
    fn escape(&mut self) -> Result<Term, PatternError> {
        let Some(escaped) = self.peek() else { return Err(PatternError::Syntax) };
        self.at += 1;
        let literal = match char::from_u32(u32::from(escaped)) {
            Some('b') => return Ok(Term::Boundary(true)),
            Some('B') => return Ok(Term::Boundary(false)),
            Some('d') => return Ok(Term::One(One::Digit(true))),
            Some('D') => return Ok(Term::One(One::Digit(false))),
            Some('s') => return Ok(Term::One(One::Space(true))),
            Some('S') => return Ok(Term::One(One::Space(false))),
            Some('w') => return Ok(Term::One(One::Word(true))),
            Some('W') => return Ok(Term::One(One::Word(false))),
            Some('0') => self.octal(0),
            Some('1'..='9') => {
                let start = self.at;
                let number = self.decimal(escaped)?;
                if number <= self.reference_limit {
                    self.highest_reference = self.highest_reference.max(number);
                    return Ok(Term::BackReference(number - 1));
                }
                if octal_digit(escaped).is_some() {
                    self.at = start;
                    self.octal(escaped - unit('0'))
                } else {
                    // `\8` and `\9` are a backslash and the digit.
                    self.at = start - 1;
                    unit('\\')
                }
            }
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('v') => 11,
            Some('c') => match self.peek() {
                Some(letter) if is_letter(letter) => {
                    self.at += 1;
                    letter & 0x1f
                }
                _ => {
                    self.at -= 1;
                    unit('\\')
                }
            },
            Some('u') => self.hex(4, escaped),
            Some('x') => self.hex(2, escaped),
            _ => return Ok(Term::Literal { unit: escaped, at: self.at - 1 }),
        };
        Ok(Term::One(One::Unit(literal)))
    }

    fn octal(&mut self, mut number: u16) -> u16 {
        while number < 32 {
            let Some(digit) = self.peek().and_then(octal_digit) else { break };
            self.at += 1;
            number = number * 8 + digit;
        }
        number
    }

    /// Reads hexadecimal digits; fewer at the end of the pattern. If another character follows, the escape is its
    /// letter.
    fn hex(&mut self, digits: usize, letter: u16) -> u16 {
        let start = self.at;
        let mut number = 0_u16;
        for _ in 0..digits {
            let Some(next) = self.peek() else { break };
            let Some(digit) = hex_digit(next) else {
                self.at = start;
                return letter;
            };
            self.at += 1;
            number = (number << 4) | digit;
        }
        number
    }

    /// Reads a decimal number after its first digit; 65,535 and above is too large.
    fn decimal(&mut self, first: u16) -> Result<usize, PatternError> {
        let mut value = usize::from(first - unit('0'));
        let mut overflow = false;
        while let Some(digit) = self.peek().filter(|&next| is_digit(next)) {
            self.at += 1;
            value = value * 10 + usize::from(digit - unit('0'));
            if value >= 65_535 {
                overflow = true;
                value = 65_535;
            }
        }
        if overflow { Err(PatternError::Syntax) } else { Ok(value) }
    }

    fn quantified(&mut self, term: Term, first_group: usize) -> Result<Term, PatternError> {
        let (min, max) = match self.peek().and_then(|next| char::from_u32(u32::from(next))) {
            Some('+') => (1, UNBOUNDED),
            Some('*') => (0, UNBOUNDED),
            Some('?') => (0, 1),
            Some('{') => match self.braces()? {
                Some(bounds) => bounds,
                None => return Ok(term),
            },
            _ => return Ok(term),
        };
        self.at += 1;
        let greedy = !self.is_at('?');
        if !greedy {
            self.at += 1;
        }
        let group_count = self.groups - first_group;
        Ok(Term::Repeat { body: Box::new(term), min, max, greedy, first_group, group_count })
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` up to the closing brace. Anything else is not consumed: the brace is a literal.
    fn braces(&mut self) -> Result<Option<(u32, u32)>, PatternError> {
        let start = self.at;
        let bounds = self.bounds()?;
        if bounds.is_none() {
            self.at = start;
        }
        Ok(bounds)
    }

    fn bounds(&mut self) -> Result<Option<(u32, u32)>, PatternError> {
        self.at += 1;
        let Some(digit) = self.peek().filter(|&next| is_digit(next)) else { return Ok(None) };
        self.at += 1;
        let min = self.decimal(digit)? as u32;
        let Some(next) = self.peek() else { return Ok(None) };
        if next != unit(',') || self.at + 1 >= self.source.len() {
            return Ok((next == unit('}')).then_some((min, min)));
        }
        self.at += 1;
        let Some(next) = self.peek() else { return Ok(None) };
        if !is_digit(next) {
            return Ok((next == unit('}')).then_some((min, UNBOUNDED)));
        }
        self.at += 1;
        if self.at >= self.source.len() {
            return Ok(None);
        }
        let max = self.decimal(next)? as u32;
        // Rhino reads the next character without a bounds check.
        let Some(next) = self.peek() else { return Err(self.out_of_bounds()) };
        if min > max {
            return Err(PatternError::Syntax);
        }
        // Rhino counts down to zero, so a maximum of zero means no maximum.
        Ok((next == unit('}')).then_some((min, max)))
    }

    fn class(&mut self) -> Result<Term, PatternError> {
        let start = self.at;
        loop {
            match self.peek() {
                // Rhino steps over the end of the pattern after a trailing backslash.
                None if self.at > self.source.len() => return Err(self.out_of_bounds()),
                None => return Err(PatternError::Syntax),
                Some(next) if next == unit(']') => break,
                Some(next) if next == unit('\\') => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
        let body = self.source.get(start..self.at).unwrap_or_default();
        self.at += 1;
        self.classes.push(ClassBody::new(body).read()?);
        Ok(Term::One(One::Class(self.classes.len() - 1)))
    }
}
