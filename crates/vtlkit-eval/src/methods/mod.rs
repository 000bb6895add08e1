//! The methods that templates can call: one table per Java class, the only definition of each method.
//!
//! A method is resolved as in Velocity 1.7: by name, number of arguments, and whether each argument fits its parameter.
//! Of several applicable methods the most specific is called; if there is none, the result is null. Static methods can
//! be called on any object of their class, as in `$n.parseInt("5")`.
//!
//! The reference is Java 17. Methods that are not implemented are printed unchanged, like any unknown method:
//!
//! - reflection: members of `Class` besides its names, `describeConstable`, `resolveConstantDesc`;
//! - locks: `wait`, `notify`, `notifyAll`, which throw in any template;
//! - methods that return functions or streams of numbers: `spliterator`, `chars`, `codePoints`, `comparingByKey`,
//!   `comparingByValue`; methods that take a function only accept null, and then fail as in Java;
//! - `Character.getDirectionality`;
//! - immutable maps and sets: the static `of`, `copyOf`, `entry` and `ofEntries` of maps, entries and views, whose
//!   order is partly random;
//! - methods that depend on the machine: `Boolean.getBoolean`;
//! - names of characters: `Character.getName`, `codePointOf`.

mod boolean;
mod call;
mod callable;
mod character;
mod format;
pub(crate) mod iterator;
mod list;
mod map;
mod number;
mod object;
mod parameter;
mod patterns;
mod resolve;
mod stream;
mod string;
mod table;

use vtlkit_value::{Heap, IteratorKind, ListKind, Object, Value};

pub(crate) use call::{Call, call, takes_no_argument};
use callable::Callable;
pub use parameter::Parameter;
pub(crate) use patterns::Patterns;

use crate::Failure;

/// A method of a class.
#[derive(Clone, Copy)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// A sentence about its result.
    pub docs: &'static str,
    run: Run,
}

type Run = fn(Value, Call<'_>) -> Result<Value, Failure>;

/// An entry of a table.
const fn method(
    name: &'static str,
    parameters: &'static [Parameter],
    docs: &'static str,
    run: Run,
) -> Method {
    Method { name, parameters, docs, run }
}

impl Method {
    /// Whether a template can pass all arguments. Methods with parameters of other classes are included because null
    /// can be passed to them, which affects overload resolution and raises errors.
    pub fn is_callable(&self) -> bool {
        !self.parameters.iter().any(|parameter| matches!(parameter, Parameter::Foreign(_)))
    }
}

/// The table with the methods of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// `java.lang.String`.
    String,
    /// `java.util.ArrayList`.
    List,
    /// json-smart's `JSONArray`, which extends `ArrayList`.
    JsonList,
    /// An array, which Velocity wraps into a list of fixed length for a call.
    Array,
    /// A sublist or an immutable list.
    OtherList,
    /// `java.util.LinkedHashMap`.
    Map,
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
    /// `java.util.Map.Entry`.
    Entry,
    /// A view of a map: `keySet()`, `values()`, `entrySet()`.
    View,
    /// `java.util.Iterator`.
    Iterator,
    /// `java.util.ListIterator`.
    ListIterator,
    /// `java.util.stream.Stream`.
    Stream,
    /// An object without methods.
    Other,
}

/// Java's `hashCode()` of a value.
pub(crate) fn hash_code(value: Value, mut call: Call<'_>) -> Result<i32, Failure> {
    object::hash_of(value, &mut call)
}

impl Receiver {
    /// All receivers that have methods.
    pub const ALL: [Self; 21] = [
        Self::String,
        Self::List,
        Self::JsonList,
        Self::Array,
        Self::OtherList,
        Self::Map,
        Self::Boolean,
        Self::Character,
        Self::Integer,
        Self::Long,
        Self::Double,
        Self::Float,
        Self::Short,
        Self::Byte,
        Self::BigInteger,
        Self::BigDecimal,
        Self::Entry,
        Self::View,
        Self::Iterator,
        Self::ListIterator,
        Self::Stream,
    ];

