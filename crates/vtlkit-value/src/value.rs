/// A string on the heap: a byte range of the text buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Str {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Str {
    /// The length in bytes of WTF-8, not in UTF-16 code units.
    pub const fn byte_len(self) -> usize {
        self.len as usize
    }

    /// Whether the string is empty.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The bytes in `start..end` of this string; the caller cuts at character boundaries.
    #[must_use]
    pub const fn slice(self, start: usize, end: usize) -> Self {
        let end = if end as u32 > self.len { self.len } else { end as u32 };
        let start = if start as u32 > end { end } else { start as u32 };
        Self { start: self.start + start, len: end - start }
    }
}

/// A list on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListId(pub(crate) u32);

/// A map on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapId(pub(crate) u32);

/// Another object on the heap; see [`Object`](crate::Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectId(pub(crate) u32);

/// A Java value: 16 bytes, `Copy`.
///
/// Two containers are the same object if their handles are equal. [`Heap::equals`](crate::Heap::equals) is Java's
/// `equals`.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `java.lang.Boolean`.
    Bool(bool),
    /// `java.lang.Character`: one UTF-16 code unit, as returned by `charAt`.
    Char(u16),
    /// `java.lang.Integer`.
    Int(i32),
    /// `java.lang.Long`.
    Long(i64),
    /// `java.lang.Double`.
    Double(f64),
    /// `java.lang.Float`, as returned by `floatValue()`.
    Float(f32),
    /// `java.lang.Short`, as returned by `shortValue()`.
    Short(i16),
    /// `java.lang.Byte`, as returned by `byteValue()` and contained in `byte[]`.
    Byte(i8),
    /// `java.math.BigInteger`, as decimal digits with a leading `-` if negative.
    BigInteger(Str),
    /// `java.math.BigDecimal`, as its `toString()`.
    BigDecimal(Str),
    /// `java.lang.String`.
    Str(Str),
    /// A list or an array; its [`ListKind`](crate::ListKind) says which.
    List(ListId),
    /// A map; its [`MapKind`](crate::MapKind) says which.
    Map(MapId),
    /// A map entry, a view of a map, an iterator, or an object defined elsewhere.
    Object(ObjectId),
    /// An object that the host of the evaluator provides, such as `$input`; the host defines what the number means.
    Root(u8),
}

/// The Java class of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// No value.
    Null,
    /// `java.lang.Boolean`.
    Boolean,
    /// `java.lang.Character`.
    Character,
    /// `java.lang.Integer`.
    Integer,
    /// `java.lang.Long`.
    Long,
    /// `java.lang.Double`.
    Double,
    /// `java.lang.Float`.
    Float,
    /// `java.lang.Short`.
    Short,
    /// `java.lang.Byte`.
    Byte,
    /// `java.math.BigInteger`.
    BigInteger,
    /// `java.math.BigDecimal`.
    BigDecimal,
    /// `java.lang.String`.
    String,
    /// `java.util.ArrayList`.
    ArrayList,
    /// json-smart's `JSONArray`, which prints as JSON.
    JsonArray,
    /// A view of a list, as returned by `subList`.
    SubList,
    /// `java.lang.String[]`.
    StringArray,
    /// `java.lang.Object[]`.
    ObjectArray,
    /// `java.math.BigInteger[]`.
    BigIntegerArray,
    /// `java.math.BigDecimal[]`.
    BigDecimalArray,
    /// `char[]`.
    CharArray,
    /// `byte[]`.
    ByteArray,
    /// An immutable list, as returned by `List.of`.
    ImmutableList,
    /// `java.util.LinkedHashMap` and other maps.
    Map,
    /// Anything else.
    Object,
}

impl Type {
    /// The simple name of the Java class, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "Boolean",
            Self::Character => "Character",
            Self::Integer => "Integer",
            Self::Long => "Long",
            Self::Double => "Double",
            Self::Float => "Float",
            Self::Short => "Short",
            Self::Byte => "Byte",
            Self::BigInteger => "BigInteger",
            Self::BigDecimal => "BigDecimal",
            Self::String => "String",
            Self::ArrayList | Self::SubList | Self::ImmutableList => "List",
            Self::JsonArray => "JSONArray",
            Self::StringArray => "String[]",
            Self::ObjectArray => "Object[]",
            Self::BigIntegerArray => "BigInteger[]",
            Self::BigDecimalArray => "BigDecimal[]",
            Self::CharArray => "char[]",
            Self::ByteArray => "byte[]",
            Self::Map => "Map",
            Self::Object => "Object",
        }
    }
}

impl Value {
    /// Whether this is `null`.
    pub const fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether this is a `java.lang.Number`.
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Int(_)
                | Self::Long(_)
                | Self::Double(_)
                | Self::Float(_)
                | Self::Short(_)
                | Self::Byte(_)
                | Self::BigInteger(_)
                | Self::BigDecimal(_)
        )
    }
}

const _: () = assert!(size_of::<Value>() == 16);
