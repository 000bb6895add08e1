//! JSON as Jackson's `ObjectMapper` reads it, with the place of every value in its text.
//!
//! A [`Document`] is a flat table of values: no allocation a value, no recursion to read, compare or drop it, so
//! nesting costs nothing but memory. Numbers keep what the validator's words depend on: whether they were written
//! as integers, and their digits when they fit no machine integer.

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

/// The deepest nesting a text may have; Jackson's own limit since it has one.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// The longest number, in characters.
pub(crate) const MAX_NUMBER: usize = 100_000;

/// Objects above this size are looked up through their sorted names.
const LINEAR_LOOKUP: usize = 16;

/// The place of a value in its [`Document`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    /// The document's own value.
    pub(crate) const ROOT: Self = Self(0);

    /// The number behind the id, for tables beside the document.
    pub(crate) const fn index(self) -> u32 {
        self.0
    }
}

/// Where a string's characters are: in the text, or among the strings that had escapes.
#[derive(Clone, Copy, Debug)]
struct StrRef {
    start: u32,
    /// The length, with the top bit set when `start` counts in `unescaped`.
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
    /// An integer that fits.
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

/// A JSON text and its values.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    text: Cow<'t, str>,
    unescaped: String,
    nodes: Vec<Node>,
    elements: Vec<NodeId>,
    members: Vec<Member>,
    /// For each object above [`LINEAR_LOOKUP`], by the start of its members: their numbers sorted by name.
    sorted: Vec<(u32, Vec<u32>)>,
    depth: usize,
    has_infinity: bool,
    has_coded: bool,
}

/// A value and the document it is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json<'d> {
    doc: &'d Document<'d>,
    id: NodeId,
}

/// What a value is.
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
    /// The document's own value.
    pub(crate) fn root(&self) -> Json<'_> {
        self.json(NodeId::ROOT)
    }

    /// How many values it has in all.
    pub(crate) const fn count(&self) -> usize {
        self.nodes.len()
    }

    /// The value with an id of this document.
    pub(crate) fn json(&self, id: NodeId) -> Json<'_> {
        Json { doc: self, id }
    }

    /// How deep the containers nest; 0 for a document without one.
    pub(crate) const fn depth(&self) -> usize {
        self.depth
    }

    /// Whether a number is too large for a double. Comparing it throws in the validator.
    pub(crate) const fn has_infinity(&self) -> bool {
        self.has_infinity
    }

    /// Whether a string has a lone surrogate or what codes it (`java::ESCAPE`): its characters are then not those of
    /// the Rust string.
    pub(crate) const fn has_coded(&self) -> bool {
        self.has_coded
    }

    /// The document of one string, for a name that is to be checked like a value.
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

    /// The document with its text copied, so that it can outlive the caller's.
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

    /// Where the value stands in the text.
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

    /// The type by the validator's names: a number written with a fraction or an exponent is no integer.
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

    /// The elements of an array; of anything else none.
    pub(crate) fn elements(self) -> impl Iterator<Item = Json<'d>> {
        self.as_array().into_iter().flat_map(Array::iter)
    }

    /// The members of an object; of anything else none.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'d str, Json<'d>)> {
        self.as_object().into_iter().flat_map(Object::iter)
    }

    pub(crate) fn as_object(self) -> Option<Object<'d>> {
        match self.stored() {
            Stored::Object(slice) => Some(Object { doc: self.doc, slice }),
            _ => None,
        }
    }

    /// The member of an object; nothing when this is no object or has no such member.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }
}
