use crate::number::Number;
use crate::{Heap, ListKind, MapId, Object, Type, Value, View};

/// Maximum nesting of a comparison; deeper containers compare as different. Java would overflow its stack.
const MAX_DEPTH: usize = 500;

/// Maximum number of values in a comparison; larger containers compare as different. Containers that share elements can
/// unfold to exponential size.
const MAX_VALUES: u64 = 10_000_000;

impl Heap {
    /// The Java class of a value.
    pub fn type_of(&self, value: Value) -> Type {
        match value {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Boolean,
            Value::Char(_) => Type::Character,
            Value::Int(_) => Type::Integer,
            Value::Long(_) => Type::Long,
            Value::Double(_) => Type::Double,
            Value::Float(_) => Type::Float,
            Value::Short(_) => Type::Short,
            Value::Byte(_) => Type::Byte,
            Value::BigInteger(_) => Type::BigInteger,
            Value::BigDecimal(_) => Type::BigDecimal,
            Value::Str(_) => Type::String,
            Value::List(list) => match self.list(list).kind {
                ListKind::Array => Type::ArrayList,
                ListKind::Json => Type::JsonArray,
                ListKind::Sub => Type::SubList,
                ListKind::Strings => Type::StringArray,
                ListKind::Objects => Type::ObjectArray,
                ListKind::BigIntegers => Type::BigIntegerArray,
                ListKind::BigDecimals => Type::BigDecimalArray,
                ListKind::Chars => Type::CharArray,
                ListKind::Bytes => Type::ByteArray,
                ListKind::Immutable => Type::ImmutableList,
            },
            Value::Map(_) => Type::Map,
            Value::Object(_) | Value::Root(_) => Type::Object,
        }
    }

    /// Java's `left.equals(right)`: the same class and the same content, so the Integer 1 does not equal the Long 1.
    /// Two lists with equal elements are equal, whatever their class; arrays and other objects are only equal to
    /// themselves.
    pub fn equals(&self, left: Value, right: Value) -> bool {
        match (left, right) {
            (
                Value::List(_) | Value::Map(_) | Value::Object(_),
                Value::List(_) | Value::Map(_) | Value::Object(_),
            ) => {
                let most = MAX_VALUES.min(self.work_left());
                let mut fuel = most;
                let equal = self.equals_within(left, right, MAX_DEPTH, &mut fuel);
                self.count_work((most - fuel) as usize);
                equal
            }
            _ => self.equals_within(left, right, MAX_DEPTH, &mut 1),
        }
    }

    fn equals_within(&self, left: Value, right: Value, depth: usize, fuel: &mut u64) -> bool {
        let (Some(depth), Some(left_over)) = (depth.checked_sub(1), fuel.checked_sub(1)) else {
            return false;
        };
        *fuel = left_over;
        match (left, right) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Char(a), Value::Char(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Long(a), Value::Long(b)) => a == b,
            (Value::Double(a), Value::Double(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Value::Short(a), Value::Short(b)) => a == b,
            (Value::Byte(a), Value::Byte(b)) => a == b,
            (Value::Str(a), Value::Str(b))
            | (Value::BigInteger(a), Value::BigInteger(b))
            // `BigDecimal.equals` compares the scale too, as the text does.
            | (Value::BigDecimal(a), Value::BigDecimal(b)) => {
                self.count_work(a.byte_len().min(b.byte_len()) / 64);
                self.bytes(a) == self.bytes(b)
            }
            (Value::List(a), Value::List(b)) => {
                let array = |list| self.list(list).kind.is_array();
                a == b
                    || !array(a) && !array(b) && self.list_len(a) == self.list_len(b)
                        && self.list_values(a).iter().zip(self.list_values(b)).all(|(&a, &b)| self.equals_within(a, b, depth, fuel))
            }
            (Value::Map(a), Value::Map(b)) => a == b || self.maps_equal(a, b, depth, fuel),
            (Value::Root(a), Value::Root(b)) => a == b,
            (Value::Object(a), Value::Object(b)) => a == b || self.objects_equal(self.object(a), self.object(b), depth, fuel),
            _ => false,
        }
    }

    fn maps_equal(&self, left: MapId, right: MapId, depth: usize, fuel: &mut u64) -> bool {
        self.map_len(left) == self.map_len(right)
            && self.map_entries(left).all(|(key, value)| {
                self.map_get(right, key).is_some_and(|other| self.equals_within(value, other, depth, fuel))
            })
    }

    fn objects_equal(&self, left: Object, right: Object, depth: usize, fuel: &mut u64) -> bool {
        match (left, right) {
            (
                Object::Entry { map: a, key: key_a, value: last_a },
                Object::Entry { map: b, key: key_b, value: last_b },
            ) => {
                let (value_a, value_b) =
                    (self.entry_value(a, key_a, last_a), self.entry_value(b, key_b, last_b));
                self.equals_within(key_a, key_b, depth, fuel)
                    && self.equals_within(value_a, value_b, depth, fuel)
            }
            (Object::View { map: a, view: View::Keys }, Object::View { map: b, view: View::Keys }) => {
                self.map_len(a) == self.map_len(b)
                    && self.map_entries(a).all(|(key, _)| self.map_get(b, key).is_some())
            }
            (Object::View { map: a, view: View::Entries }, Object::View { map: b, view: View::Entries }) => {
                self.maps_equal(a, b, depth, fuel)
            }
            (Object::View { map: a, view: View::Keys }, Object::View { map: b, view: View::Entries })
            | (Object::View { map: a, view: View::Entries }, Object::View { map: b, view: View::Keys }) => {
                // Both are sets, but the keys of one are practically never the entries of the other.
                self.map_len(a) == 0 && self.map_len(b) == 0
            }
            (Object::View { map: a, view: View::Values }, Object::View { map: b, view: View::Values }) => {
                a == b
            }
            _ => false,
        }
    }

    /// The order of two values by Java's `compareTo`; `None` unless both are of the same comparable class. Doubles are
    /// ordered with -0.0 before 0.0 and NaN after all others.
    pub fn compare(&self, left: Value, right: Value) -> Option<std::cmp::Ordering> {
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => {
                Some(vtlkit_java::wtf8::units(self.bytes(a)).cmp(vtlkit_java::wtf8::units(self.bytes(b))))
            }
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(&b)),
            (Value::Char(a), Value::Char(b)) => Some(a.cmp(&b)),
            _ if left.is_number() && self.type_of(left) == self.type_of(right) => {
                Some(Number::of(self, left)?.java_compare(&Number::of(self, right)?))
            }
            _ => None,
        }
    }
}
