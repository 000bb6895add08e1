//! `java.math.BigDecimal` as digits and a scale: parsed, compared and printed in linear time.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;

use crate::{character, wtf8};

/// A decimal number of any size, like `java.math.BigDecimal`: digits and a scale, so that `1.0` and `1` are different
/// numbers with the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// ASCII digits without leading zeros; empty for zero.
    digits: Vec<u8>,
    /// The number of decimal places; negative for a multiple of a power of ten.
    scale: i32,
}

impl Decimal {
    /// Parses the format of `new BigDecimal(text)`: digits of any script, at most one point, an exponent. `None` where
    /// Java throws a `NumberFormatException`.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (negative, mut rest) = split_sign(text);
        let mut digits = Vec::new();
        let (mut scale, mut any, mut point, mut exponent) = (0_i64, false, false, 0_i64);
        while let Some(&first) = rest.first() {
            if let Some((digit, len)) = digit(rest) {
                any = true;
                if digit != 0 || !digits.is_empty() {
                    digits.push(b'0' + digit);
                }
                scale += i64::from(point);
                rest = rest.get(len..)?;
            } else if first == b'.' && !point {
                point = true;
                rest = rest.get(1..)?;
            } else if matches!(first, b'e' | b'E') {
                exponent = parse_exponent(rest.get(1..)?)?;
                break;
            } else {
                return None;
            }
        }
        let scale = i32::try_from(scale - exponent).ok()?;
        any.then_some(Self { negative: negative && !digits.is_empty(), digits, scale })
    }

    /// `digits / 10^scale`, given ASCII digits.
    pub fn from_digits(negative: bool, digits: &str, scale: i32) -> Self {
        let digits = digits.trim_start_matches('0').as_bytes().to_vec();
        Self { negative: negative && !digits.is_empty(), digits, scale }
    }

    /// The nearest double; infinite if it is out of range.
    pub fn approximate(&self) -> f64 {
        let digits =
            if self.digits.is_empty() { "0" } else { std::str::from_utf8(&self.digits).unwrap_or("0") };
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{digits}e{}", -i64::from(self.scale)).parse().unwrap_or(f64::NAN)
    }

    /// The low 32 bits of the integer part (`BigDecimal.intValue`).
    pub fn int_value(&self) -> i32 {
        let whole = self.digits.len() as i64 - i64::from(self.scale);
        let mut value = 0_i32;
        for at in 0..whole.max(0) {
            let Some(digit) = usize::try_from(at).ok().and_then(|at| self.digits.get(at)) else {
                // Only zeros follow; multiplying by ten 32 times leaves no bit.
                for _ in 0..(whole - at).min(32) {
                    value = value.wrapping_mul(10);
                }
                break;
            };
            value = value.wrapping_mul(10).wrapping_add(i32::from(digit - b'0'));
        }
        if self.negative { value.wrapping_neg() } else { value }
    }

    /// Compares by value, ignoring the scale (`BigDecimal.compareTo`).
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return if other.negative { Ordering::Greater } else { Ordering::Less },
            (false, true) => return if self.negative { Ordering::Less } else { Ordering::Greater },
            (false, false) => {}
        }
        if self.negative != other.negative {
            return if self.negative { Ordering::Less } else { Ordering::Greater };
        }
        let magnitude = |number: &Self| number.digits.len() as i64 - i64::from(number.scale);
        let ordering = magnitude(self).cmp(&magnitude(other)).then_with(|| {
            let strip =
                |digits: &[u8]| digits.iter().rposition(|&digit| digit != b'0').map_or(0, |at| at + 1);
            let (left, right) = (&self.digits, &other.digits);
            left.iter().take(strip(left)).cmp(right.iter().take(strip(right)))
        });
        if self.negative { ordering.reverse() } else { ordering }
    }
}

impl Decimal {
    /// Whether the number is a multiple of `divisor`; no number is a multiple of zero.
    pub fn is_multiple_of(&self, divisor: &Self) -> bool {
        let (digits, power) = self.normalized();
        let (divisor, divisor_power) = divisor.normalized();
        if divisor.is_empty() || digits.is_empty() {
            return !divisor.is_empty();
        }
        let Ok(power) = u32::try_from(power - divisor_power) else {
            // The divisor has the higher power of ten, and these digits do not end in zero.
            return false;
        };
        if let Some(divisor) = std::str::from_utf8(divisor).ok().and_then(|digits| digits.parse::<u64>().ok())
        {
            let divisor = u128::from(divisor);
            let rest = digits.iter().fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % divisor);
            let power = (0..power).fold(1 % divisor, |power, _| power * 10 % divisor);
            return rest * power % divisor == 0;
        }
        let whole = |digits| BigUint::parse_bytes(digits, 10).unwrap_or_default();
        let (value, divisor) = (whole(digits), whole(divisor));
        let power = BigUint::from(10_u8).modpow(&BigUint::from(power), &divisor);
        value % &divisor * power % divisor == BigUint::ZERO
    }

    /// The digits without leading and trailing zeros, and the power of ten to multiply them by.
    fn normalized(&self) -> (&[u8], i64) {
        let len = self.digits.iter().rposition(|&digit| digit != b'0').map_or(0, |at| at + 1);
        let zeros = self.digits.len() - len;
        (&self.digits[..len], zeros as i64 - i64::from(self.scale))
    }
}

