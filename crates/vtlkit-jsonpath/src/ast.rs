//! The syntax tree of a path, with the span of each part.
//!
//! [`JsonPath::tree`](crate::JsonPath::tree) returns it, for linters and editors. Names and literals are WTF-8, since
//! Java's strings may contain an unpaired surrogate after an escape such as `\ud800`.

use vtlkit_text::Span;

use vtlkit_java::Decimal;

/// A whole path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// From the root to the end of the last segment.
    pub span: Span,
    /// The start of the path.
    pub root: Root,
    /// The steps from there, in order.
    pub segments: Vec<Segment>,
}

/// The start of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`, the document.
    Document,
    /// `@`, the item that a filter tests; outside a filter, the document.
    Item,
    /// Omitted: `a.b` means `$.a.b`.
    Implied,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// From its dot or bracket to its end.
    pub span: Span,
    /// Its kind.
    pub kind: SegmentKind,
}

/// The kind of a [`Segment`].
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentKind {
    /// `.name`, `['name']` or `['a', 'b']`: members of an object. There is at least one name.
    Names(Vec<Name>),
    /// `.*` or `[*]`: all members or elements.
    Wildcard,
    /// `[0]`, `[-1]` or `[0, 2]`: elements of an array. There is at least one index.
    Indexes(Vec<i32>),
    /// `[1:3]`, `[2:]` or `[:-1]`: a range of elements. A third number is ignored, as in Jayway.
    Slice {
        /// The first index. A negative number counts from the end if `to` is missing.
        from: Option<i32>,
        /// The index after the last element.
        to: Option<i32>,
    },
    /// `..`: the next segment is applied to all descendants.
    DeepScan,
    /// `[?(…)]`: the elements for which the expression is true.
    Filter(Expr),
    /// `.length()`, `.concat($.a, "b")`: a function applied to the result so far.
    Function(Call),
}

/// A name of a member or a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The span of the name, without its quotes.
    pub span: Span,
    /// The name with its escapes resolved, as WTF-8.
    pub text: Vec<u8>,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name of the function, which may be unknown; see [`Function::of_name`](crate::Function::of_name).
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Argument>,
}

/// An argument of a [`Call`].
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A path, evaluated on the document.
    Path(Path),
    /// JSON text, parsed when the function is called.
    Json {
        /// Its span.
        span: Span,
        /// The text, WTF-8.
        text: Vec<u8>,
    },
}

/// The expression of a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// `a || b`: two or more expressions.
    Or(Vec<Expr>),
    /// `a && b`: two or more expressions.
    And(Vec<Expr>),
    /// `!(a)`.
    Not(Box<Expr>),
    /// `a == b`, `a in b` and so on.
    Compare(Box<Comparison>),
    /// `@.a`, or `!@.a` if `negated`: whether the path has a result.
    Exists {
        /// The path.
        path: Path,
        /// Whether the path must have no result.
        negated: bool,
    },
}

/// Two operands and an operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The operand before the operator.
    pub left: Operand,
    /// The operator.
    pub operator: Operator,
    /// The span of the operator.
    pub operator_span: Span,
    /// The operand after it.
    pub right: Operand,
}

/// An operand of a [`Comparison`].
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub kind: OperandKind,
    /// Whether a `!` precedes it, which Jayway ignores in a comparison: `!@.a == 1` is `@.a == 1`.
    pub stray_not: bool,
}

/// The kind of an [`Operand`].
#[derive(Clone, Debug, PartialEq)]
pub enum OperandKind {
    /// The result of a path.
    Path(Path),
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A string in single or double quotes; WTF-8, escapes resolved.
    Text(Vec<u8>),
    /// An object or array as text, which is parsed when the filter is evaluated.
    Json(Vec<u8>),
    /// `/pattern/flags`.
    Pattern {
        /// The Java regular expression between the slashes, as written.
        pattern: Vec<u8>,
        /// Letters among `dixmsuU`.
        flags: Vec<u8>,
    },
}

/// An operator of a [`Comparison`]. Words are case-insensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `>=`
    GreaterOrEqual,
    /// `<=`
    LessOrEqual,
    /// `==`: a string and a number are equal if the string is that number.
    Equal,
    /// `===`: like `==`, but the types must be equal.
    SameEqual,
    /// `!=`
    NotEqual,
    /// `!==`
    SameNotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `=~`: the whole string matches a pattern.
    Matches,
    /// `nin`: not an element of.
    NotIn,
    /// `in`: an element of.
    In,
    /// `contains`: has an element or a substring.
    Contains,
    /// `all`. Jayway 2.9.0 cannot evaluate it with operands from a path's text; it is always false.
    All,
    /// `size`: length of a string or an array.
    Size,
    /// `exists`
    Exists,
    /// `type`. Jayway 2.9.0 supports it only in filters built in Java; it is always false.
    Type,
    /// `matches`. Jayway 2.9.0 supports it only in filters built in Java; it is always false.
    Predicate,
    /// `empty`: whether a string or an array is empty.
    Empty,
    /// `subsetof`: every element is in the other.
    SubsetOf,
    /// `anyof`: at least one element is in the other.
    AnyOf,
    /// `noneof`: no element is in the other.
    NoneOf,
}

impl Operator {
    /// Every operator with its text.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::GreaterOrEqual, ">="),
        (Self::LessOrEqual, "<="),
        (Self::Equal, "=="),
        (Self::SameEqual, "==="),
        (Self::NotEqual, "!="),
        (Self::SameNotEqual, "!=="),
        (Self::Less, "<"),
        (Self::Greater, ">"),
        (Self::Matches, "=~"),
        (Self::NotIn, "nin"),
        (Self::In, "in"),
        (Self::Contains, "contains"),
        (Self::All, "all"),
        (Self::Size, "size"),
        (Self::Exists, "exists"),
        (Self::Type, "type"),
        (Self::Predicate, "matches"),
        (Self::Empty, "empty"),
        (Self::SubsetOf, "subsetof"),
        (Self::AnyOf, "anyof"),
        (Self::NoneOf, "noneof"),
    ];

    /// The operator with this text, ignoring case.
    pub fn of_text(text: &str) -> Option<Self> {
        // Java compares the upper-case forms, so `ſize` is also `size`.
        let upper = text.to_uppercase();
        Self::ALL.iter().find(|(_, name)| name.to_ascii_uppercase() == upper).map(|&(operator, _)| operator)
    }

    /// The text of the operator.
    pub fn text(self) -> &'static str {
        Self::ALL.iter().find(|(operator, _)| *operator == self).map_or("", |&(_, text)| text)
    }
}
