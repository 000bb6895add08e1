/// A string on the heap: a range of the text buffer, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Str {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Str {
    /// The length in bytes of WTF-8, not in Java's UTF-16 units.
    pub const fn byte_len(self) -> usize {
        self.len as usize
    }

    /// Whether the string is empty.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The part from byte `start` up to byte `end` of this string; the caller cuts between characters.
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

/// A value as Java has it: 16 bytes, copied freely.
///
/// Two containers are the same object when their handles are equal. Two values are equal as Java's `equals` has
/// it when [`Heap::equals`](crate::Heap::equals) says so.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `java.lang.Boolean`.
    Bool(bool),
    /// `java.lang.Character`: one UTF-16 code unit, what `charAt` gives.
    Char(u16),
    /// `java.lang.Integer`.
    Int(i32),
    /// `java.lang.Long`.
    Long(i64),
    /// `java.lang.Double`.
    Double(f64),
    /// `java.lang.Float`, what `floatValue()` gives.
    Float(f32),
    /// `java.lang.Short`, what `shortValue()` gives.
    Short(i16),
    /// `java.lang.Byte`, what `byteValue()` gives and `byte[]` holds.
    Byte(i8),
    /// `java.math.BigInteger`, as its decimal digits with a `-` in front where it is negative.
    BigInteger(Str),
    /// `java.math.BigDecimal`, as its `toString()`.
    BigDecimal(Str),
    /// `java.lang.String`.
    Str(Str),
    /// A list or an array; its [`ListKind`](crate::ListKind) says which.
    List(ListId),
    /// A map; its [`MapKind`](crate::MapKind) says which.
    Map(MapId),
    /// A map entry, a view of a map, an iterator, or something of the engine's own.
    Object(ObjectId),
    /// An object the engine's host brings in, such as `$input`: the host knows what the number means.
    Root(u8),
}

/// The kind of a value, as its Java class.
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
    /// json-smart's list, which prints as JSON.
    JsonArray,
    /// A window on a list, what `subList` gives.
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
    /// A list that cannot be changed, what `List.of` gives.
    ImmutableList,
    /// `java.util.LinkedHashMap` and its kin.
    Map,
    /// Anything else.
    Object,
}

impl Type {
    /// The name a person knows the type by: its Java class without the package.
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
