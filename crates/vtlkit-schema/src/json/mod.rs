//! JSON as Jackson's `ObjectMapper` reads it, with the span of every value.
//!
//! A [`Document`] is a flat table of values: no allocation per value, and no recursion to read, compare or drop it, so
//! nesting only costs memory. Numbers keep what the validator's messages depend on: whether they were written as
//! integers, and their digits if they fit no machine integer.

mod containers;
mod equality;
mod number;
mod reader;
mod text;
mod types;

use std::borrow::Cow;

use vtlkit_text::Span;

pub(crate) use containers::{Array, Object};
#[cfg(feature = "fast")]
pub(crate) use containers::{Elements, Members};
pub(crate) use equality::{JsonSet, NotFinite, equal, has_duplicates};
pub(crate) use number::{Number, is_multiple_of};
pub(crate) use reader::read;
pub(crate) use text::write_strings;
pub(crate) use types::{Type, TypeSet};

/// Maximum nesting of a text: Jackson's own default.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// Maximum length of a number, in characters.
pub(crate) const MAX_NUMBER: usize = 100_000;

/// Maximum size of an object for linear lookup; larger ones have a sorted index.
const LINEAR_LOOKUP: usize = 16;

/// The index of a value in its [`Document`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    /// The root of the document.
    pub(crate) const ROOT: Self = Self(0);

    /// The index, for tables parallel to the document.
    pub(crate) const fn index(self) -> u32 {
        self.0
    }
}

/// The characters of a string: a range of the text, or of the decoded strings if it has escapes.
#[derive(Clone, Copy, Debug)]
struct StrRef {
    start: u32,
    /// The length, with the top bit set if `start` refers to `unescaped`.
    len: u32,
}

const UNESCAPED: u32 = 1 << 31;

/// A range of `elements` or `members`.
#[derive(Clone, Copy, Debug)]
struct Slice {
    start: u32,
    len: u32,
}

#[derive(Clone, Copy, Debug)]
enum Stored {
    Null,
    Bool(bool),
    /// An integer that fits in 64 bits.
    Int(i64),
    /// An integer that does not; its digits are in the text.
    BigInt,
    /// A number with a fraction or an exponent.
    Double(f64),
    String(StrRef),
    Array(Slice),
    Object(Slice),
}

#[derive(Clone, Copy, Debug)]
struct Node {
    span: Span,
    stored: Stored,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    name: StrRef,
    name_span: Span,
    value: NodeId,
}

/// A JSON text with its values.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    text: Cow<'t, str>,
    unescaped: String,
    nodes: Vec<Node>,
    elements: Vec<NodeId>,
    members: Vec<Member>,
    /// For each object above [`LINEAR_LOOKUP`], by start of its members: their indexes sorted by name.
    sorted: Vec<(u32, Vec<u32>)>,
    depth: usize,
    has_infinity: bool,
    has_coded: bool,
}

/// A value with its document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'d> {
    doc: &'d Document<'d>,
    id: NodeId,
}

