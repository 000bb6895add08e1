//! The methods templates can call: tables of what Java's classes offer, the only place that says so.
//!
//! A method is found as Velocity 1.7 finds it: by its name, the number of its arguments, and whether each argument
//! fits its parameter; of several that fit the most specific is taken, and none where there is no such one. There is
//! no reflection: `getClass()` is not here, and neither is what it would lead to.

mod boolean;
mod character;
mod list;
mod map;
mod number;
mod object;
mod string;

use vtlkit_value::{Heap, ListKind, Object, Str, Value, wtf8};

use crate::{Arguments, Failure};

/// A method of a class.
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// What it gives, in a sentence.
    pub docs: &'static str,
    pub(crate) run: fn(Value, Arguments<'_>) -> Result<Value, Failure>,
}

/// What a parameter of a method takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A primitive `int`: an Integer.
    Int,
    /// A primitive `long`: an Integer or a Long.
    Long,
    /// A primitive `double`: any number but the large ones.
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
    /// `Boolean`, the class.
    BooleanObject,
    /// `Character`, the class.
    Character,
    /// `BigInteger`.
    BigInteger,
    /// `BigDecimal`.
    BigDecimal,
    /// `Collection`: a list or a view of a map.
    Collection,
    /// `Iterable`: a list or a view of a map.
    Iterable,
    /// `Map`.
    Map,
    /// `Object[]`: an array, or the rest of the arguments.
    Objects,
    /// Anything.
    Object,
}

impl Parameter {
    /// The Java type, for a person.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Long => "long",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Char => "char",
            Self::String => "String",
            Self::CharSequence => "CharSequence",
            Self::Integer => "Integer",
            Self::LongObject => "Long",
            Self::DoubleObject => "Double",
            Self::BooleanObject => "Boolean",
            Self::Character => "Character",
            Self::BigInteger => "BigInteger",
            Self::BigDecimal => "BigDecimal",
            Self::Collection => "Collection",
            Self::Iterable => "Iterable",
            Self::Map => "Map",
            Self::Objects => "Object...",
            Self::Object => "Object",
        }
    }

    const fn is_primitive(self) -> bool {
        matches!(self, Self::Int | Self::Long | Self::Double | Self::Boolean | Self::Char)
    }

    /// Whether a value can be passed. Null fits every class and no primitive type.
    fn takes(self, heap: &Heap, value: Value) -> bool {
        let list = |value| match value {
            Value::List(list) => heap.list(list).kind != ListKind::Strings,
            Value::Object(object) => matches!(heap.object(object), Object::View { .. }),
            _ => false,
        };
        match (self, value) {
            (_, Value::Null) => !self.is_primitive(),
            (Self::Object, _)
            | (Self::Int | Self::Integer, Value::Int(_))
            | (Self::Long, Value::Int(_) | Value::Long(_))
            | (Self::LongObject, Value::Long(_))
            | (Self::Double, Value::Int(_) | Value::Long(_) | Value::Double(_))
            | (Self::DoubleObject, Value::Double(_))
            | (Self::Boolean | Self::BooleanObject, Value::Bool(_))
            | (Self::Char | Self::Character, Value::Char(_))
            | (Self::String | Self::CharSequence, Value::Str(_))
            | (Self::BigInteger, Value::BigInteger(_))
            | (Self::BigDecimal, Value::BigDecimal(_))
            | (Self::Map, Value::Map(_)) => true,
            (Self::Objects, Value::List(list)) => heap.list(list).kind == ListKind::Strings,
            (Self::Collection | Self::Iterable, _) => list(value),
            _ => false,
        }
    }

    /// Whether a method with this parameter is preferred to one with `other`.
    fn narrower(self, other: Self) -> bool {
        self != other
            && match (self, other) {
                (_, Self::Object)
                | (Self::String, Self::CharSequence)
                | (Self::Collection, Self::Iterable)
                | (Self::Int, Self::Long | Self::Double)
                | (Self::Long, Self::Double) => true,
                _ => false,
            }
    }
}

