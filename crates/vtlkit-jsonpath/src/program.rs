//! A compiled path: flat tables that refer to each other by index.

use std::ops::Range;

use crate::Function;
use crate::ast::Operator;
use crate::regex::Pattern;
use vtlkit_java::Decimal;

/// The index of a token.
pub(crate) type TokenId = u32;
/// The index of a path: the main path, or one in a filter or an argument.
pub(crate) type PathId = u32;

/// No next token.
pub(crate) const NONE: TokenId = TokenId::MAX;

/// All tokens of a path and of the paths inside it.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) tokens: Vec<Token>,
    pub(crate) paths: Vec<PathInfo>,
    pub(crate) names: Vec<Box<[u8]>>,
    pub(crate) indexes: Vec<i32>,
    pub(crate) filters: Vec<Test>,
    pub(crate) calls: Vec<CallInfo>,
    pub(crate) arguments: Vec<ArgumentInfo>,
    /// Numbers in filters.
    pub(crate) numbers: Vec<Literal>,
    /// Strings in filters.
    pub(crate) texts: Vec<Box<[u8]>>,
    /// JSON in filters.
    pub(crate) literals: Vec<Box<[u8]>>,
    pub(crate) patterns: Vec<Pattern>,
    /// The whole path.
    pub(crate) main: PathId,
    /// Whether a function changes the document, so that results must not be reused.
    pub(crate) appends: bool,
    /// Whether the whole path consists of names and single indexes.
    pub(crate) simple: bool,
}

/// One step of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The next token. Some functions change it at run time.
    pub(crate) next: TokenId,
    /// Whether the tokens before it are definite, so that a value of the wrong type means that there is no result.
    pub(crate) upstream_definite: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Root,
    /// One member, by the number of its name.
    Name(u32),
    /// Two or more members, by the numbers of their names.
    Names(u32, u32),
    Wildcard,
    Index(i32),
    /// Two or more elements, by the range of their indexes.
    Indexes(u32, u32),
    SliceFrom(i32),
    SliceTo(i32),
    SliceBetween(i32, i32),
    Scan,
    Filter(u32),
    Call(u32),
}

/// A path of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathInfo {
    /// Its root token.
    pub(crate) root: TokenId,
    /// Whether it is definite.
    pub(crate) definite: bool,
    /// Whether it starts with `$`.
    pub(crate) from_document: bool,
    /// Whether it ends with a function.
    pub(crate) is_function: bool,
    /// The index in the second to last token, if that is a single index. Jayway keeps only the results of a deep scan
    /// at this index.
    pub(crate) index_before_last: Option<i32>,
}

/// One call of a function.
#[derive(Clone, Debug)]
pub(crate) struct CallInfo {
    /// `None` if there is no such function.
    pub(crate) function: Option<Function>,
    /// The number of its name.
    pub(crate) name: u32,
    /// The numbers of its arguments.
    pub(crate) arguments: Range<u32>,
}

#[derive(Clone, Debug)]
pub(crate) enum ArgumentInfo {
    Path(PathId),
    Json(Box<[u8]>),
}

/// The expression of a filter.
#[derive(Debug)]
pub(crate) enum Test {
    Any(Box<[Self]>),
    All(Box<[Self]>),
    Not(Box<Self>),
    Compare(Box<Compare>),
    Exists { path: PathId, wanted: bool },
}

#[derive(Debug)]
pub(crate) struct Compare {
    pub(crate) left: Side,
    pub(crate) operator: Operator,
    pub(crate) right: Side,
}

/// An operand of a comparison.
#[derive(Debug)]
pub(crate) enum Side {
    Path(PathId),
    Null,
    Bool(bool),
    /// The number of a number.
    Number(u32),
    /// The number of a string.
    Text(u32),
    /// The number of a JSON literal.
    Json(u32),
    /// The number of a pattern.
    Pattern(u32),
}

/// A number in a filter.
#[derive(Debug)]
pub(crate) struct Literal {
    pub(crate) exact: Decimal,
    /// The nearest double.
    pub(crate) near: f64,
    /// The number itself, if it is written as a whole one of 64 bits.
    pub(crate) integer: Option<i64>,
}

impl From<Decimal> for Literal {
    fn from(exact: Decimal) -> Self {
        Self { near: exact.approximate(), integer: exact.to_string().parse().ok(), exact }
    }
}

impl Program {
    pub(crate) fn name(&self, name: u32) -> &[u8] {
        self.names.get(name as usize).map_or(&[], |name| name)
    }

    pub(crate) fn names(&self, start: u32, end: u32) -> &[Box<[u8]>] {
        self.names.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(crate) fn indexes(&self, start: u32, end: u32) -> &[i32] {
        self.indexes.get(start as usize..end as usize).unwrap_or_default()
    }
}
