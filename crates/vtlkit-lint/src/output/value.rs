//! What a reference can hold during an abstract run.

use std::cell::RefCell;
use std::rc::Rc;

use vtlkit_text::Span;

use super::calculation::Calculation;
use super::function::Function;
use super::query::Query;
use super::source::{Part, Source, Step};

/// A value of an abstract run.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A missing value: the empty text.
    Nothing,
    Text(Rc<str>),
    Number(i64),
    /// A number with a fraction, as it prints.
    Fraction(Rc<str>),
    Bool(bool),
    /// A value of the request.
    External(Source),
    /// Its JSON text.
    Json(Source),
    /// The values at a place in each element of a list: `$.list[*].name`.
    Spread {
        list: Source,
        rest: Vec<Step>,
        /// Whether it is the JSON text of them.
        json: bool,
    },
    /// What a JSONPath finds that names many places otherwise.
    Query(Rc<Query>),
    /// The payload's text.
    Raw,
    /// The result of `escapeJavaScript`.
    Escaped {
        inner: Rc<Value>,
        /// Where the call ends, if the template itself holds it.
        end: Option<usize>,
        /// Whether the call stands in no string.
        plain: bool,
        /// Whether `\'` became `'` again.
        repaired: bool,
    },
    /// What a function makes of a text; nothing of what is no text.
    Made {
        inner: Rc<Value>,
        by: Rc<Function>,
        /// Arguments that depend on the request.
        given: Rc<[Value]>,
    },
    /// A sum, difference, product, quotient or remainder of which a part depends on the request.
    Calculated(Rc<Calculation>),
    Concat(Rc<[Value]>),
    List(Rc<RefCell<Vec<Value>>>),
    Map(Rc<RefCell<Vec<(String, Value)>>>),
    /// All parameters.
    Params,
    /// The parameters of a part.
    ParamMap(Part),
    /// All stage variables.
    Stages,
    /// A pair of a map.
    Entry(Rc<Value>, Rc<Value>),
    /// A block of `#define`, by its number.
    Block(usize),
    /// Anything else.
    Unknown,
}

impl Value {
    /// Whether it is put together of texts: what it is made of lands here and there in it.
    pub(crate) fn is_composed(&self) -> bool {
        match self {
            Self::Concat(_) => true,
            // JSON that is cut goes on behind the cut.
            Self::Made { inner, by, .. } if matches!(**inner, Self::Json(_) | Self::Raw) => by.is_text(),
            Self::Made { inner, .. } => inner.is_composed(),
            _ => false,
        }
    }
}

impl Value {
    /// Whether functions have made a text of one value that is not escaped: it can be escaped as a whole.
    pub(crate) fn is_plainly_made(&self) -> bool {
        match self {
            Self::Made { inner, by, .. } if by.may_be_text() && !by.escapes() => {
                matches!(**inner, Self::External(_) | Self::Json(_) | Self::Raw) || inner.is_plainly_made()
            }
            _ => false,
        }
    }
}

/// What a function makes of a value.
pub(crate) fn made(value: Value, by: Function) -> Value {
    Value::Made { inner: value.into(), by: by.into(), given: Rc::new([]) }
}

/// A value as a variable holds it: nothing is the empty text there, which has methods.
pub(crate) fn in_variable(value: Value) -> Value {
    match value {
        Value::Nothing => Value::Text("".into()),
        Value::Made { inner, by, given } => Value::Made { inner, by: by.kept().into(), given },
        value => value,
    }
}

/// A piece of the output of a run.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) value: Value,
    /// Where in the template it is made.
    pub(crate) span: Span,
    /// Whether it is a reference that the template itself holds, and not a string in it.
    pub(crate) hole: bool,
    /// The loop it is made in.
    pub(crate) within: Option<Span>,
    /// Whether that loop is in its last round.
    pub(crate) last: bool,
    /// The innermost loop around it that is not in its first round.
    pub(crate) again: Option<Span>,
    /// Whether it prints nothing but blanks.
    pub(crate) blank: bool,
}
