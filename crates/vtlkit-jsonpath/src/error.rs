use std::fmt;

use vtlkit_text::Span;

/// A compilation error. Jayway throws an `InvalidPathException` in each of these cases, so the render that uses the
/// path fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    kind: PathErrorKind,
    span: Span,
    message: Box<str>,
}

/// The kind of a [`PathError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathErrorKind {
    /// The path is empty.
    Empty,
    /// It ends with a dot.
    TrailingDot,
    /// An argument of a function does not start with `$` or `@`.
    MissingRoot,
    /// The root is followed by something other than `.` or `[`.
    AfterRoot,
    /// Three dots in a row.
    DoubledDot,
    /// A space in an unquoted name.
    BlankInName,
    /// A character that starts no segment.
    Segment,
    /// Brackets with invalid content.
    Brackets,
    /// An unclosed bracket, quote or slash.
    Unclosed,
    /// A name is missing between commas.
    EmptyName,
    /// An index that is not a 32-bit integer.
    Index,
    /// A slice with neither start nor end, or with something other than numbers.
    Slice,
    /// `[?]`: a filter that only Java code can fill in.
    Placeholder,
    /// The parentheses of a function do not match.
    Call,
    /// A filter that is not `[?(…)]`, or whose expression is incomplete.
    Filter,
    /// An unknown operator.
    Operator,
    /// An invalid literal.
    Literal,
    /// An invalid Java regular expression.
    Pattern,
    /// A `\u` without four hexadecimal digits.
    Escape,
    /// Parentheses, filters or arguments nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep,
    /// The path is incomplete.
    UnexpectedEnd,
}

impl PathError {
    pub(crate) fn new(kind: PathErrorKind, span: Span, message: impl Into<Box<str>>) -> Self {
        Self { kind, span, message: message.into() }
    }

    /// The kind of the error.
    pub fn kind(&self) -> PathErrorKind {
        self.kind
    }

    /// The position in the path, in bytes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The message in lower case: what is wrong and what to write instead.
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

/// An evaluation error. Jayway throws an exception, and the render fails. A path without a result is not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    kind: EvalErrorKind,
    message: Box<str>,
}

/// The kind of an [`EvalError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EvalErrorKind {
    /// The document is null (`IllegalArgumentException`).
    NullDocument,
    /// A filter is applied to a value that is neither an object nor an array (`InvalidPathException`).
    FilterOnScalar,
    /// An unknown function (`InvalidPathException`).
    UnknownFunction,
    /// An operand of the wrong type (`InvalidPathException`). The filter around it is then false.
    Operand,
    /// A function that requires numbers or an array got none (`JsonPathException`).
    EmptyAggregation,
    /// `last()` or `index(-n)` before the second element (`JsonPathException`).
    SequenceIndex,
    /// A list in a filter contains an object or array (`JsonPathException`).
    NestedValue,
    /// A path in a filter has a result that cannot be compared (`JsonPathException`).
    UnknownValue,
    /// `exists` on something that is not `true` or `false` (`JsonPathException`).
    ExistsOperand,
    /// A string in a list has a `\u` without four hexadecimal digits (`JsonPathException`).
    Escape,
    /// An argument of a function is invalid JSON (`InvalidJsonException`).
    InvalidJson,
    /// An array or object in a filter is invalid JSON (`IllegalArgumentException`).
    InvalidLiteral,
    /// `empty` on an object (`ClassCastException`).
    EmptyOfObject,
    /// A map that a template added to the document has a key that is not a string (`ClassCastException`).
    KeyNotString,
    /// An infinite number or NaN (`NumberFormatException`).
    Number,
    /// An index past the end in `first()` or `index(n)` (`IndexOutOfBoundsException`).
    IndexOutOfBounds,
    /// `..` with nothing after it but a function (`IllegalStateException`).
    ScanWithoutTarget,
    /// `length()` of a literal (`NullPointerException`).
    LengthOfLiteral,
    /// An array was modified during iteration (`ConcurrentModificationException`).
    ConcurrentModification,
    /// Matching a regular expression took too long (in Java, a `StackOverflowError` or hours).
    Pattern,
    /// A value that is converted to a string is nested too deeply (`StackOverflowError`).
    TooDeep,
    /// The memory limit of the heap is exceeded.
    OutOfMemory,
    /// The step limit is exceeded.
    TooManySteps,
}

impl EvalErrorKind {
    /// The Java exception that Jayway throws, if it throws one.
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

    /// Whether Jayway throws an `InvalidPathException`, which makes the filter around it false.
    pub(crate) fn fails_filter(self) -> bool {
        matches!(self, Self::FilterOnScalar | Self::UnknownFunction | Self::Operand)
    }
}

impl EvalError {
    #[cold]
    pub(crate) fn new(kind: EvalErrorKind, message: impl Into<Box<str>>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The kind of the error.
    pub fn kind(&self) -> EvalErrorKind {
        self.kind
    }

    /// The message in lower case: what failed and how to fix it. It contains no values of the document.
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