/// Which table a value's methods are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// `java.lang.String`.
    String,
    /// `java.util.ArrayList`, and json-smart's list, which extends it.
    List,
    /// An array, which Velocity wraps into a list of fixed length.
    Array,
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
    /// Something without methods.
    Other,
}

impl Receiver {
    /// All receivers that have methods.
    pub const ALL: [Self; 14] = [
        Self::String,
        Self::List,
        Self::Array,
        Self::Map,
        Self::Boolean,
        Self::Character,
        Self::Integer,
        Self::Long,
        Self::Double,
        Self::BigInteger,
        Self::BigDecimal,
        Self::Entry,
        Self::View,
        Self::Iterator,
    ];

    pub(crate) fn of(heap: &Heap, value: Value) -> Self {
        match value {
            Value::Str(_) => Self::String,
            Value::List(list) if heap.list(list).kind == ListKind::Strings => Self::Array,
            Value::List(_) => Self::List,
            Value::Map(_) => Self::Map,
            Value::Bool(_) => Self::Boolean,
            Value::Char(_) => Self::Character,
            Value::Int(_) => Self::Integer,
            Value::Long(_) => Self::Long,
            Value::Double(_) => Self::Double,
            Value::BigInteger(_) => Self::BigInteger,
            Value::BigDecimal(_) => Self::BigDecimal,
            Value::Object(object) => match heap.object(object) {
                Object::Entry { .. } => Self::Entry,
                Object::View { .. } => Self::View,
                Object::Iterator { .. } => Self::Iterator,
                Object::Opaque { .. } => Self::Other,
            },
            Value::Null | Value::Root(_) => Self::Other,
        }
    }

    /// The methods, sorted by name; those of one name one after the other.
    pub const fn methods(self) -> &'static [Method] {
        match self {
            Self::String => string::METHODS,
            Self::List => list::METHODS,
            Self::Array => list::ARRAY_METHODS,
            Self::Map => map::METHODS,
            Self::Boolean => boolean::METHODS,
            Self::Character => character::METHODS,
            Self::Integer => number::INTEGER_METHODS,
            Self::Long => number::LONG_METHODS,
            Self::Double => number::DOUBLE_METHODS,
            Self::BigInteger => number::BIG_INTEGER_METHODS,
            Self::BigDecimal => number::BIG_DECIMAL_METHODS,
            Self::Entry => map::ENTRY_METHODS,
            Self::View => map::VIEW_METHODS,
            Self::Iterator => list::ITERATOR_METHODS,
            Self::Other => &[],
        }
    }

    /// The methods with a name.
    fn named(self, name: &[u8]) -> &'static [Method] {
        let methods = self.methods();
        let start = methods.partition_point(|method| method.name.as_bytes() < name);
        let rest = methods.get(start..).unwrap_or_default();
        let len = rest.iter().take_while(|method| method.name.as_bytes() == name).count();
        &rest[..len]
    }
}

/// The method without parameters that has this name, if there is one.
pub(crate) fn getter(receiver: Receiver, name: &[u8]) -> Option<&'static str> {
    receiver.named(name).iter().find(|method| method.parameters.is_empty()).map(|method| method.name)
}

/// Calls a method; null where there is none that takes these arguments.
pub(crate) fn call(
    receiver: Receiver,
    object: Value,
    name: &[u8],
    arguments: Arguments<'_>,
) -> Result<Value, Failure> {
    let candidates = receiver.named(name);
    let fits = |method: &&Method| {
        method.parameters.len() == arguments.values.len()
            && method
                .parameters
                .iter()
                .zip(arguments.values)
                .all(|(parameter, &value)| parameter.takes(arguments.heap, value))
    };
    let mut best: Option<&Method> = None;
    for method in candidates.iter().filter(fits) {
        best = match best {
            None => Some(method),
            Some(other) => match (is_narrower(method, other), is_narrower(other, method)) {
                (true, false) => Some(method),
                (false, true) => Some(other),
                // Neither is more specific than the other: Velocity takes none.
                _ => return Ok(Value::Null),
            },
        };
    }
    if let Some(method) = best {
        return (method.run)(object, arguments);
    }
    match candidates.iter().find(|method| method.parameters.last() == Some(&Parameter::Objects)) {
        Some(method) => call_with_rest(method, object, arguments),
        None => Ok(Value::Null),
    }
}

