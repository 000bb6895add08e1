//! Decimal numbers with fewer digits.

use num_bigint::{BigInt, Sign};
use vtlkit_value::number::BigDecimal;

/// Which way a number is rounded: the constants of Java's `BigDecimal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::methods) enum Rounding {
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
    /// Not at all: what would have to be rounded is an error.
    Unnecessary,
}

impl Rounding {
    /// The way that Java gives a number.
    pub(in crate::methods) fn of(number: i32) -> Option<Self> {
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

/// Ten to a power, which is 0 or more.
pub(in crate::methods) fn power_of_ten(power: i64) -> BigInt {
    BigInt::from(10).pow(power.max(0) as u32)
}

/// How many digits a number has; 1 for zero.
pub(in crate::methods) fn precision(n: &BigInt) -> i64 {
    n.magnitude().to_string().len() as i64
}

/// The quotient of two integers, rounded; none where the divisor is zero, or where it would have to be rounded and must
/// not be.
pub(in crate::methods) fn divide(a: &BigInt, b: &BigInt, rounding: Rounding) -> Option<BigInt> {
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
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfDown => half.is_gt(),
        Rounding::HalfEven => half.is_gt() || half.is_eq() && quotient.bit(0),
        Rounding::Unnecessary => return None,
    };
    Some(if away { quotient + if negative { -1 } else { 1 } } else { quotient })
}

/// The number with so many digits after the point; none where it would have to be rounded and must not be.
pub(in crate::methods) fn to_scale(n: &BigDecimal, scale: i64, rounding: Rounding) -> Option<BigDecimal> {
    let more = scale - n.scale();
    let unscaled = if more >= 0 {
        n.unscaled() * power_of_ten(more)
    } else {
        divide(n.unscaled(), &power_of_ten(-more), rounding)?
    };
    Some(BigDecimal::new(unscaled, scale))
}

/// The number with at most so many digits.
pub(in crate::methods) fn to_precision(n: &BigDecimal, digits: i64, rounding: Rounding) -> BigDecimal {
    let mut n = n.clone();
    // Rounding may carry into another digit.
    for _ in 0..2 {
        let more = precision(n.unscaled()) - digits;
        if more > 0
            && let Some(rounded) = to_scale(&n, n.scale() - more, rounding)
        {
            n = rounded;
        }
    }
    n
}

/// The number without zeros at its end, as long as its scale stays above `scale`.
pub(in crate::methods) fn strip(n: &BigDecimal, scale: i64) -> BigDecimal {
    let digits = n.unscaled().magnitude().to_string();
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let removed = (zeros as i64).min(n.scale() - scale).max(0);
    BigDecimal::new(n.unscaled() / power_of_ten(removed), n.scale() - removed)
}
