//! Instructions without alternatives.

use super::{Machine, Units};
use crate::ecma::MatchError;
use crate::ecma::class::{is_digit, is_line_end, is_space, is_word};
use crate::ecma::program::{Inst, One};

impl<U: Units + ?Sized> Machine<'_, U> {
    pub(super) fn matches_one(&self, one: One, unit: u16) -> Result<bool, MatchError> {
        Ok(match one {
            One::Unit(expected) => unit == expected,
            One::Any => !is_line_end(unit),
            One::Digit(is) => is_digit(unit) == is,
            One::Word(is) => is_word(unit) == is,
            One::Space(is) => is_space(unit) == is,
            One::Class(index) => match self.program.classes.get(index) {
                Some(class) if class.broken => return Err(MatchError::BadRange),
                Some(class) => class.contains(unit),
                None => false,
            },
        })
    }

    /// Executes an instruction that needs no backtrack point.
    pub(super) fn simple(&mut self, inst: Inst) -> Result<bool, MatchError> {
        let is_word_at = |at: Option<usize>| at.and_then(|at| self.text.unit(at)).is_some_and(is_word);
        Ok(match inst {
            Inst::One(one) => match self.text.unit(self.at) {
                Some(unit) if self.matches_one(one, unit)? => {
                    self.at += 1;
                    true
                }
                _ => false,
            },
            Inst::Literal { start, len } => {
                let literal = self.program.literals.get(start..start + len).unwrap_or_default();
                let same = literal
                    .iter()
                    .enumerate()
                    .all(|(offset, &expected)| self.text.unit(self.at + offset) == Some(expected));
                if same {
                    self.at += len;
                }
                same
            }
            Inst::Start => self.at == 0,
            Inst::End => self.at == self.text.length(),
            Inst::Boundary(there) => {
                (is_word_at(self.at.checked_sub(1)) != is_word_at(Some(self.at))) == there
            }
            Inst::BackReference(index) => match self.groups.get(index).copied().flatten() {
                None => true,
                Some((start, length)) => {
                    self.count(length)?;
                    let same = self.at + length <= self.text.length()
                        && (0..length)
                            .all(|offset| self.text.unit(start + offset) == self.text.unit(self.at + offset));
                    if same {
                        self.at += length;
                    }
                    same
                }
            },
            _ => false,
        })
    }

    /// The number of consecutive code units that match, at most `most`.
    pub(super) fn run_of(&mut self, one: One, most: u32) -> Result<usize, MatchError> {
        let start = self.at;
        let mut at = start;
        while (at - start) < most as usize {
            match self.text.unit(at) {
                Some(unit) if self.matches_one(one, unit)? => at += 1,
                _ => break,
            }
        }
        self.count(at - start)?;
        Ok(at - start)
    }
}
