//! Rounding of decimal numbers.

use num_bigint::{BigInt, Sign};

use super::BigDecimal;

/// A rounding mode: the constants of Java's `BigDecimal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards positive infinity.
    Ceiling,
    /// Towards negative infinity.
    Floor,
    /// To the nearest, a half away from zero.
    HalfUp,
    /// To the nearest, a half towards zero.
    HalfDown,
    /// To the nearest, a half to the even digit.
    HalfEven,
    /// Rounding is an error.
    Unnecessary,
}

impl RoundingMode {
    /// The mode with Java's number.
    pub fn of(number: i32) -> Option<Self> {
        Some(match number {
            0 => Self::Up,
            1 => Self::Down,
            2 => Self::Ceiling,
            3 => Self::Floor,
            4 => Self::HalfUp,
            5 => Self::HalfDown,
            6 => Self::HalfEven,
            7 => Self::Unnecessary,
            _ => return None,
        })
    }
}

/// Ten to a power, which must not be negative.
pub fn power_of_ten(power: i64) -> BigInt {
    BigInt::from(10).pow(power.max(0) as u32)
}

/// The number of digits; 1 for zero.
pub fn precision(n: &BigInt) -> i64 {
    n.magnitude().to_string().len() as i64
}

/// The rounded quotient of two integers; `None` if the divisor is zero, or if rounding is needed but not allowed.
pub fn divide(a: &BigInt, b: &BigInt, rounding: RoundingMode) -> Option<BigInt> {
    if b.sign() == Sign::NoSign {
        return None;
    }
    let quotient = a / b;
    let rest = a - &quotient * b;
    if rest.sign() == Sign::NoSign {
        return Some(quotient);
    }
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    let half = (rest.magnitude() * 2u32).cmp(b.magnitude());
    let away = match rounding {
        RoundingMode::Up => true,
        RoundingMode::Down => false,
        RoundingMode::Ceiling => !negative,
        RoundingMode::Floor => negative,
        RoundingMode::HalfUp => half.is_ge(),
        RoundingMode::HalfDown => half.is_gt(),
        RoundingMode::HalfEven => half.is_gt() || half.is_eq() && quotient.bit(0),
        RoundingMode::Unnecessary => return None,
    };
    Some(if away { quotient + if negative { -1 } else { 1 } } else { quotient })
}

impl BigDecimal {
    /// `setScale`: the number with `scale` decimal places; `None` if rounding is needed but not allowed.
    #[must_use]
    pub fn set_scale(&self, scale: i64, rounding: RoundingMode) -> Option<Self> {
        let more = scale - self.scale();
        let unscaled = if more >= 0 {
            self.unscaled() * power_of_ten(more)
        } else {
            divide(self.unscaled(), &power_of_ten(-more), rounding)?
        };
        Some(Self::new(unscaled, scale))
    }

    /// `round`: the number with at most `digits` digits.
    #[must_use]
    pub fn round(&self, digits: i64, rounding: RoundingMode) -> Self {
        let mut n = self.clone();
        // Rounding may carry into another digit.
        for _ in 0..2 {
            let more = precision(n.unscaled()) - digits;
            if more > 0
                && let Some(rounded) = n.set_scale(n.scale() - more, rounding)
            {
                n = rounded;
            }
        }
        n
    }

    /// `stripTrailingZeros`, but not below `scale`.
    #[must_use]
    pub fn strip_zeros_to(&self, scale: i64) -> Self {
        let digits = self.unscaled().magnitude().to_string();
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        let removed = (zeros as i64).min(self.scale() - scale).max(0);
        Self::new(self.unscaled() / power_of_ten(removed), self.scale() - removed)
    }
}