/// The content of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'d> {
    Null,
    Bool(bool),
    Number(Number<'d>),
    String(&'d str),
    Array(Array<'d>),
    Object(Object<'d>),
}

impl Document<'_> {
    /// The root value.
    pub(crate) fn root(&self) -> Json<'_> {
        self.json(NodeId::ROOT)
    }

    /// The total number of values.
    pub(crate) const fn count(&self) -> usize {
        self.nodes.len()
    }

    /// The value with an id of this document.
    pub(crate) fn json(&self, id: NodeId) -> Json<'_> {
        Json { doc: self, id }
    }

    /// The nesting depth of containers; 0 for a scalar.
    pub(crate) const fn depth(&self) -> usize {
        self.depth
    }

    /// Whether a number is too large for a double. The validator throws when it compares such a number.
    pub(crate) const fn has_infinity(&self) -> bool {
        self.has_infinity
    }

    /// Whether a string contains an encoded character (`java::ESCAPE`), so that its characters are not those of the
    /// Rust string.
    pub(crate) const fn has_coded(&self) -> bool {
        self.has_coded
    }

    /// A document of one string, to validate a name like a value.
    pub(crate) fn of_string(string: &str) -> Document<'static> {
        Document {
            nodes: vec![Node {
                span: Span::new(0, string.len()),
                stored: Stored::String(StrRef { start: 0, len: string.len() as u32 & !UNESCAPED }),
            }],
            text: Cow::Owned(string.to_owned()),
            unescaped: String::new(),
            elements: Vec::new(),
            members: Vec::new(),
            sorted: Vec::new(),
            depth: 0,
            has_infinity: false,
            has_coded: false,
        }
    }

    /// The document with its text copied.
    pub(crate) fn into_owned(self) -> Document<'static> {
        Document { text: Cow::Owned(self.text.into_owned()), ..self }
    }

    fn string(&self, string: StrRef) -> &str {
        let start = string.start as usize;
        let len = (string.len & !UNESCAPED) as usize;
        let from = if string.len & UNESCAPED == 0 { &*self.text } else { &*self.unescaped };
        from.get(start..start + len).unwrap_or_default()
    }
}

impl<'d> Json<'d> {
    pub(crate) const fn id(self) -> NodeId {
        self.id
    }

    pub(crate) fn document(self) -> &'d Document<'d> {
        self.doc
    }

    fn stored(self) -> Stored {
        self.doc.nodes.get(self.id.0 as usize).map_or(Stored::Null, |node| node.stored)
    }

    /// The span of the value in the text.
    pub(crate) fn span(self) -> Span {
        self.doc.nodes.get(self.id.0 as usize).map_or(Span::at(0), |node| node.span)
    }

    pub(crate) fn value(self) -> Value<'d> {
        match self.stored() {
            Stored::Null => Value::Null,
            Stored::Bool(value) => Value::Bool(value),
            Stored::Int(value) => Value::Number(Number::Int(value)),
            Stored::BigInt => Value::Number(Number::BigInt(self.span().text(&self.doc.text))),
            Stored::Double(value) => Value::Number(Number::Double(value)),
            Stored::String(string) => Value::String(self.doc.string(string)),
            Stored::Array(slice) => Value::Array(Array { doc: self.doc, slice }),
            Stored::Object(slice) => Value::Object(Object { doc: self.doc, slice }),
        }
    }

    /// The type in the validator's terms: a number with a fraction or an exponent is not an integer.
    pub(crate) fn kind(self) -> Type {
        match self.stored() {
            Stored::Null => Type::Null,
            Stored::Bool(_) => Type::Boolean,
            Stored::Int(_) | Stored::BigInt => Type::Integer,
            Stored::Double(_) => Type::Number,
            Stored::String(_) => Type::String,
            Stored::Array(_) => Type::Array,
            Stored::Object(_) => Type::Object,
        }
    }

    pub(crate) fn as_str(self) -> Option<&'d str> {
        match self.stored() {
            Stored::String(string) => Some(self.doc.string(string)),
            _ => None,
        }
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.stored() {
            Stored::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn as_number(self) -> Option<Number<'d>> {
        match self.value() {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn as_array(self) -> Option<Array<'d>> {
        match self.stored() {
            Stored::Array(slice) => Some(Array { doc: self.doc, slice }),
            _ => None,
        }
    }

    /// The elements of an array; empty for other types.
    pub(crate) fn elements(self) -> impl Iterator<Item = Json<'d>> {
        self.as_array().into_iter().flat_map(Array::iter)
    }

    /// The members of an object; empty for other types.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'d str, Json<'d>)> {
        self.as_object().into_iter().flat_map(Object::iter)
    }

    pub(crate) fn as_object(self) -> Option<Object<'d>> {
        match self.stored() {
            Stored::Object(slice) => Some(Object { doc: self.doc, slice }),
            _ => None,
        }
    }

    /// A member of an object; `None` if it is missing or for other types.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }
}
