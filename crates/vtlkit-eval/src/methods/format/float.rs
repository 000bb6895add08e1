//! Doubles.
//!
//! Java rounds half up on the decimal digits that name the number, not on its exact value: `%.2f` of 1.005 is `1.01`.

use vtlkit_java::double::format_digits;

use super::{Printer, hex};
use crate::Failure;

/// The digits of a number: `0.d1d2d3… * 10^point`.
struct Digits {
    digits: Vec<u8>,
    point: i64,
}

impl Digits {
    fn of(n: f64) -> Self {
        match format_digits(n) {
            Some((digits, point)) => Self { digits, point: i64::from(point) },
            None => Self { digits: b"0".to_vec(), point: 0 },
        }
    }

    /// Keeps `keep` digits, the last one rounded half up; the others become zeros.
    fn round(&mut self, keep: i64) {
        let Ok(keep) = usize::try_from(keep) else { return };
        let Some(&next) = self.digits.get(keep) else { return };
        let len = self.digits.len();
        let mut carry = next >= b'5';
        for digit in self.digits[..keep].iter_mut().rev() {
            if !carry {
                break;
            }
            carry = *digit == b'9';
            *digit = if carry { b'0' } else { *digit + 1 };
        }
        self.digits[keep..].fill(b'0');
        if carry {
            self.digits.insert(0, b'1');
            self.digits.truncate(len);
            self.point += 1;
        }
    }

    /// The digits with the decimal point, and at most `precision` of them after it.
    fn plain(&self, precision: i64) -> Vec<u8> {
        let mut out = Vec::new();
        if self.point > 0 {
            let point = self.point as usize;
            let (whole, fraction) = self.digits.split_at(point.min(self.digits.len()));
            out.extend_from_slice(whole);
            out.resize(point, b'0');
            let fraction = &fraction[..fraction.len().min(precision.max(0) as usize)];
            if !fraction.is_empty() {
                out.push(b'.');
                out.extend_from_slice(fraction);
            }
            return out;
        }
        let zeros = (-self.point).min(precision).max(0) as usize;
        let shown = (precision + self.point).clamp(0, self.digits.len() as i64) as usize;
        out.push(b'0');
        if zeros + shown > 0 {
            out.push(b'.');
            out.resize(2 + zeros, b'0');
            out.extend_from_slice(&self.digits[..shown]);
        }
        out
    }

    /// One digit before the point and at most `precision` after it.
    fn scientific(&self, precision: i64) -> Vec<u8> {
        let shown = precision.clamp(0, self.digits.len() as i64 - 1) as usize;
        let mut out = self.digits[..1].to_vec();
        if shown > 0 {
            out.push(b'.');
            out.extend_from_slice(&self.digits[1..=shown]);
        }
        out
    }

    /// The exponent for [`scientific`](Self::scientific), without its `e`: a sign and at least two digits.
    fn exponent(&self) -> String {
        let exponent = self.point - 1;
        format!("{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs())
    }
}

impl Printer<'_, '_> {
    pub(super) fn double(&mut self, n: f64) -> Result<Vec<u8>, Failure> {
        let specifier = self.specifier;
        let name = |name: &str| if specifier.upper { name.to_uppercase() } else { name.to_owned() };
        if n.is_nan() {
            return self.justified(name("NaN").into_bytes());
        }
        // The sign bit: -0.0 is negative here.
        let negative = n.is_sign_negative();
        let mut out = Vec::new();
        self.leading_sign(&mut out, negative);
        if n.is_infinite() {
            out.extend_from_slice(name("Infinity").as_bytes());
        } else {
            let precision = specifier.precision.map_or(6, |precision| precision as i64);
            match specifier.conversion {
                b'e' => self.scientific(&mut out, n, precision, negative)?,
                b'f' => {
                    let mut digits = Digits::of(n);
                    digits.round(digits.point + precision);
                    let mantissa = self.mantissa(digits.plain(precision), precision)?;
                    self.magnitude(&mut out, &mantissa, 0, negative)?;
                }
                b'g' => self.general(&mut out, n, precision.max(1), negative)?,
                _ => self.hexadecimal(&mut out, n, negative)?,
            }
        }
        self.trailing_sign(&mut out, negative);
        self.justified(out)
    }

