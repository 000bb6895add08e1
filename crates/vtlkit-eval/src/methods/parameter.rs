//! Types of parameters, and their order by specificity.

use vtlkit_value::{Heap, ListKind, Object, Value};

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A primitive `byte`: a Byte.
    Byte,
    /// A primitive `short`: a Byte or a Short.
    Short,
    /// A primitive `int`: a Byte, a Short or an Integer.
    Int,
    /// A primitive `long`: any integer except `BigInteger`.
    Long,
    /// A primitive `float`: a Float, or any integer except `BigInteger`.
    Float,
    /// A primitive `double`: any number except `BigInteger` and `BigDecimal`.
    Double,
    /// A primitive `boolean`.
    Boolean,
    /// A primitive `char`.
    Char,
    /// `String`.
    String,
    /// `CharSequence`: here a String too.
    CharSequence,
    /// `Integer`.
    Integer,
    /// `Long`, the class.
    LongObject,
    /// `Double`, the class.
    DoubleObject,
    /// `Float`, the class.
    FloatObject,
    /// `Short`, the class.
    ShortObject,
    /// `Byte`, the class.
    ByteObject,
    /// `Boolean`, the class.
    BooleanObject,
    /// `Character`, the class.
    Character,
    /// `BigInteger`.
    BigInteger,
    /// `BigDecimal`.
    BigDecimal,
    /// `List`.
    List,
    /// `Collection`: a list or a view of a map.
    Collection,
    /// `Iterable`: a list or a view of a map.
    Iterable,
    /// `Map`.
    Map,
    /// `Object[]`: an array, or variadic arguments.
    Objects,
    /// `CharSequence[]`: an array of strings, or variadic arguments.
    CharSequences,
    /// `char[]`: an array of characters, or variadic arguments.
    Chars,
    /// A class of which templates have no objects, by name: only null can be passed.
    Foreign(&'static str),
    /// Anything.
    Object,
}

