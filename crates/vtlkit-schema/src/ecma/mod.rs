//! Regular expressions of ECMA-262 as Rhino 1.7.14 implements them; the validator uses it for `pattern`.
//!
//! The dialect is ECMAScript's third edition with the syntax extensions of the web: no look-behind, named groups or `u`
//! flag, so `\p{L}` matches the text `p{L}`, `\u{61}` is 61 times `u`, and a lone brace is a literal. A pattern is
//! searched for, in UTF-16 code units. Where Rhino deviates from the standard, this implementation deviates in the same
//! way.

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
    /// Not a regular expression.
    Syntax,
    /// Rhino reads past the end of the pattern, which throws and ends the validation.
    OutOfBounds {
        /// The index it reads.
        index: usize,
        /// The length of the pattern in UTF-16 code units.
        length: usize,
    },
}

/// Why a search ends without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MatchError {
    /// A range of a character class has reversed bounds.
    BadRange,
    /// The search exceeded its maximum number of steps.
    TooManySteps,
}

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn compile(source: &str) -> Result<Self, PatternError> {
        Ok(Self { program: parse::parse(source)? })
    }

    /// Whether the pattern matches anywhere in the string.
    pub(crate) fn is_match(&self, text: &str) -> Result<bool, MatchError> {
        if text.is_ascii() {
            machine::search(&self.program, text.as_bytes())
        } else {
            machine::search(&self.program, java::units(text).collect::<Vec<u16>>().as_slice())
        }
    }
}

impl PatternError {
    /// The message of the Java exception, if the error is more than a rejected pattern.
    pub(crate) fn crash(&self) -> Option<String> {
        match self {
            Self::Syntax => None,
            Self::OutOfBounds { index, length } => Some(format!(
                "java.lang.ArrayIndexOutOfBoundsException: Index {index} out of bounds for length {length}"
            )),
        }
    }
}
