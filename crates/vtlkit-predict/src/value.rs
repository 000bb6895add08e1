//! Symbolic values.

use std::cell::RefCell;
use std::rc::Rc;

use vtlkit_text::Span;

use super::calculation::Calculation;
use super::function::Function;
use super::origin::{Origin, Part, Step};
use super::query::Query;

/// A symbolic value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A missing value, which prints nothing.
    Nothing,
    Text(Rc<str>),
    Number(i64),
    /// A number with a fraction, as it prints.
    Fraction(Rc<str>),
    Bool(bool),
    /// A value of the request.
    External(Origin),
    /// Its JSON text.
    Json(Origin),
    /// The values at a path in each element of a list: `$.list[*].name`.
    Spread {
        list: Origin,
        rest: Vec<Step>,
        /// Whether it is their JSON text.
        json: bool,
    },
    /// The result of another indefinite JSONPath.
    Query(Rc<Query>),
    /// The text of the payload.
    Raw,
    /// The result of `escapeJavaScript`.
    Escaped {
        inner: Rc<Value>,
        /// The end of the call, if it is in the template itself.
        end: Option<usize>,
        /// Whether the call is outside of a string literal.
        plain: bool,
        /// Whether `\'` was replaced by `'`.
        repaired: bool,
    },
    /// The result of a function for a string; missing for other values.
    Made {
        inner: Rc<Value>,
        by: Rc<Function>,
        /// Arguments that depend on the request.
        given: Rc<[Value]>,
    },
    /// The result of arithmetic with an operand that depends on the request.
    Calculated(Rc<Calculation>),
    Concat(Rc<[Value]>),
    List(Rc<RefCell<Vec<Value>>>),
    Map(Rc<RefCell<Vec<(String, Value)>>>),
    /// All parameters.
    Params,
    /// The parameters of one part.
    ParamMap(Part),
    /// All stage variables.
    Stages,
    /// An entry of a map.
    Entry(Rc<Value>, Rc<Value>),
    /// A block of `#define`, by its index.
    Block(usize),
    /// Anything else.
    Unknown,
}

impl Value {
    /// Whether it is concatenated: its parts have sinks of their own.
    pub(crate) fn is_composed(&self) -> bool {
        match self {
            Self::Concat(_) => true,
            // A cut leaves the rest of the JSON.
            Self::Made { inner, by, .. } if matches!(**inner, Self::Json(_) | Self::Raw) => by.is_text(),
            Self::Made { inner, .. } => inner.is_composed(),
            _ => false,
        }
    }
}

impl Value {
    /// Whether it is a string computed from one unescaped value: it can be escaped as a whole.
    pub(crate) fn is_plainly_made(&self) -> bool {
        match self {
            Self::Made { inner, by, .. } if by.may_be_text() && !by.escapes() => {
                matches!(**inner, Self::External(_) | Self::Json(_) | Self::Raw) || inner.is_plainly_made()
            }
            _ => false,
        }
    }
}

/// The result of a function.
pub(crate) fn made(value: Value, by: Function) -> Value {
    Value::Made { inner: value.into(), by: by.into(), given: Rc::new([]) }
}

/// The value as a variable holds it: a missing value becomes the empty string, which has methods.
pub(crate) fn in_variable(value: Value) -> Value {
    match value {
        Value::Nothing => Value::Text("".into()),
        Value::Made { inner, by, given } => Value::Made { inner, by: by.kept().into(), given },
        value => value,
    }
}

/// A piece of output.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) value: Value,
    /// The span in the template that prints it.
    pub(crate) span: Span,
    /// Whether it is a reference in the template itself, not in a string literal.
    pub(crate) is_reference: bool,
    /// The loop that prints it.
    pub(crate) within: Option<Span>,
    /// Whether that loop is in its last iteration.
    pub(crate) last: bool,
    /// The innermost loop around it that is not in its first iteration.
    pub(crate) again: Option<Span>,
    /// Whether it prints only white space.
    pub(crate) blank: bool,
}