/// Calls a method that takes any number of arguments, the last of them as one array.
fn call_with_rest(method: &Method, object: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let fixed = method.parameters.len() - 1;
    let Some((first, rest)) = arguments.values.split_at_checked(fixed) else { return Ok(Value::Null) };
    if !method.parameters.iter().zip(first).all(|(parameter, &value)| parameter.takes(arguments.heap, value))
    {
        return Ok(Value::Null);
    }
    let mut values = first.to_vec();
    values.push(Value::List(arguments.heap.new_list_of(ListKind::Strings, rest)));
    (method.run)(object, Arguments { values: &values, ..arguments })
}

/// Whether some parameter of `method` is narrower than that of `other` and none wider.
fn is_narrower(method: &Method, other: &Method) -> bool {
    method.parameters.iter().zip(other.parameters).any(|(a, b)| a.narrower(*b))
}

impl Arguments<'_> {
    fn value(&self, at: usize) -> Value {
        self.values.get(at).copied().unwrap_or(Value::Null)
    }

    /// An `int` that was checked to be one.
    fn int(&self, at: usize) -> i32 {
        if let Value::Int(n) = self.value(at) { n } else { 0 }
    }

    /// A string; null raises what Java raises.
    fn string(&self, at: usize) -> Result<Str, Failure> {
        if let Value::Str(text) = self.value(at) { Ok(text) } else { Err(null()) }
    }

    fn bytes(&self, text: Str) -> &[u8] {
        self.heap.bytes(text)
    }

    /// Makes sure there is room for `bytes` more on the heap.
    fn room(&self, bytes: usize) -> Result<(), Failure> {
        Ok(self.heap.room(bytes)?)
    }

    /// Counts steps of a method that may take long.
    fn spend(&mut self, steps: usize) -> Result<(), Failure> {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                *self.steps = left;
                Ok(())
            }
            None => Err(Failure::limit(crate::Limit::Steps)),
        }
    }

    /// Java's `toString()` of a value, on the heap; null is `null`.
    fn to_str(&mut self, value: Value) -> Result<Str, Failure> {
        if let Value::Str(text) = value {
            return Ok(text);
        }
        let mut out = Vec::new();
        self.heap
            .print(value, &mut out, &vtlkit_value::Plain)
            .map_err(|_| Failure::new("the value nests too deep"))?;
        self.room(out.len())?;
        Ok(self.heap.intern(&out))
    }

    /// The elements of a list or of a view of a map.
    fn elements(&mut self, value: Value) -> Result<Vec<Value>, Failure> {
        match value {
            Value::List(list) => Ok(self.heap.list_values(list).to_vec()),
            Value::Object(object) => match self.heap.object(object) {
                Object::View { map, view } => Ok(crate::reference::view_values(self.heap, map, view)),
                _ => Err(null()),
            },
            _ => Err(null()),
        }
    }
}

/// What Java says to a null where a value is needed.
#[cold]
fn null() -> Failure {
    Failure::new("null where a value is needed")
}

/// The part of a string from one UTF-16 index up to another, which the caller has checked against its length.
fn substring(heap: &mut Heap, text: Str, from: usize, to: usize) -> Str {
    let bytes = heap.bytes(text);
    let (Some(start), Some(end)) = (wtf8::cut(bytes, from), wtf8::cut(bytes, to)) else {
        return Str::default();
    };
    if !start.inside && !end.inside {
        return text.slice(start.byte, end.byte);
    }
    // A pair of surrogates is cut in two: the halves need bytes of their own.
    let mut part = Vec::new();
    for unit in wtf8::units(bytes).skip(from).take(to - from) {
        wtf8::push_code_point(&mut part, u32::from(unit));
    }
    heap.intern(&part)
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
                assert!(!method.docs.is_empty(), "{receiver:?}.{}", method.name);
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
