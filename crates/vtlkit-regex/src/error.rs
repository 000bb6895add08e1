//! What can go wrong, and where.

use std::fmt;
use std::ops::Range;

/// Why a pattern is refused, a replacement is, or a match cannot be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A group without its `)`.
    UnclosedGroup,
    /// A `)` without its group.
    UnopenedGroup,
    /// A group that starts with `(?` and a character that means nothing there.
    UnknownGroup,
    /// A group name that Java does not take, or that has no `>` after it.
    InvalidGroupName,
    /// A group name used twice.
    DuplicateGroupName,
    /// A back reference by a name that no earlier group has.
    UnknownGroupName,
    /// A class without its `]`.
    UnclosedClass,
    /// A class with a part missing, such as `[&&]`.
    InvalidClass,
    /// A range in a class that ends before it starts, such as `z-a`.
    InvalidRange,
    /// A quantifier with nothing to repeat.
    DanglingQuantifier,
    /// Counts in braces that are not numbers, too large, in the wrong order or not closed.
    InvalidRepetition,
    /// A backslash before a character that means nothing there, or before digits that do not form a character.
    InvalidEscape,
    /// A `\p{..}` that names no property.
    UnknownProperty,
    /// A character named by `\N{..}`: the names of characters are not known here.
    CharacterName,
    /// A lookbehind without a greatest length.
    UnboundedLookbehind,
    /// A pattern that ends in the middle of something.
    UnexpectedEnd,
    /// A pattern with groups or classes nested too deeply, or too large in another way.
    PatternTooComplex,
    /// A replacement with a `\` or `$` that stands alone, or that refers to a group the pattern does not have.
    InvalidReplacement,
    /// The budget of steps is used up.
    StepLimit,
    /// The budget of output bytes is used up.
    OutputLimit,
    /// The match remembers more places to come back to than is allowed; Java ends with a `StackOverflowError`,
    /// often earlier.
    DepthLimit,
    /// The input is longer than a Java string can be.
    InputTooLong,
    /// Java's matcher itself fails on this pattern and input, with an exception that is not about either.
    MatcherFailure,
    /// Under the undocumented flag `(?c)` a class meets a sequence that may have to be composed, which is not done here.
    CanonicalEquivalence,
}

impl ErrorKind {
    /// Whether a limit was reached: more of it might have let the work finish.
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
            Self::UnknownGroupName => "no group before this has this name",
            Self::UnclosedClass => "unclosed character class",
            Self::InvalidClass => "part of the character class is missing",
            Self::InvalidRange => "the range ends before it starts",
            Self::DanglingQuantifier => "nothing to repeat before the quantifier",
            Self::InvalidRepetition => "invalid repetition counts",
            Self::InvalidEscape => "invalid escape sequence",
            Self::UnknownProperty => "unknown character property",
            Self::CharacterName => "characters cannot be given by name",
            Self::UnboundedLookbehind => "the lookbehind has no obvious greatest length",
            Self::UnexpectedEnd => "unexpected end of the pattern",
            Self::PatternTooComplex => "the pattern is too deeply nested or too large",
            Self::InvalidReplacement => "invalid group reference or escape in the replacement",
            Self::StepLimit => "the match takes too many steps",
            Self::OutputLimit => "the result is too long",
            Self::DepthLimit => "the match has too many open choices",
            Self::InputTooLong => "the input is too long",
            Self::MatcherFailure => "java's matcher fails on this pattern and input",
            Self::CanonicalEquivalence => "canonical equivalence is not supported for combined characters",
        }
    }
}

/// A pattern, replacement or match that failed.
///
/// Its text is the message alone, in lower case; see [`Error::span`] for the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    span: Range<usize>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where it went wrong, in bytes: of the replacement for [`ErrorKind::InvalidReplacement`], else of the pattern.
    /// Empty where no place is to blame, as for limits.
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