    /// Pads a mantissa with zeros; with `#` it always has a point.
    fn mantissa(&mut self, mut mantissa: Vec<u8>, precision: i64) -> Result<Vec<u8>, Failure> {
        let after = mantissa.iter().position(|&b| b == b'.').map(|point| mantissa.len() - point - 1);
        let missing = (precision.max(0) as usize).saturating_sub(after.unwrap_or(0));
        if after.is_none() && (missing > 0 || self.specifier.alternate) {
            mantissa.push(b'.');
        }
        self.push_zeros(&mut mantissa, missing)?;
        Ok(mantissa)
    }

    fn scientific(
        &mut self,
        out: &mut Vec<u8>,
        n: f64,
        precision: i64,
        negative: bool,
    ) -> Result<(), Failure> {
        let mut digits = Digits::of(n);
        digits.round(precision + 1);
        let exponent = if n == 0.0 { "+00".to_owned() } else { digits.exponent() };
        let mantissa = self.mantissa(digits.scientific(precision), precision)?;
        self.with_exponent(out, &mantissa, &exponent, negative)
    }

    pub(super) fn with_exponent(
        &mut self,
        out: &mut Vec<u8>,
        mantissa: &[u8],
        exponent: &str,
        negative: bool,
    ) -> Result<(), Failure> {
        self.magnitude(out, mantissa, exponent.len() + 1, negative)?;
        out.push(if self.specifier.upper { b'E' } else { b'e' });
        out.extend_from_slice(exponent.as_bytes());
        Ok(())
    }

    fn general(&mut self, out: &mut Vec<u8>, n: f64, precision: i64, negative: bool) -> Result<(), Failure> {
        if n == 0.0 {
            let mantissa = self.mantissa(b"0".to_vec(), precision - 1)?;
            return self.magnitude(out, &mantissa, 0, negative);
        }
        let mut digits = Digits::of(n);
        digits.round(precision);
        if (-4..precision).contains(&(digits.point - 1)) {
            let after = precision - digits.point;
            let mantissa = self.mantissa(digits.plain(after), after)?;
            return self.magnitude(out, &mantissa, 0, negative);
        }
        let mantissa = self.mantissa(digits.scientific(precision - 1), precision - 1)?;
        self.with_exponent(out, &mantissa, &digits.exponent(), negative)
    }

    fn hexadecimal(&mut self, out: &mut Vec<u8>, n: f64, negative: bool) -> Result<(), Failure> {
        let specifier = self.specifier;
        let precision = specifier.precision.map_or(0, |precision| precision.max(1));
        let text = hex::rounded(n.abs(), precision);
        let (mantissa, exponent) = text.split_once('p').unwrap_or((&text, "0"));
        out.extend_from_slice(if specifier.upper { b"0X" } else { b"0x" });
        if specifier.zeros {
            let signs = if specifier.space || specifier.plus || negative { 3 } else { 2 };
            let width = specifier.width.unwrap_or(0);
            self.push_zeros(out, width.saturating_sub(text.len() + signs))?;
        }
        let mantissa = if specifier.upper { mantissa.to_uppercase() } else { mantissa.to_owned() };
        out.extend_from_slice(mantissa.as_bytes());
        let after = mantissa.find('.').map_or(0, |point| mantissa.len() - point - 1);
        self.push_zeros(out, precision.saturating_sub(after))?;
        out.push(if specifier.upper { b'P' } else { b'p' });
        out.extend_from_slice(exponent.as_bytes());
        Ok(())
    }
}
