//! `java.math.BigDecimal`, for arithmetic.

mod rounding;

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};

pub use rounding::{RoundingMode, divide, power_of_ten, precision};

/// `java.math.BigDecimal`: an integer and its number of decimal places.
#[derive(Clone, Debug, PartialEq)]
pub struct BigDecimal {
    unscaled: BigInt,
    scale: i64,
}

/// Maximum scale: aligning two numbers further apart would fill the memory with zeros.
const MAX_SCALE: i64 = 20_000;

impl BigDecimal {
    /// Maximum scale for arithmetic, positive or negative.
    pub const MAX_SCALE: i64 = MAX_SCALE;

    /// `unscaled * 10^-scale`.
    pub const fn new(unscaled: BigInt, scale: i64) -> Self {
        Self { unscaled, scale }
    }

    /// The unscaled value.
    pub const fn unscaled(&self) -> &BigInt {
        &self.unscaled
    }

    /// The number of decimal places; negative for a multiple of a power of ten.
    pub const fn scale(&self) -> i64 {
        self.scale
    }

    /// Parses the format of Java's constructor: digits with a point and an exponent. `None` for anything else, and for
    /// exponents beyond 20,000.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let sign_only = whole.trim_start_matches(['+', '-']).is_empty();
        if sign_only && fraction.is_empty() || fraction.starts_with(['+', '-']) {
            return None;
        }
        let unscaled = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
        let scale = (fraction.len() as i64).checked_sub(exponent)?;
        (scale.abs() <= MAX_SCALE + fraction.len() as i64).then_some(Self { unscaled, scale })
    }

    /// The exact value of a double; `None` for infinity and NaN.
    pub fn from_double(n: f64) -> Option<Self> {
        if !n.is_finite() {
            return None;
        }
        if n == 0.0 {
            return Some(Self { unscaled: BigInt::ZERO, scale: 0 });
        }
        let bits = n.to_bits();
        let raw = (bits >> 52 & 0x7ff) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mut mantissa, mut exponent) =
            if raw == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw - 1075) };
        while mantissa & 1 == 0 {
            mantissa >>= 1;
            exponent += 1;
        }
        let sign = if n < 0.0 { Sign::Minus } else { Sign::Plus };
        let mantissa = BigInt::from_biguint(sign, mantissa.into());
        Some(if exponent >= 0 {
            Self { unscaled: mantissa << exponent as usize, scale: 0 }
        } else {
            // m / 2^k is m * 5^k / 10^k.
            Self { unscaled: mantissa * BigInt::from(5).pow(-exponent as u32), scale: i64::from(-exponent) }
        })
    }

    /// Whether the value is zero.
    pub fn is_zero(&self) -> bool {
        self.unscaled.sign() == Sign::NoSign
    }

    /// The integer part.
    pub fn to_big_integer(&self) -> BigInt {
        if self.scale <= 0 { &self.unscaled * power(-self.scale) } else { &self.unscaled / power(self.scale) }
    }

    /// The sum, with the larger of the scales.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let (a, b, scale) = self.aligned(other);
        Self { unscaled: a + b, scale }
    }

    /// The difference, with the larger of the scales.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let (a, b, scale) = self.aligned(other);
        Self { unscaled: a - b, scale }
    }

    /// The product, with the sum of the scales.
    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        Self { unscaled: &self.unscaled * &other.unscaled, scale: self.scale + other.scale }
    }

    /// The quotient with the scale of `self`, rounded half down, as Velocity computes it; `None` if the divisor is
    /// zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (mut left, mut right) = (self.unscaled.clone(), other.unscaled.clone());
        if other.scale >= 0 {
            left *= power(other.scale);
        } else {
            right *= power(-other.scale);
        }
        let mut quotient = &left / &right;
        let rest = &left - &quotient * &right;
        if rest.magnitude() * 2u32 > *right.magnitude() {
            let away = if (left.sign() == Sign::Minus) == (right.sign() == Sign::Minus) { 1 } else { -1 };
            quotient += away;
        }
        Some(Self { unscaled: quotient, scale: self.scale })
    }

    /// Compares by value, ignoring the scale.
    pub fn compare(&self, other: &Self) -> Ordering {
        let (a, b, _) = self.aligned(other);
        a.cmp(&b)
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let scale = self.scale.max(other.scale);
        (&self.unscaled * power(scale - self.scale), &other.unscaled * power(scale - other.scale), scale)
    }
}

impl fmt::Display for BigDecimal {
    /// Java's `toString()`: plain if the scale is not negative and the first digit is at most six places after the
    /// point, otherwise with an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.unscaled.magnitude().to_string();
        if self.unscaled.sign() == Sign::Minus {
            f.write_str("-")?;
        }
        let adjusted = digits.len() as i64 - 1 - self.scale;
        if self.scale == 0 {
            return f.write_str(&digits);
        }
        if self.scale > 0 && adjusted >= -6 {
            let point = digits.len() as i64 - self.scale;
            return if point > 0 {
                let (whole, fraction) = digits.split_at(point as usize);
                write!(f, "{whole}.{fraction}")
            } else {
                write!(f, "0.{}{digits}", "0".repeat(-point as usize))
            };
        }
        let (first, rest) = digits.split_at(1);
        f.write_str(first)?;
        if !rest.is_empty() {
            write!(f, ".{rest}")?;
        }
        if adjusted == 0 { Ok(()) } else { write!(f, "E{adjusted:+}") }
    }
}

fn power(exponent: i64) -> BigInt {
    BigInt::from(10).pow(exponent.clamp(0, 4 * MAX_SCALE) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_through_unchanged_where_java_prints_it_so() {
        for text in ["1.50", "0.000001", "1E-7", "1.5E-7", "1E+3", "-12.0", "123456789012345678.5"] {
            assert_eq!(BigDecimal::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(BigDecimal::parse("1e3").unwrap().to_string(), "1E+3");
        assert_eq!(BigDecimal::parse("-.5").unwrap().to_string(), "-0.5");
        assert!(
            ["", "-", ".", "1e", "x", "1e99999999999", "1.-5"]
                .iter()
                .all(|text| BigDecimal::parse(text).is_none())
        );
    }

    #[test]
    fn division_keeps_the_scale_and_rounds_a_half_down() {
        let divide =
            |a: &str, b: &str| BigDecimal::parse(a).unwrap().divide(&BigDecimal::parse(b).unwrap()).unwrap();
        assert_eq!(divide("1.00", "3").to_string(), "0.33");
        assert_eq!(divide("0.5", "10").to_string(), "0.0");
        assert_eq!(divide("-2.00", "3").to_string(), "-0.67");
    }

    #[test]
    fn a_double_has_all_its_digits() {
        assert_eq!(
            BigDecimal::from_double(0.1).unwrap().to_string(),
            "0.1000000000000000055511151231257827021181583404541015625"
        );
        assert_eq!(BigDecimal::from_double(1e3).unwrap().to_string(), "1000");
    }
}
