//! Numbers as the validator computes with them: integers exactly, others as the decimal digits that Java prints for the
//! double.

use std::cmp::Ordering;

use vtlkit_java::Decimal;
use vtlkit_java::double::digits;

use super::NotFinite;

/// A JSON number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number<'d> {
    /// An integer in Java's `long` range.
    Int(i64),
    /// An integer outside it, as written.
    BigInt(&'d str),
    /// A number with a fraction or an exponent; infinite if it is too large.
    Double(f64),
}

/// The number as decimal; a double by the digits that Java prints.
fn decimal(number: Number<'_>) -> Result<Decimal, NotFinite> {
    Ok(match number {
        Number::Int(value) => Decimal::from_digits(value < 0, &value.unsigned_abs().to_string(), 0),
        Number::BigInt(text) => {
            let digits = text.strip_prefix('-');
            Decimal::from_digits(digits.is_some(), digits.unwrap_or(text), 0)
        }
        Number::Double(value) if !value.is_finite() => return Err(NotFinite),
        Number::Double(value) => {
            let (digits, point) = digits(value).unwrap_or_default();
            let digits: String = digits.into_iter().map(char::from).collect();
            Decimal::from_digits(value < 0.0, &digits, digits.len() as i32 - point)
        }
    })
}

/// Up to here, a double represents integers exactly and Java prints all their digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number<'_> {
    /// Compares by mathematical value; doubles by the digits that Java prints.
    pub(crate) fn compare(self, other: Number<'_>) -> Result<Ordering, NotFinite> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => return Ok(a.cmp(&b)),
            // Two doubles have the same order as their shortest digits.
            (Number::Double(a), Number::Double(b)) if a.is_finite() && b.is_finite() => {
                return Ok(a.partial_cmp(&b).unwrap_or(Ordering::Equal));
            }
            (Number::Int(a), Number::Double(b)) if a.unsigned_abs() < 1 << 53 && b.abs() < EXACT => {
                return Ok((a as f64).partial_cmp(&b).unwrap_or(Ordering::Equal));
            }
            (Number::Double(a), Number::Int(b)) if b.unsigned_abs() < 1 << 53 && a.abs() < EXACT => {
                return Ok(a.partial_cmp(&(b as f64)).unwrap_or(Ordering::Equal));
            }
            _ => {}
        }
        Ok(decimal(self)?.compare(&decimal(other)?))
    }

    /// The validator's equality: two integers by their digits, others by value.
    pub(crate) fn equals(self, other: Number<'_>) -> Result<bool, NotFinite> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Ok(a == b),
            (Number::BigInt(a), Number::BigInt(b)) => Ok(a == b),
            (Number::Int(_), Number::BigInt(_)) | (Number::BigInt(_), Number::Int(_)) => Ok(false),
            _ => Ok(self.compare(other)? == Ordering::Equal),
        }
    }

    /// The double nearest to the number.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::BigInt(text) => text.parse().unwrap_or(f64::INFINITY),
            Number::Double(value) => value,
        }
    }

    pub(crate) const fn is_integer(self) -> bool {
        !matches!(self, Number::Double(_))
    }

    /// Whether the number is above zero.
    pub(crate) fn is_positive(self) -> Result<bool, NotFinite> {
        Ok(self.compare(Number::Int(0))? == Ordering::Greater)
    }

    /// The form in which the validator stores a numeric keyword: a whole number in the range of `long` is an integer.
    pub(crate) fn digested(self) -> Result<Self, NotFinite> {
        match self {
            // The bounds are those of a `long` as doubles; the conversion saturates like Java's.
            Number::Double(value) if (i64::MIN as f64..=i64::MAX as f64).contains(&value) => {
                Ok(if value.fract() == 0.0 { Number::Int(value as i64) } else { self })
            }
            Number::Double(value) if !value.is_finite() => Err(NotFinite),
            _ => Ok(self),
        }
    }
}

/// Whether `value` is a multiple of `divisor` in decimal arithmetic. Nothing is a multiple of zero.
pub(crate) fn is_multiple_of(value: Number<'_>, divisor: Number<'_>) -> Result<bool, NotFinite> {
    if let (Number::Int(value), Number::Int(divisor)) = (value, divisor) {
        return Ok(divisor != 0 && value.wrapping_rem(divisor) == 0);
    }
    Ok(decimal(value)?.is_multiple_of(&decimal(divisor)?))
}