    pub(crate) fn of(heap: &Heap, value: Value) -> Self {
        match value {
            Value::Str(_) => Self::String,
            Value::List(list) => match heap.list(list).kind {
                ListKind::Array => Self::List,
                ListKind::Json => Self::JsonList,
                kind if kind.is_array() => Self::Array,
                _ => Self::OtherList,
            },
            Value::Map(_) => Self::Map,
            Value::Bool(_) => Self::Boolean,
            Value::Char(_) => Self::Character,
            Value::Int(_) => Self::Integer,
            Value::Long(_) => Self::Long,
            Value::Double(_) => Self::Double,
            Value::Float(_) => Self::Float,
            Value::Short(_) => Self::Short,
            Value::Byte(_) => Self::Byte,
            Value::BigInteger(_) => Self::BigInteger,
            Value::BigDecimal(_) => Self::BigDecimal,
            Value::Object(object) => match heap.object(object) {
                Object::Entry { .. } => Self::Entry,
                Object::View { .. } => Self::View,
                Object::Iterator { kind: IteratorKind::Both, .. } => Self::ListIterator,
                Object::Iterator { .. } => Self::Iterator,
                Object::Stream { .. } => Self::Stream,
                Object::Opaque { .. } => Self::Other,
            },
            Value::Null | Value::Root(_) => Self::Other,
        }
    }

    /// The methods, sorted by name; overloads are adjacent.
    pub const fn methods(self) -> &'static [Method] {
        match self {
            Self::String => string::METHODS,
            Self::List => list::ARRAY_LIST,
            Self::JsonList => list::JSON_ARRAY,
            Self::Array | Self::OtherList => list::LIST,
            Self::Map => map::METHODS,
            Self::Boolean => boolean::METHODS,
            Self::Character => character::METHODS,
            Self::Integer => number::integer::METHODS,
            Self::Long => number::long::METHODS,
            Self::Double => number::double::METHODS,
            Self::Float => number::float::METHODS,
            Self::Short => number::short::METHODS,
            Self::Byte => number::byte::METHODS,
            Self::BigInteger => number::big_integer::METHODS,
            Self::BigDecimal => number::big_decimal::METHODS,
            Self::Entry => map::ENTRY,
            Self::View => map::VIEW,
            Self::Iterator => iterator::ITERATOR,
            Self::ListIterator => iterator::LIST_ITERATOR,
            Self::Stream => stream::METHODS,
            Self::Other => &[],
        }
    }

    /// The methods with a name, in the table for calls.
    fn named(self, name: &[u8]) -> &'static [Callable] {
        let methods = callable::of(self);
        let start = methods.partition_point(|method| method.name.as_bytes() < name);
        let rest = methods.get(start..).unwrap_or_default();
        let len = rest.iter().take_while(|method| method.name.as_bytes() == name).count();
        rest.get(..len).unwrap_or_default()
    }
}

/// The method without parameters that a property name calls; `None` if there is none. An array is not a list in this
/// case.
pub(crate) fn getter(receiver: Receiver, name: &[u8]) -> Option<&'static str> {
    if receiver == Receiver::Array {
        return None;
    }
    receiver.named(name).iter().find(|method| method.parameters.is_empty()).map(|method| method.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_documented() {
        for receiver in Receiver::ALL {
            let methods = receiver.methods();
            assert!(methods.is_sorted_by_key(|method| method.name), "{receiver:?}");
            for method in methods {
                assert!(method.docs.ends_with('.'), "{receiver:?}.{}", method.name);
                let same =
                    |other: &&Method| other.name == method.name && other.parameters == method.parameters;
                assert_eq!(
                    methods.iter().filter(same).count(),
                    1,
                    "{receiver:?}.{} is there twice",
                    method.name
                );
            }
        }
    }
}
