//! The types of values, with the validator's names.

/// The types, in the order in which the validator lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Array,
    Boolean,
    Integer,
    Null,
    Number,
    Object,
    String,
}

impl Type {
    /// All types, sorted.
    pub(crate) const ALL: [Self; 7] =
        [Self::Array, Self::Boolean, Self::Integer, Self::Null, Self::Number, Self::Object, Self::String];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct TypeSet(u8);

impl TypeSet {
    pub(crate) const ALL: Self = Self(0x7f);

    pub(crate) const fn of(types: &[Type]) -> Self {
        let mut set = 0;
        let mut at = 0;
        while at < types.len() {
            set |= 1 << types[at] as u8;
            at += 1;
        }
        Self(set)
    }

    pub(crate) fn insert(&mut self, kind: Type) {
        self.0 |= 1 << kind as u8;
    }

    pub(crate) const fn contains(self, kind: Type) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types of the set, in the order in which the validator lists them.
    pub(crate) fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |&kind| self.contains(kind))
    }
}
