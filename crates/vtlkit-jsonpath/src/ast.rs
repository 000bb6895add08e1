//! The parts of a path, each with the place it was written at.
//!
//! A tree is what [`JsonPath::tree`](crate::JsonPath::tree) gives; linters and editors read it. Names and
//! literals are WTF-8: the bytes of Java's strings, which may hold a lone surrogate after an escape such as
//! `\ud800`.

use vtlkit_text::Span;

use vtlkit_java::Decimal;

/// A whole path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// From the root to the end of the last segment.
    pub span: Span,
    /// What the path starts at.
    pub root: Root,
    /// The steps from there, in order.
    pub segments: Vec<Segment>,
}

/// What a path starts at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`, the document.
    Document,
    /// `@`, the item a filter looks at; outside a filter the document.
    Item,
    /// Nothing was written: `a.b` stands for `$.a.b`.
    Implied,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// From its dot or bracket to its end.
    pub span: Span,
    /// What it does.
    pub kind: SegmentKind,
}

/// What a [`Segment`] does.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentKind {
    /// `.name`, `['name']` or `['a', 'b']`: members of an object. There is at least one name.
    Names(Vec<Name>),
    /// `.*` or `[*]`: all members or elements.
    Wildcard,
    /// `[0]`, `[-1]` or `[0, 2]`: elements of an array. There is at least one index.
    Indexes(Vec<i32>),
    /// `[1:3]`, `[2:]` or `[:-1]`: a run of elements; a third number is read over, as Jayway does.
    Slice {
        /// Where the run starts; a negative number counts from the end if `to` is not given.
        from: Option<i32>,
        /// Before which element it ends.
        to: Option<i32>,
    },
    /// `..`: the next segment is tried on everything below.
    DeepScan,
    /// `[?(…)]`: the elements for which the expression holds.
    Filter(Expr),
    /// `.length()`, `.concat($.a, "b")`: a function of what was found so far.
    Function(Call),
}

/// A name of a member or a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as written, without its quotes.
    pub span: Span,
    /// The name meant: escapes are resolved. WTF-8.
    pub text: Vec<u8>,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called; [`Function::of_name`](crate::Function::of_name) tells whether there is such a function.
    pub name: Name,
    /// What it is called with.
    pub arguments: Vec<Argument>,
}

/// An argument of a [`Call`].
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A path, evaluated on the document.
    Path(Path),
    /// JSON text, read when the function is called.
    Json {
        /// Where it is written.
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
    /// `@.a`, or `!@.a` when `negated`: whether the path finds something.
    Exists {
        /// The path.
        path: Path,
        /// Whether nothing is to be found.
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
    /// Where the operator is written.
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
    /// Whether a `!` stands before it, which Jayway reads over in a comparison: `!@.a == 1` is `@.a == 1`.
    pub stray_not: bool,
}

/// What an [`Operand`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum OperandKind {
    /// The value a path leads to.
    Path(Path),
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A string in single or double quotes; WTF-8, escapes resolved.
    Text(Vec<u8>),
    /// An object or array, as text: it is read when the filter is evaluated.
    Json(Vec<u8>),
    /// `/pattern/flags`.
    Pattern {
        /// The Java regular expression between the slashes, as written.
        pattern: Vec<u8>,
        /// Letters among `dixmsuU`.
        flags: Vec<u8>,
    },
}

/// An operator of a [`Comparison`]. Words may be written in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `>=`
    GreaterOrEqual,
    /// `<=`
    LessOrEqual,
    /// `==`: a string and a number are equal if they say the same.
    Equal,
    /// `===`: like `==`, of operands of one type.
    SameEqual,
    /// `!=`
    NotEqual,
    /// `!==`
    SameNotEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `=~`: the whole text matches a pattern.
    Matches,
    /// `nin`: not an element of.
    NotIn,
    /// `in`: an element of.
    In,
    /// `contains`: has as an element or as a part of its text.
    Contains,
    /// `all`. Jayway 2.9.0 cannot evaluate it on anything a path text can say; it never holds.
    All,
    /// `size`: length of a string or an array.
    Size,
    /// `exists`
    Exists,
    /// `type`. Jayway 2.9.0 knows it only in filters built in Java; it never holds.
    Type,
    /// `matches`. Jayway 2.9.0 knows it only in filters built in Java; it never holds.
    Predicate,
    /// `empty`: whether a string or an array has nothing in it.
    Empty,
    /// `subsetof`: every element is in the other.
    SubsetOf,
    /// `anyof`: at least one element is in the other.
    AnyOf,
    /// `noneof`: no element is in the other.
    NoneOf,
}

impl Operator {
    /// Every operator with the way it is written.
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

    /// The operator written so, in whatever case.
    pub fn of_text(text: &str) -> Option<Self> {
        // Java compares the upper-case forms, so that even `ſize` is `size`.
        let upper = text.to_uppercase();
        Self::ALL.iter().find(|(_, name)| name.to_ascii_uppercase() == upper).map(|&(operator, _)| operator)
    }

    /// How the operator is written.
    pub fn text(self) -> &'static str {
        Self::ALL.iter().find(|(operator, _)| *operator == self).map_or("", |&(_, text)| text)
    }
}
