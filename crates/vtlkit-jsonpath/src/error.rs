use std::fmt;

use vtlkit_text::Span;

/// Why a text is no path. Jayway raises an `InvalidPathException` for each of them when the path is compiled,
/// so the render that uses it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    kind: PathErrorKind,
    span: Span,
    message: Box<str>,
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathErrorKind {
    /// There is no text.
    Empty,
    /// It ends with a dot.
    TrailingDot,
    /// An argument of a function does not start with `$` or `@`.
    MissingRoot,
    /// The root is followed by something else than `.` or `[`.
    AfterRoot,
    /// Three dots in a row.
    DoubledDot,
    /// A blank in a name that is not in quotes.
    BlankInName,
    /// Something no segment starts with.
    Segment,
    /// Brackets that hold nothing a segment can be.
    Brackets,
    /// A bracket, quote or slash without its partner.
    Unclosed,
    /// A name is missing between commas.
    EmptyName,
    /// An index that is no 32-bit number.
    Index,
    /// A slice with neither start nor end, or with other things than numbers.
    Slice,
    /// `[?]`: a filter that only Java code can fill in.
    Placeholder,
    /// The parentheses of a function do not match.
    Call,
    /// A filter that is not `[?(…)]`, or whose expression is cut short.
    Filter,
    /// An operator that there is not.
    Operator,
    /// A literal that is none.
    Literal,
    /// A regular expression that Java refuses.
    Pattern,
    /// A `\u` without four hexadecimal digits.
    Escape,
    /// Parentheses, filters or arguments nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep,
    /// The text ends in the middle.
    UnexpectedEnd,
}

impl PathError {
    pub(crate) fn new(kind: PathErrorKind, span: Span, message: impl Into<Box<str>>) -> Self {
        Self { kind, span, message: message.into() }
    }

    /// What is wrong.
    pub fn kind(&self) -> PathErrorKind {
        self.kind
    }

    /// Where in the path, in bytes of its text.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong and what to write instead: one lower-case phrase.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PathError {}

/// Why the evaluation of a path failed: Jayway throws, and the render that asked fails. A path that merely finds
/// nothing is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    kind: EvalErrorKind,
    message: Box<str>,
}

/// What made an evaluation fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EvalErrorKind {
    /// The document is null (`IllegalArgumentException`).
    NullDocument,
    /// A filter is applied to something that is neither object nor array (`InvalidPathException`).
    FilterOnScalar,
    /// A function that there is not (`InvalidPathException`).
    UnknownFunction,
    /// An operator met an operand it has no use for (`InvalidPathException`); a filter takes it as "no".
    Operand,
    /// A function that wants numbers or an array got none (`JsonPathException`).
    EmptyAggregation,
    /// `last()` or `index(-n)` before the second element (`JsonPathException`).
    SequenceIndex,
    /// A list in a filter holds an object or array (`JsonPathException`).
    NestedValue,
    /// A path in a filter leads to a value no comparison knows (`JsonPathException`).
    UnknownValue,
    /// `exists` on something that is not `true` or `false` (`JsonPathException`).
    ExistsOperand,
    /// A string in a list has a `\u` without four hexadecimal digits (`JsonPathException`).
    Escape,
    /// An argument of a function is no JSON (`InvalidJsonException`).
    InvalidJson,
    /// An array or object in a filter is no JSON (`IllegalArgumentException`).
    InvalidLiteral,
    /// `empty` on an object (`ClassCastException`).
    EmptyOfObject,
    /// A map that a template put into the document has a key that is no string (`ClassCastException`).
    KeyNotString,
    /// A number that has no decimal form: infinite, or not a number (`NumberFormatException`).
    Number,
    /// An index beyond the end in `first()` or `index(n)` (`IndexOutOfBoundsException`).
    IndexOutOfBounds,
    /// `..` with nothing after it but a function (`IllegalStateException`).
    ScanWithoutTarget,
    /// `length()` of a literal (`NullPointerException`).
    LengthOfLiteral,
    /// An array changed while it was walked (`ConcurrentModificationException`).
    ConcurrentModification,
    /// Matching a regular expression took too long (Java: `StackOverflowError`, or hours).
    Pattern,
    /// A value that is to be made a string nests too deeply (`StackOverflowError`).
    TooDeep,
    /// The heap is full.
    OutOfMemory,
    /// More steps than allowed.
    TooManySteps,
}

impl EvalErrorKind {
    /// The Java exception Jayway raises, if it raises one.
    pub fn java_class(self) -> Option<&'static str> {
        Some(match self {
            Self::NullDocument | Self::InvalidLiteral => "java.lang.IllegalArgumentException",
            Self::FilterOnScalar | Self::UnknownFunction | Self::Operand => {
                "com.jayway.jsonpath.InvalidPathException"
            }
            Self::EmptyAggregation
            | Self::SequenceIndex
            | Self::NestedValue
            | Self::UnknownValue
            | Self::ExistsOperand
            | Self::Escape => "com.jayway.jsonpath.JsonPathException",
            Self::InvalidJson => "com.jayway.jsonpath.InvalidJsonException",
            Self::EmptyOfObject | Self::KeyNotString => "java.lang.ClassCastException",
            Self::Number => "java.lang.NumberFormatException",
            Self::IndexOutOfBounds => "java.lang.IndexOutOfBoundsException",
            Self::ScanWithoutTarget => "java.lang.IllegalStateException",
            Self::LengthOfLiteral => "java.lang.NullPointerException",
            Self::ConcurrentModification => "java.util.ConcurrentModificationException",
            Self::TooDeep => "java.lang.StackOverflowError",
            Self::Pattern | Self::OutOfMemory | Self::TooManySteps => return None,
        })
    }

    /// Whether Jayway raises an `InvalidPathException`, which the filter around it takes as "does not hold".
    pub(crate) fn fails_filter(self) -> bool {
        matches!(self, Self::FilterOnScalar | Self::UnknownFunction | Self::Operand)
    }
}

impl EvalError {
    #[cold]
    pub(crate) fn new(kind: EvalErrorKind, message: impl Into<Box<str>>) -> Self {
        Self { kind, message: message.into() }
    }

    /// What failed.
    pub fn kind(&self) -> EvalErrorKind {
        self.kind
    }

    /// What failed and what to do about it: one lower-case phrase. Values of the document are not told.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EvalError {}
