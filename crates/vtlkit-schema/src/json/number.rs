//! Numbers as the validator computes with them: integers exactly, everything else as the decimal digits that Java
//! prints for the double.

use std::cmp::Ordering;

use num_bigint::BigUint;

use crate::java::double;

use super::NotFinite;

/// A JSON number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number<'d> {
    /// An integer in Java's `long` range.
    Int(i64),
    /// An integer outside it, as written.
    BigInt(&'d str),
    /// A number with a fraction or an exponent; infinite when it is too large.
    Double(f64),
}

/// A decimal number: `0.digits * 10^exponent`, digits without zeros at either end; no digits for zero.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn of(number: Number<'_>) -> Result<Self, NotFinite> {
        match number {
            Number::Int(value) => Ok(Self::from_digits(value < 0, &value.unsigned_abs().to_string(), 0)),
            Number::BigInt(text) => {
                let (negative, digits) =
                    text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
                Ok(Self::from_digits(negative, digits, 0))
            }
            Number::Double(value) => {
                if !value.is_finite() {
                    return Err(NotFinite);
                }
                let (digits, exponent) = double::digits(value.abs());
                Ok(Self::from_digits(
                    value.is_sign_negative(),
                    &digits,
                    i64::from(exponent) - digits.len() as i64,
                ))
            }
        }
    }

    /// `digits * 10^scale`.
    fn from_digits(negative: bool, digits: &str, scale: i64) -> Self {
        let significant = digits.trim_start_matches('0');
        let exponent = significant.len() as i64 + scale;
        let digits = significant.trim_end_matches('0').to_owned();
        let negative = negative && !digits.is_empty();
        Self { negative, exponent: if digits.is_empty() { 0 } else { exponent }, digits }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let magnitude = match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .exponent
                .cmp(&other.exponent)
                .then_with(|| self.digits.as_bytes().cmp(other.digits.as_bytes())),
        };
        if self.negative { magnitude.reverse() } else { magnitude }
    }
}

/// The integers a double holds exactly and Java prints with all digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Number<'_> {
    /// Compares by mathematical value, doubles by the digits Java prints.
    pub(crate) fn compare(self, other: Number<'_>) -> Result<Ordering, NotFinite> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => return Ok(a.cmp(&b)),
            // Two doubles order as their shortest digits do.
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
        Ok(Decimal::of(self)?.compare(&Decimal::of(other)?))
    }

    /// Equality in the validator's sense: two integers by their digits, anything else by value.
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

    /// What the validator keeps of a numeric keyword: a whole number in `long` range counts as an integer.
    pub(crate) fn digested(self) -> Result<Self, NotFinite> {
        match self {
<<<<<<< HEAD
            // The bounds are those of a `long` as doubles; the conversion saturates like Java's.
            Number::Double(value) if (i64::MIN as f64..=i64::MAX as f64).contains(&value) => {
=======
            // The upper bound is what `(double) Long.MAX_VALUE` is; the conversion saturates like Java's.
            Number::Double(value)
                if (-9.223_372_036_854_775_8e18..=9.223_372_036_854_775_8e18).contains(&value) =>
            {
>>>>>>> 8fc5c32 (syntax: print trees as templates; bench: measure beside the real engines)
                Ok(if value.fract() == 0.0 { Number::Int(value as i64) } else { self })
            }
            Number::Double(value) if !value.is_finite() => Err(NotFinite),
            _ => Ok(self),
        }
    }
}

/// Whether `value` divided by `divisor` leaves nothing, in decimal arithmetic. A zero divisor divides nothing.
pub(crate) fn is_multiple_of(value: Number<'_>, divisor: Number<'_>) -> Result<bool, NotFinite> {
    if let (Number::Int(value), Number::Int(divisor)) = (value, divisor) {
        return Ok(divisor != 0 && value.wrapping_rem(divisor) == 0);
    }
    let (value, divisor) = (Decimal::of(value)?, Decimal::of(divisor)?);
    if divisor.digits.is_empty() {
        return Ok(false);
    }
    if value.digits.is_empty() {
        return Ok(true);
    }
    // Both as integers without trailing zeros times a power of ten.
    let shift =
        (value.exponent - value.digits.len() as i64) - (divisor.exponent - divisor.digits.len() as i64);
    let Ok(shift) = u32::try_from(shift) else {
        // The divisor has the higher power of ten, and the value's digits do not end in zero.
        return Ok(false);
    };
    if let Ok(divisor) = divisor.digits.parse::<u64>() {
        let divisor = u128::from(divisor);
        let rest =
            value.digits.bytes().fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % divisor);
        let power = (0..shift).fold(1 % divisor, |power, _| power * 10 % divisor);
        return Ok(rest * power % divisor == 0);
    }
    let (Some(value), Some(divisor)) = (
        BigUint::parse_bytes(value.digits.as_bytes(), 10),
        BigUint::parse_bytes(divisor.digits.as_bytes(), 10),
    ) else {
        return Ok(false);
    };
    let power = BigUint::from(10_u8).modpow(&BigUint::from(shift), &divisor);
    Ok((value % &divisor * power % divisor) == BigUint::ZERO)
}
