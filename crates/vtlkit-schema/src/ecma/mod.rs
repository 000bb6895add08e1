//! Regular expressions of ECMA 262 as Rhino 1.7.14 reads them, which is the engine behind `pattern`.
//!
//! The dialect is the third edition's with the web's leniencies: no look-behind, named groups or `u` semantics, so
//! `\p{L}` is the text `p{L}`, `\u{61}` is sixty-one times `u`, and a lone brace is itself. A pattern is searched
//! for, in UTF-16 code units. Where Rhino departs from the standard this matcher departs with it.

mod class;
mod class_body;
mod machine;
mod parse;
mod program;
mod term;

use crate::java;

use program::Program;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    program: Program,
}

/// Why a pattern does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// It is no regular expression.
    Syntax,
    /// The engine runs past the end of it, which ends the validation.
    OutOfBounds {
        /// The place it looks at.
        index: usize,
        /// The length of the pattern in code units.
        length: usize,
    },
}

/// Why a search ends without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MatchError {
    /// A character class turned out to have its bounds in the wrong order.
    BadRange,
    /// The search took more steps than it may.
    TooManySteps,
}

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn compile(source: &str) -> Result<Self, PatternError> {
        Ok(Self { program: parse::parse(source)? })
    }

    /// Whether the pattern matches somewhere in the text.
    pub(crate) fn is_match(&self, text: &str) -> Result<bool, MatchError> {
        if text.is_ascii() {
            machine::search(&self.program, text.as_bytes())
        } else {
            machine::search(&self.program, java::units(text).collect::<Vec<u16>>().as_slice())
        }
    }
}

impl PatternError {
    /// Java's words for it, if it is more than a refused pattern.
    pub(crate) fn crash(&self) -> Option<String> {
        match self {
            Self::Syntax => None,
            Self::OutOfBounds { index, length } => Some(format!(
                "java.lang.ArrayIndexOutOfBoundsException: Index {index} out of bounds for length {length}"
            )),
        }
    }
}
