//! Iteration over the matches in an input.

use std::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::literal;
use crate::matcher::Machine;
use crate::output::Budget;
use crate::text::{Sink, Text};

/// Finds matches like `Matcher.find()`; created by [`Regex::matches`](crate::Regex::matches).
#[derive(Debug)]
pub struct Matches<'r, 't> {
    input: &'t [u8],
    finder: Finder<'r, 't>,
    /// A position in UTF-16 code units, and its byte offset.
    place: (u32, usize),
}

#[derive(Debug)]
enum Finder<'r, 't> {
    Literal { text: &'r [u8], found: Range<usize> },
    Machine(Machine<'r, 't>),
}

/// A match. Offsets are bytes of the input. An offset between the two halves of a surrogate pair is the start of the
/// character plus two: see [`slice`](crate::slice) and [`utf16_offset`](crate::utf16_offset).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The whole match.
    pub span: Range<usize>,
    /// The capturing groups, starting with the first; `None` for a group that did not participate.
    pub groups: Vec<Option<Range<usize>>>,
}

impl<'r, 't> Matches<'r, 't> {
    pub(crate) fn literal(text: &'r [u8], input: &'t [u8]) -> Self {
        Self { input, finder: Finder::Literal { text, found: 0..0 }, place: (0, 0) }
    }

    pub(crate) fn machine(machine: Machine<'r, 't>, input: &'t [u8]) -> Self {
        Self { input, finder: Finder::Machine(machine), place: (0, 0) }
    }

    /// The next match, which is not an empty match at the end of the last one.
    ///
    /// # Errors
    ///
    /// Fails if the budget is exhausted, and on the rare patterns on which Java's matcher itself throws.
    pub fn next(&mut self, budget: &mut Budget) -> Result<Option<Match>, Error> {
        if !self.advance(&mut budget.steps)? {
            return Ok(None);
        }
        if let Finder::Literal { found, .. } = &self.finder {
            return Ok(Some(Match { span: found.clone(), groups: Vec::new() }));
        }
        let span = self.bytes(0).unwrap_or_default();
        let groups = (1..self.groups()).map(|group| self.bytes(group)).collect();
        Ok(Some(Match { span, groups }))
    }

    /// Advances to the next match; `false` if there is none.
    pub(crate) fn advance(&mut self, steps: &mut u64) -> Result<bool, ErrorKind> {
        match &mut self.finder {
            Finder::Literal { text, found } => {
                let (start, used) = literal::find(text, self.input, found.end);
                *steps = steps.checked_sub(used).ok_or(ErrorKind::StepLimit)?;
                let Some(start) = start else { return Ok(false) };
                *found = start..start + text.len();
                Ok(true)
            }
            Finder::Machine(machine) => machine.find(steps),
        }
    }

    fn groups(&self) -> u32 {
        match &self.finder {
            Finder::Literal { .. } => 1,
            Finder::Machine(machine) => machine.groups(),
        }
    }

    /// The range of a group of the last match, in bytes for a literal search, otherwise in UTF-16 code units.
    pub(crate) fn group(&self, group: u32) -> Option<(usize, usize)> {
        match &self.finder {
            Finder::Literal { found, .. } => (group == 0).then_some((found.start, found.end)),
            Finder::Machine(machine) => {
                machine.group(group).map(|(start, end)| (start as usize, end as usize))
            }
        }
    }

    /// The end of the input, in the unit of [`Matches::group`].
    pub(crate) fn end(&self) -> usize {
        match &self.finder {
            Finder::Literal { .. } => self.input.len(),
            Finder::Machine(machine) => machine.text.len() as usize,
        }
    }

    /// Copies a range of the input, in the unit of [`Matches::group`].
    pub(crate) fn copy(&self, start: usize, end: usize, out: &mut impl Sink) -> Result<(), ErrorKind> {
        match &self.finder {
            Finder::Literal { .. } => out.bytes(self.input.get(start..end).unwrap_or_default()),
            Finder::Machine(machine) => machine.text.copy(start as u32, end as u32, out),
        }
    }

    /// The bytes of a range, if no conversion is needed.
    pub(crate) fn as_bytes(&self, start: usize, end: usize) -> Option<&'t [u8]> {
        match &self.finder {
            Finder::Machine(Machine { text: Text::Wide(_), .. }) => None,
            _ => self.input.get(start..end),
        }
    }

    fn bytes(&mut self, group: u32) -> Option<Range<usize>> {
        let (start, end) = self.group(group)?;
        let start = self.byte(start as u32);
        Some(start..self.byte(end as u32))
    }

    /// The byte offset of a position in code units.
    fn byte(&mut self, unit: u32) -> usize {
        let Finder::Machine(Machine { text: text @ Text::Wide(_), .. }) = &self.finder else {
            return unit as usize;
        };
        let (mut at, mut byte) = if unit < self.place.0 { (0, 0) } else { self.place };
        while at < unit {
            let c = text.code_point(at);
            if c >= 0x1_0000 && at + 1 == unit {
                return byte + 2;
            }
            at += crate::text::units(c);
            byte += vtlkit_java::wtf8::encoded_len(c);
        }
        self.place = (at, byte);
        byte
    }
}
