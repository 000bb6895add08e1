//! Java's numbers: conversions and comparison.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use vtlkit_java::BigDecimal;

use crate::{Heap, Value};

/// A number independent of the heap, for arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// `java.lang.Integer`.
    Int(i32),
    /// `java.lang.Long`.
    Long(i64),
    /// `java.lang.Double`.
    Double(f64),
    /// `java.lang.Float`.
    Float(f32),
    /// `java.lang.Short`.
    Short(i16),
    /// `java.lang.Byte`.
    Byte(i8),
    /// `java.math.BigInteger`.
    BigInteger(BigInt),
    /// `java.math.BigDecimal`.
    BigDecimal(BigDecimal),
}

impl Number {
    /// The number of a value; `None` for other types.
    pub fn of(heap: &Heap, value: Value) -> Option<Self> {
        Some(match value {
            Value::Int(n) => Self::Int(n),
            Value::Long(n) => Self::Long(n),
            Value::Double(n) => Self::Double(n),
            Value::Float(n) => Self::Float(n),
            Value::Short(n) => Self::Short(n),
            Value::Byte(n) => Self::Byte(n),
            Value::BigInteger(text) => Self::BigInteger(BigInt::parse_bytes(heap.bytes(text), 10)?),
            Value::BigDecimal(text) => {
                Self::BigDecimal(BigDecimal::parse(std::str::from_utf8(heap.bytes(text)).ok()?)?)
            }
            _ => return None,
        })
    }

    /// Stores the number on the heap.
    pub fn into_value(self, heap: &mut Heap) -> Value {
        match self {
            Self::Int(n) => Value::Int(n),
            Self::Long(n) => Value::Long(n),
            Self::Double(n) => Value::Double(n),
            Self::Float(n) => Value::Float(n),
            Self::Short(n) => Value::Short(n),
            Self::Byte(n) => Value::Byte(n),
            Self::BigInteger(n) => Value::BigInteger(heap.intern(n.to_string().as_bytes())),
            Self::BigDecimal(n) => Value::BigDecimal(heap.intern(n.to_string().as_bytes())),
        }
    }

    /// Java's `intValue()`: the low 32 bits of an integer, or the nearest int of a number with a fraction.
    pub fn int_value(&self) -> i32 {
        match self {
            Self::Int(n) => *n,
            Self::Double(n) => *n as i32,
            Self::Float(n) => *n as i32,
            other => other.long_value() as i32,
        }
    }

    /// Java's `longValue()`: the low 64 bits of an integer, or the nearest long of a number with a fraction.
    pub fn long_value(&self) -> i64 {
        match self {
            Self::Int(n) => i64::from(*n),
            Self::Long(n) => *n,
            Self::Double(n) => *n as i64,
            Self::Float(n) => *n as i64,
            Self::Short(n) => i64::from(*n),
            Self::Byte(n) => i64::from(*n),
            Self::BigInteger(n) => low_bits(n),
            Self::BigDecimal(n) => low_bits(&n.to_big_integer()),
        }
    }

    /// Java's `doubleValue()`.
    pub fn double_value(&self) -> f64 {
        match self {
            Self::Int(n) => f64::from(*n),
            Self::Long(n) => *n as f64,
            Self::Double(n) => *n,
            Self::Float(n) => f64::from(*n),
            Self::Short(n) => f64::from(*n),
            Self::Byte(n) => f64::from(*n),
            Self::BigInteger(n) => n.to_string().parse().unwrap_or(f64::NAN),
            Self::BigDecimal(n) => n.to_string().parse().unwrap_or(f64::NAN),
        }
    }

    /// Java's `floatValue()`.
    pub fn float_value(&self) -> f32 {
        match self {
            Self::Float(n) => *n,
            Self::Int(n) => *n as f32,
            Self::Long(n) => *n as f32,
            Self::BigInteger(n) => n.to_string().parse().unwrap_or(f32::NAN),
            Self::BigDecimal(n) => n.to_string().parse().unwrap_or(f32::NAN),
            other => other.double_value() as f32,
        }
    }

    /// Whether this is an integer in the range of `long`: a Byte, a Short, an Integer or a Long.
    pub const fn is_small_integer(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Long(_) | Self::Short(_) | Self::Byte(_))
    }

    /// Whether this is an integer.
    pub const fn is_integer(&self) -> bool {
        self.is_small_integer() || matches!(self, Self::BigInteger(_))
    }

    /// The number as a `BigInteger`; a fraction is truncated.
    pub fn to_big_integer(&self) -> BigInt {
        match self {
            Self::BigInteger(n) => n.clone(),
            other => other.long_value().into(),
        }
    }

    /// The number as a `BigDecimal`, a double with all digits of its binary value; `None` for infinity and NaN.
    pub fn to_big_decimal(&self) -> Option<BigDecimal> {
        match self {
            Self::BigDecimal(n) => Some(n.clone()),
            Self::BigInteger(n) => Some(BigDecimal::new(n.clone(), 0)),
            other => BigDecimal::from_double(other.double_value()),
        }
    }

    /// Java's `compareTo` of two numbers of the same class.
    pub(crate) fn java_compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Double(_) | Self::Float(_), Self::Double(_) | Self::Float(_)) => {
                let (a, b) = (self.double_value(), other.double_value());
                match (a.is_nan(), b.is_nan()) {
                    (false, false) => a.total_cmp(&b),
                    (a, b) => a.cmp(&b),
                }
            }
            (Self::BigInteger(a), Self::BigInteger(b)) => a.cmp(b),
            (Self::BigDecimal(a), Self::BigDecimal(b)) => a.compare(b),
            _ => self.long_value().cmp(&other.long_value()),
        }
    }
}

/// The low 64 bits in two's complement.
fn low_bits(n: &BigInt) -> i64 {
    let bytes = n.to_signed_bytes_le();
    let fill = if n.sign() == Sign::Minus { 0xff } else { 0 };
    let mut low = [fill; 8];
    let len = bytes.len().min(8);
    low[..len].copy_from_slice(&bytes[..len]);
    i64::from_le_bytes(low)
}
