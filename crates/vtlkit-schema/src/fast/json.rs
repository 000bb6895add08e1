//! The document of a body as input of `jsonschema`, without a copy.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{
    Array as ArrayNode, Json as Representation, JsonNumber, Node, NodeIdentity, Object as ObjectNode,
};
use serde_json::Value as SerdeValue;

use crate::json::{Array, Document, Elements, Json, Members, Number, Object, Type, has_duplicates};

/// The value representation of a [`Document`].
#[derive(Debug)]
pub(super) struct Arena;

impl Representation for Arena {
    type Node<'a> = Json<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = Option<Document<'static>>;

    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        Box::from(key)
    }

    fn with_string_node<T>(
        buffer: &mut Self::StringBuffer,
        string: &str,
        f: impl FnOnce(Json<'_>) -> T,
    ) -> T {
        f(buffer.insert(Document::of_string(string)).root())
    }
}

/// A number of a document.
pub(super) struct ArenaNumber<'a>(Number<'a>);

impl JsonNumber for ArenaNumber<'_> {
    fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Number::Int(value) => u64::try_from(value).ok(),
            Number::BigInt(text) => text.parse().ok(),
            Number::Double(_) => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Number::Int(value) => Some(value),
            Number::BigInt(_) | Number::Double(_) => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        Some(self.0.to_f64())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(self.0.to_string().parse().unwrap_or_else(|_| serde_json::Number::from(0)))
    }

    fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    fn is_written_as_integer(&self) -> bool {
        self.0.is_integer()
    }
}

impl<'a> Node<'a, Arena> for Json<'a> {
    type Object = Object<'a>;
    type Array = Array<'a>;
    type Number = ArenaNumber<'a>;

    fn as_object(&self) -> Option<Object<'a>> {
        Json::as_object(*self)
    }

    fn as_array(&self) -> Option<Array<'a>> {
        Json::as_array(*self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.as_str().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<ArenaNumber<'a>> {
        Json::as_number(*self).map(ArenaNumber)
    }

    fn as_boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_null(&self) -> bool {
        self.kind() == Type::Null
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            Type::Null => JsonType::Null,
            Type::Boolean => JsonType::Boolean,
            Type::Integer | Type::Number => JsonType::Number,
            Type::String => JsonType::String,
            Type::Array => JsonType::Array,
            Type::Object => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, SerdeValue> {
        // Only used for error texts of `jsonschema`, which are never read.
        Cow::Owned(SerdeValue::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let document: *const Document<'_> = self.document();
        Some(NodeIdentity::tagged(document.cast::<()>() as usize, self.id().index()))
    }
}

impl<'a> ObjectNode<'a, Arena> for Object<'a> {
    type Node = Json<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        Object::len(*self)
    }

    fn get(&self, key: &Box<str>) -> Option<Json<'a>> {
        Object::get(*self, key)
    }

    fn members(&self) -> Self::MembersIter {
        self.iter()
    }
}

impl<'a> ArrayNode<'a, Arena> for Array<'a> {
    type Node = Json<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        Array::len(*self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        has_duplicates(self.iter()) == Ok(false)
    }
}
