//! Errors and their positions.

use std::fmt;
use std::ops::Range;

/// Why a pattern or a replacement is rejected, or a match cannot be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A group without `)`.
    UnclosedGroup,
    /// A `)` without a group.
    UnopenedGroup,
    /// A group that starts with `(?` and an unknown character.
    UnknownGroup,
    /// An invalid group name, or one without `>`.
    InvalidGroupName,
    /// A duplicate group name.
    DuplicateGroupName,
    /// A named back reference to a group that is not defined before it.
    UnknownGroupName,
    /// A class without `]`.
    UnclosedClass,
    /// A class with a missing part, such as `[&&]`.
    InvalidClass,
    /// A range with reversed bounds, such as `z-a`.
    InvalidRange,
    /// A quantifier with nothing to repeat.
    DanglingQuantifier,
    /// Counts in braces that are not numbers, too large, reversed or not closed.
    InvalidRepetition,
    /// An unknown escape, or one with invalid digits.
    InvalidEscape,
    /// A `\p{..}` with an unknown property.
    UnknownProperty,
    /// `\N{..}`: this crate has no table of character names.
    CharacterName,
    /// A lookbehind without a maximum length.
    UnboundedLookbehind,
    /// The pattern ends in the middle of a construct.
    UnexpectedEnd,
    /// Groups or classes are nested too deeply, or the pattern is too large in another way.
    PatternTooComplex,
    /// A replacement with an incomplete `\` or `$`, or with a reference to a group that the pattern does not have.
    InvalidReplacement,
    /// The budget of steps is exhausted.
    StepLimit,
    /// The budget of output bytes is exhausted.
    OutputLimit,
    /// The match needs more backtrack points than allowed; Java throws a `StackOverflowError`, often earlier.
    DepthLimit,
    /// The input is longer than a Java string can be.
    InputTooLong,
    /// Java's matcher itself throws on this pattern and input.
    MatcherFailure,
    /// Under the undocumented flag `(?c)`, a class meets a sequence that may need composition, which is not
    /// implemented.
    CanonicalEquivalence,
}

impl ErrorKind {
    /// Whether a limit was reached, so that the operation could succeed with a larger one.
    pub fn is_limit(self) -> bool {
        matches!(self, Self::StepLimit | Self::OutputLimit | Self::DepthLimit | Self::InputTooLong)
    }

    fn message(self) -> &'static str {
        match self {
            Self::UnclosedGroup => "unclosed group",
            Self::UnopenedGroup => "unmatched closing ')'",
            Self::UnknownGroup => "unknown group type or inline modifier",
            Self::InvalidGroupName => {
                "a group name is letters and digits, starting with a letter, between '<' and '>'"
            }
            Self::DuplicateGroupName => "a group of this name is already defined",
            Self::UnknownGroupName => "no earlier group has this name",
            Self::UnclosedClass => "unclosed character class",
            Self::InvalidClass => "missing part of the character class",
            Self::InvalidRange => "the range ends before it starts",
            Self::DanglingQuantifier => "nothing to repeat before the quantifier",
            Self::InvalidRepetition => "invalid repetition counts",
            Self::InvalidEscape => "invalid escape sequence",
            Self::UnknownProperty => "unknown character property",
            Self::CharacterName => "character names (`\\N{…}`) are not supported",
            Self::UnboundedLookbehind => "the lookbehind has no obvious greatest length",
            Self::UnexpectedEnd => "unexpected end of the pattern",
            Self::PatternTooComplex => "the pattern is too deeply nested or too large",
            Self::InvalidReplacement => "invalid group reference or escape in the replacement",
            Self::StepLimit => "the match exceeds its maximum number of steps",
            Self::OutputLimit => "the result is too long",
            Self::DepthLimit => "the match exceeds its maximum number of backtrack points",
            Self::InputTooLong => "the input is too long",
            Self::MatcherFailure => "java's matcher fails on this pattern and input",
            Self::CanonicalEquivalence => "canonical equivalence is not supported for combined characters",
        }
    }
}

/// An error in a pattern or replacement, or of a match.
///
/// Its `Display` is the message in lower case; [`Error::span`] is the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    span: Range<usize>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The position in bytes: in the replacement for [`ErrorKind::InvalidReplacement`], otherwise in the pattern. Empty
    /// if there is none, as for limits.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, span: 0..0 }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())
    }
}

impl std::error::Error for Error {}
