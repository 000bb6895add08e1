//! `BigDecimal`.

use num_bigint::{BigInt, Sign};
use vtlkit_java::BigDecimal;
use vtlkit_java::big_decimal::RoundingMode;

use super::Printer;
use crate::Failure;

impl Printer<'_, '_> {
    pub(super) fn big_decimal(&mut self, n: BigDecimal) -> Result<Vec<u8>, Failure> {
        let negative = n.unscaled().sign() == Sign::Minus;
        let n = BigDecimal::new(n.unscaled().magnitude().clone().into(), n.scale());
        let precision = self.specifier.precision.map_or(6, |precision| precision as i64);
        let mut out = Vec::new();
        self.leading_sign(&mut out, negative);
        match self.specifier.conversion {
            b'e' => self.decimal_scientific(&mut out, &n, precision, negative)?,
            b'f' => self.decimal_plain(&mut out, &n, precision, negative)?,
            _ => {
                let precision = precision.max(1);
                let n = n.round(precision, RoundingMode::HalfUp);
                let digits = digits(&n).len() as i64;
                let exponent = digits - 1 - n.scale();
                let is_zero = n.unscaled().sign() == Sign::NoSign;
                let in_range = (-4..precision).contains(&exponent) && !is_zero;
                if in_range || is_zero && n.scale() == 0 {
                    self.decimal_plain(&mut out, &n, precision - exponent - 1, negative)?;
                } else {
                    self.decimal_scientific(&mut out, &n, precision - 1, negative)?;
                }
            }
        }
        self.trailing_sign(&mut out, negative);
        self.justified(out)
    }

    fn decimal_scientific(
        &mut self,
        out: &mut Vec<u8>,
        n: &BigDecimal,
        precision: i64,
        negative: bool,
    ) -> Result<(), Failure> {
        let known = digits(n).len() as i64;
        let zeros = (precision - (known - 1)).max(0);
        let n = n.round(known.min(precision + 1), RoundingMode::HalfUp);
        let digits = digits(&n);
        let mut mantissa = digits.as_bytes()[..1].to_vec();
        if digits.len() > 1 {
            mantissa.push(b'.');
            mantissa.extend_from_slice(&digits.as_bytes()[1..]);
        } else if zeros > 0 || self.specifier.alternate {
            mantissa.push(b'.');
        }
        self.push_zeros(&mut mantissa, zeros as usize)?;
        let exponent = digits.len() as i64 - 1 - n.scale();
        let exponent = format!("{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
        self.with_exponent(out, &mantissa, &exponent, negative)
    }

    fn decimal_plain(
        &mut self,
        out: &mut Vec<u8>,
        n: &BigDecimal,
        precision: i64,
        negative: bool,
    ) -> Result<(), Failure> {
        let n = if n.scale() > precision {
            n.set_scale(precision, RoundingMode::HalfUp)
        } else {
            Some(n.clone())
        };
        let Some(n) = n else { return Ok(()) };
        let mut mantissa = digits(&n).into_bytes();
        let scale = n.scale().max(0) as usize;
        if n.scale() < 0 && n.unscaled() != &BigInt::ZERO {
            self.push_zeros(&mut mantissa, n.scale().unsigned_abs() as usize)?;
        }
        if scale > 0 {
            if scale >= mantissa.len() {
                let zeros = scale + 1 - mantissa.len();
                mantissa.splice(0..0, std::iter::repeat_n(b'0', zeros));
            }
            mantissa.insert(mantissa.len() - scale, b'.');
        }
        let missing = (precision.max(0) as usize).saturating_sub(scale);
        if scale == 0 && (missing > 0 || self.specifier.alternate) {
            mantissa.push(b'.');
        }
        self.push_zeros(&mut mantissa, missing)?;
        self.magnitude(out, &mantissa, 0, negative)
    }
}

fn digits(n: &BigDecimal) -> String {
    n.unscaled().magnitude().to_string()
}