impl Parameter {
    /// The Java type, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Char => "char",
            Self::String => "String",
            Self::CharSequence => "CharSequence",
            Self::Integer => "Integer",
            Self::LongObject => "Long",
            Self::DoubleObject => "Double",
            Self::FloatObject => "Float",
            Self::ShortObject => "Short",
            Self::ByteObject => "Byte",
            Self::BooleanObject => "Boolean",
            Self::Character => "Character",
            Self::BigInteger => "BigInteger",
            Self::BigDecimal => "BigDecimal",
            Self::List => "List",
            Self::Collection => "Collection",
            Self::Iterable => "Iterable",
            Self::Map => "Map",
            Self::Objects => "Object...",
            Self::CharSequences => "CharSequence...",
            Self::Chars => "char...",
            Self::Foreign(name) => name,
            Self::Object => "Object",
        }
    }

    const fn is_primitive(self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::Short
                | Self::Int
                | Self::Long
                | Self::Float
                | Self::Double
                | Self::Boolean
                | Self::Char
        )
    }

    /// The element type of an array; `None` for other types.
    pub(super) const fn element(self) -> Option<Self> {
        match self {
            Self::Objects => Some(Self::Object),
            Self::CharSequences => Some(Self::CharSequence),
            Self::Chars => Some(Self::Char),
            _ => None,
        }
    }

    /// The class of array for variadic arguments.
    pub(super) const fn array_kind(self) -> ListKind {
        match self {
            Self::CharSequences => ListKind::Strings,
            Self::Chars => ListKind::Chars,
            _ => ListKind::Objects,
        }
    }

    /// Whether a value can be passed. Null fits every class but no primitive type.
    pub(super) fn takes(self, heap: &Heap, value: Value) -> bool {
        let kind = |value| if let Value::List(list) = value { Some(heap.list(list).kind) } else { None };
        let is_list = |value| kind(value).is_some_and(|kind| !kind.is_array());
        match (self, value) {
            (_, Value::Null) => !self.is_primitive(),
            (Self::Object, _)
            | (Self::Int | Self::Integer, Value::Int(_))
            | (Self::Long | Self::Float | Self::Double, Value::Int(_) | Value::Long(_))
            | (Self::LongObject, Value::Long(_))
            | (Self::Double | Self::DoubleObject, Value::Double(_))
            | (Self::Float | Self::Double | Self::FloatObject, Value::Float(_))
            | (
                Self::Short | Self::Int | Self::Long | Self::Float | Self::Double | Self::ShortObject,
                Value::Short(_),
            )
            | (
                Self::Byte
                | Self::Short
                | Self::Int
                | Self::Long
                | Self::Float
                | Self::Double
                | Self::ByteObject,
                Value::Byte(_),
            )
            | (Self::Boolean | Self::BooleanObject, Value::Bool(_))
            | (Self::Char | Self::Character, Value::Char(_))
            | (Self::String | Self::CharSequence, Value::Str(_))
            | (Self::BigInteger, Value::BigInteger(_))
            | (Self::BigDecimal, Value::BigDecimal(_))
            | (Self::Map, Value::Map(_)) => true,
            (Self::Objects, _) => kind(value)
                .is_some_and(|kind| kind.is_array() && !matches!(kind, ListKind::Chars | ListKind::Bytes)),
            (Self::CharSequences, _) => kind(value) == Some(ListKind::Strings),
            (Self::Chars, _) => kind(value) == Some(ListKind::Chars),
            (Self::Collection | Self::Iterable, Value::Object(object)) => {
                matches!(heap.object(object), Object::View { .. })
            }
            (Self::List | Self::Collection | Self::Iterable, _) => is_list(value),
            _ => false,
        }
    }

    /// Whether the boxed class of the parameter is exactly the class of the value. Velocity uses `Object` as the class
    /// of null.
    pub(super) fn is_class_of(self, heap: &Heap, value: Value) -> bool {
        let kind = |list| heap.list(list).kind;
        match (self, value) {
            (Self::Int | Self::Integer, Value::Int(_))
            | (Self::Long | Self::LongObject, Value::Long(_))
            | (Self::Double | Self::DoubleObject, Value::Double(_))
            | (Self::Float | Self::FloatObject, Value::Float(_))
            | (Self::Short | Self::ShortObject, Value::Short(_))
            | (Self::Byte | Self::ByteObject, Value::Byte(_))
            | (Self::Boolean | Self::BooleanObject, Value::Bool(_))
            | (Self::Char | Self::Character, Value::Char(_))
            | (Self::String, Value::Str(_))
            | (Self::BigInteger, Value::BigInteger(_))
            | (Self::BigDecimal, Value::BigDecimal(_))
            | (Self::Object, Value::Null) => true,
            (Self::Objects, Value::List(list)) => kind(list) == ListKind::Objects,
            (Self::Chars, Value::List(list)) => kind(list) == ListKind::Chars,
            _ => false,
        }
    }

    /// Whether an argument of type `other` could be passed, so that this is the wider type. `last` says that both are
    /// the last parameter, where an array is as wide as its element type.
    pub(super) fn is_wider(self, other: Self, last: bool) -> bool {
        let direct = match (self, other) {
            (Self::Object, other) => !other.is_primitive(),
            (Self::CharSequence, Self::String)
            | (Self::Iterable, Self::Collection | Self::List)
            | (Self::Collection, Self::List)
            | (Self::Objects, Self::CharSequences)
            | (Self::Short, Self::Byte)
            | (Self::Int, Self::Byte | Self::Short)
            | (Self::Long, Self::Byte | Self::Short | Self::Int)
            | (Self::Float, Self::Byte | Self::Short | Self::Int | Self::Long)
            | (Self::Double, Self::Byte | Self::Short | Self::Int | Self::Long | Self::Float) => true,
            _ => self == other,
        };
        direct
            || last
                && self
                    .element()
                    .is_some_and(|element| element.is_wider(other.element().unwrap_or(other), false))
    }
}