/// The decimal digit at the start of `text`, of any script, and its length in bytes.
fn digit(text: &[u8]) -> Option<(u8, usize)> {
    let (c, len) = wtf8::code_point(text, 0)?;
    character::char_digit(c, 10).map(|value| (value as u8, len))
}

/// The sign of a number (whether it is negative) and the rest.
fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [sign @ (b'+' | b'-'), rest @ ..] => (*sign == b'-', rest),
        rest => (false, rest),
    }
}

/// The exponent after the `e`, with at most ten significant digits.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, mut rest) = split_sign(text);
    let mut digits = Vec::new();
    while !rest.is_empty() {
        let (digit, len) = digit(rest)?;
        digits.push(digit);
        rest = rest.get(len..)?;
    }
    let zeros = digits.len().saturating_sub(10);
    if digits.is_empty() || digits.iter().take(zeros).any(|&digit| digit != 0) {
        return None;
    }
    let value = digits.iter().skip(zeros).fold(0_i64, |value, &digit| value * 10 + i64::from(digit));
    let value = if negative { -value } else { value };
    i32::try_from(value).ok().map(i64::from)
}

/// `BigDecimal.toString`: `1.0`, `1E+2`, `1.5E-7`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits =
            if self.digits.is_empty() { "0" } else { std::str::from_utf8(&self.digits).unwrap_or("0") };
        if self.negative {
            f.write_str("-")?;
        }
        if self.scale == 0 {
            return f.write_str(digits);
        }
        let adjusted = digits.len() as i64 - 1 - i64::from(self.scale);
        if self.scale > 0 && adjusted >= -6 {
            let fraction = self.scale as usize;
            return match digits.len().checked_sub(fraction).filter(|&whole| whole > 0) {
                Some(whole) => {
                    let (whole, fraction) = digits.split_at_checked(whole).unwrap_or((digits, ""));
                    write!(f, "{whole}.{fraction}")
                }
                None => write!(f, "0.{digits:0>fraction$}"),
            };
        }
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        f.write_str(first)?;
        if !rest.is_empty() {
            write!(f, ".{rest}")?;
        }
        if adjusted != 0 {
            write!(f, "E{adjusted:+}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_java() {
        for (text, printed) in [
            ("1", "1"),
            ("1.0", "1.0"),
            ("-0.0", "0.0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1E10", "1E+10"),
            ("1.0E10", "1.0E+10"),
            ("12.5e-9", "1.25E-8"),
            ("0.000001", "0.000001"),
            ("0.0000001", "1E-7"),
            ("123.45e1", "1234.5"),
            ("-1.5e+3", "-1.5E+3"),
            ("٣.٥", "3.5"),
            ("0e5", "0E+5"),
            ("1e00000000000000000002", "1E+2"),
        ] {
            assert_eq!(Decimal::parse(text.as_bytes()).unwrap().to_string(), printed, "{text}");
        }
        for text in
            ["", "-", ".", "1e", "1e+", "1.2.3", "1-2", "e5", "--1", "1e99999999999", "1e-2147483648x", "NaN"]
        {
            assert_eq!(Decimal::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn compares_values() {
        let sorted = ["-1e9", "-2", "-1.5", "-1.49", "0", "1e-9", "0.1", "1", "1.01", "9.9", "10", "1e100"];
        for (i, left) in sorted.iter().enumerate() {
            for (j, right) in sorted.iter().enumerate() {
                let (left, right) = (Decimal::parse(left.as_bytes()), Decimal::parse(right.as_bytes()));
                assert_eq!(left.unwrap().compare(&right.unwrap()), i.cmp(&j));
            }
        }
        let parse = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        assert_eq!(parse("1.00").compare(&parse("10e-1")), Ordering::Equal);
        assert_eq!(parse("-0.0").compare(&parse("0")), Ordering::Equal);
    }

    #[test]
    fn tells_multiples() {
        let parse = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        for (value, divisor) in [
            ("1.1", "0.1"),
            ("0", "7"),
            ("-9", "3"),
            ("1e300", "16"),
            ("1e30", "1e29"),
            ("36893488147419103232000", "36893488147419103232"),
        ] {
            assert!(parse(value).is_multiple_of(&parse(divisor)), "{value} / {divisor}");
        }
        for (value, divisor) in [("1", "0"), ("0", "0"), ("1", "10"), ("1.05", "0.1"), ("1e300", "3")] {
            assert!(!parse(value).is_multiple_of(&parse(divisor)), "{value} / {divisor}");
        }
    }

    #[test]
    fn cuts_to_an_int() {
        for (text, value) in
            [("1.9", 1), ("-1.9", -1), ("4294967297", 1), ("1e40", 0), ("25e-1", 2), ("0.5", 0), ("3e2", 300)]
        {
            assert_eq!(Decimal::parse(text.as_bytes()).unwrap().int_value(), value, "{text}");
        }
    }
}
