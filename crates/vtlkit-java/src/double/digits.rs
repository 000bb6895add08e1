//! The decimal digits of a double as chosen by Java before version 19.
//!
//! Java generates digits until they distinguish the number from its neighbours, like Steele and White's algorithm, but
//! at least two if an exponent will be printed, and with its own rounding of the last one. The result is not always the
//! shortest; only the same algorithm gives the same digits.

use std::cmp::Ordering;

use num_bigint::BigUint;
use smallvec::SmallVec;

/// Decimal digits; the inline capacity is enough for any double.
pub(super) type Digits = SmallVec<[u8; 24]>;

/// The common logarithm of two, to Java's precision.
#[allow(clippy::approx_constant)] // one digit fewer than the constant there is, as in Java
const LOG10_2: f64 = 0.301_029_995_663_981;

/// The number of fraction bits of a double, without the hidden bit.
const FRACTION_BITS: i32 = 52;

/// The digits of a positive finite number without trailing zeros, and the position of the point: `0.d1d2d3… *
/// 10^point`. `String.format` requests at least two digits even if no exponent will be printed.
pub(super) fn of(n: f64, at_least_two: bool) -> (Digits, i32) {
    decimal(n).filter(|_| !at_least_two).unwrap_or_else(|| generated(n, at_least_two))
}

/// Fast path for a double that is nearest to a number of at most six decimal places, as most numbers in JSON are. The
/// digits of that number are the result: no shorter number is as near, and Java stops at its last digit too, since the
/// remainder is less than the distance to the neighbours.
fn decimal(n: f64) -> Option<(Digits, i32)> {
    const MILLION: f64 = 1e6;
    // No exponent is printed in this range, and the number in millionths is exact.
    if !(1e-3..1e7).contains(&n) {
        return None;
    }
    let millionths = (n * MILLION + 0.5) as u64;
    if (millionths as f64 / MILLION).to_bits() != n.to_bits() {
        return None;
    }
    let mut digits = Digits::new();
    let mut rest = millionths;
    while rest != 0 {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    digits.reverse();
    let place = digits.len() as i32 - 6;
    Some((trimmed(digits), place))
}

/// The digits of a positive finite float, generated from its bits as if they were those of a less precise double.
pub(super) fn of_float(n: f32) -> (Digits, i32) {
    const FLOAT_BITS: i32 = 23;
    let bits = n.to_bits();
    let mut exponent = (bits >> FLOAT_BITS) as i32;
    let mut fraction = bits & ((1 << FLOAT_BITS) - 1);
    let significant;
    if exponent == 0 {
        let zeros = fraction.leading_zeros() as i32;
        let shift = zeros - (31 - FLOAT_BITS);
        fraction <<= shift;
        exponent = 1 - shift;
        significant = 32 - zeros;
    } else {
        fraction |= 1 << FLOAT_BITS;
        significant = FLOAT_BITS + 1;
    }
    let fraction = u64::from(fraction) << (FRACTION_BITS - FLOAT_BITS);
    of_parts(fraction, exponent - 127, significant, false)
}

/// The general algorithm.
fn generated(n: f64, at_least_two: bool) -> (Digits, i32) {
    let bits = n.to_bits();
    let mut exponent = (bits >> FRACTION_BITS) as i32;
    let mut fraction = bits & ((1 << FRACTION_BITS) - 1);
    let significant;
    if exponent == 0 {
        let zeros = fraction.leading_zeros() as i32;
        let shift = zeros - (63 - FRACTION_BITS);
        fraction <<= shift;
        exponent = 1 - shift;
        significant = 64 - zeros;
    } else {
        fraction |= 1 << FRACTION_BITS;
        significant = FRACTION_BITS + 1;
    }
    of_parts(fraction, exponent - 1023, significant, at_least_two)
}

/// The digits of `fraction * 2^(exponent - 52)` with `significant` significant bits.
fn of_parts(fraction: u64, exponent: i32, significant: i32, at_least_two: bool) -> (Digits, i32) {
    let trailing = fraction.trailing_zeros() as i32;
    let used = FRACTION_BITS + 1 - trailing;
    let tiny = (used - exponent - 1).max(0);
    if tiny == 0 && (-21..=62).contains(&exponent) {
        return whole(fraction, exponent, significant);
    }
    fractional(fraction, exponent, significant, used, tiny, at_least_two)
}

/// An integer below 2^63: all its digits, those beyond the number's precision rounded away.
fn whole(fraction: u64, exponent: i32, significant: i32) -> (Digits, i32) {
    let beyond = if exponent > significant { exponent - significant - 1 } else { 0 };
    let dropped = if beyond > 1 { (1u64 << beyond).ilog10() } else { 0 };
    let mut value = if exponent >= FRACTION_BITS {
        fraction << (exponent - FRACTION_BITS)
    } else {
        fraction >> (FRACTION_BITS - exponent)
    };
    if dropped > 0 {
        let unit = 10u64.pow(dropped);
        let rest = value % unit;
        value /= unit;
        value += u64::from(rest >= unit >> 1);
    }
    let mut digits = Digits::new();
    loop {
        digits.push(b'0' + (value % 10) as u8);
        value /= 10;
        if value == 0 {
            break;
        }
    }
    digits.reverse();
    let place = digits.len() as i32 + dropped as i32;
    (trimmed(digits), place)
}

/// Any other number as a quotient of two integers, digit by digit.
fn fractional(
    fraction: u64,
    exponent: i32,
    significant: i32,
    used: i32,
    tiny: i32,
    at_least_two: bool,
) -> (Digits, i32) {
    let mut place = estimate(fraction, exponent);
    let b5 = (-place).max(0);
    let mut b2 = b5 + tiny + exponent;
    let s5 = place.max(0);
    let mut s2 = s5 + tiny;
    let mut m2 = b2 - significant;
    let fraction = fraction >> (FRACTION_BITS + 1 - used);
    b2 -= used - 1;
    let common = b2.min(s2);
    b2 -= common;
    s2 -= common;
    m2 -= common;
    if used == 1 {
        // Below a power of two the neighbours are half as far away.
        m2 -= 1;
    }
    if m2 < 0 {
        b2 -= m2;
        s2 -= m2;
        m2 = 0;
    }
    // Java uses machine words for small numbers, in which sums overflow.
    let bits = used + b2 + bits_of_power(b5);
    let ten_bits = s2 + 1 + bits_of_power(s5 + 1);
    let fits = |width: i32| bits < width && ten_bits < width;
    let mut digits = Digits::new();
    let round_up = if fits(32) {
        let power = |five: i32, two: i32| 5i32.wrapping_pow(five as u32) << two;
        let start = (fraction as i32).wrapping_mul(5i32.wrapping_pow(b5 as u32)) << b2;
        generate(start, power(s5, s2), power(b5, m2), at_least_two, &mut digits, &mut place)
    } else if fits(64) {
        let power = |five: i32, two: i32| 5i64.wrapping_pow(five as u32) << two;
        let start = (fraction as i64).wrapping_mul(5i64.wrapping_pow(b5 as u32)) << b2;
        generate(start, power(s5, s2), power(b5, m2), at_least_two, &mut digits, &mut place)
    } else {
        let power = |five: i32, two: i32| BigUint::from(5u32).pow(five as u32) << two;
        let start = BigUint::from(fraction) * power(b5, b2);
        generate(start, power(s5, s2), power(b5, m2), at_least_two, &mut digits, &mut place)
    };
    place += 1;
    if round_up {
        match digits.iter().rposition(|&digit| digit != b'9') {
            Some(at) => {
                digits[at] += 1;
                digits.truncate(at + 1);
            }
            None => {
                digits.clear();
                digits.push(b'1');
                place += 1;
            }
        }
    }
    (trimmed(digits), place)
}

/// The integers of the algorithm: machine words, which overflow like Java's, or big integers.
trait Whole: Clone {
    fn times_ten(&mut self);
    /// Divides, replaces `self` by ten times the remainder, and returns the quotient, a digit.
    fn divide(&mut self, by: &Self) -> u8;
    /// Whether the remainder is less than the margin, and whether it is less than the margin away from `ten`. `first`
    /// is true for the first digit.
    fn ends(&self, margin: &Self, ten: &Self, first: bool) -> (bool, bool);
    /// Compares twice the number with another.
    fn compare_twice(&self, other: &Self) -> Ordering;
}

macro_rules! word {
    ($word:ty) => {
        impl Whole for $word {
            fn times_ten(&mut self) {
                *self = self.wrapping_mul(10);
            }

            fn divide(&mut self, by: &Self) -> u8 {
                let quotient = *self / by;
                *self = (*self % by).wrapping_mul(10);
                quotient as u8
            }

            fn ends(&self, margin: &Self, ten: &Self, first: bool) -> (bool, bool) {
                // An overflowed margin is larger than all numbers.
                if first || *margin > 0 {
                    (self < margin, self.wrapping_add(*margin) > *ten)
                } else {
                    (true, true)
                }
            }

            fn compare_twice(&self, other: &Self) -> Ordering {
                self.wrapping_shl(1).wrapping_sub(*other).cmp(&0)
            }
        }
    };
}

word!(i32);
word!(i64);

impl Whole for BigUint {
    fn times_ten(&mut self) {
        *self *= 10u32;
    }

    fn divide(&mut self, by: &Self) -> u8 {
        let mut quotient = 0;
        while *self >= *by {
            *self -= by;
            quotient += 1;
        }
        *self *= 10u32;
        quotient
    }

    fn ends(&self, margin: &Self, ten: &Self, _: bool) -> (bool, bool) {
        (self < margin, self + margin >= *ten)
    }

    fn compare_twice(&self, other: &Self) -> Ordering {
        (self << 1u8).cmp(other)
    }
}

/// Appends the digits of `rest / unit` until they distinguish it from numbers `margin` away. Returns whether the last
/// is to be rounded up.
fn generate<N: Whole>(
    mut rest: N,
    unit: N,
    mut margin: N,
    at_least_two: bool,
    digits: &mut Digits,
    place: &mut i32,
) -> bool {
    let mut ten = unit.clone();
    ten.times_ten();
    let mut step = |rest: &mut N, first: bool| {
        let digit = rest.divide(&unit);
        margin.times_ten();
        let (low, high) = rest.ends(&margin, &ten, first);
        (digit, low, high)
    };
    let (digit, mut low, mut high) = step(&mut rest, true);
    if digit == 0 && !high {
        *place -= 1;
    } else {
        digits.push(b'0' + digit);
    }
    if at_least_two || *place < -3 || *place >= 8 {
        // With an exponent, there is always a digit after the point.
        low = false;
        high = false;
    }
    while !low && !high {
        let digit;
        (digit, low, high) = step(&mut rest, false);
        digits.push(b'0' + digit);
    }
    if !(low && high) {
        return high;
    }
    match rest.compare_twice(&ten) {
        Ordering::Less => false,
        Ordering::Equal => digits.last().is_some_and(|digit| digit & 1 != 0),
        Ordering::Greater => true,
    }
}

/// The decimal exponent of a number, or one more.
fn estimate(fraction: u64, exponent: i32) -> i32 {
    let mantissa = f64::from_bits(1023 << FRACTION_BITS | fraction & ((1 << FRACTION_BITS) - 1));
    let estimate = (mantissa - 1.5) * 0.289_529_654 + 0.176_091_259 + f64::from(exponent) * LOG10_2;
    estimate.floor() as i32
}

/// The number of bits of a power of five within the range of machine words; beyond it, a larger number.
fn bits_of_power(five: i32) -> i32 {
    match five {
        0 => 0,
        1..27 => 64 - 5u64.pow(five as u32).leading_zeros() as i32,
        _ => five * 3,
    }
}

fn trimmed(mut digits: Digits) -> Digits {
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_decimals_are_those_that_are_generated() {
        let mut seed = 1u64;
        let random = std::iter::from_fn(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Some((seed >> 24) as f64 / [1e2, 1e4, 1e5, 1e6][(seed >> 22) as usize % 4])
        });
        let small = (1_000..30_000).map(|n| f64::from(n) / 1e6);
        let cents = (0..30_000).map(|n| f64::from(n) / 1e2);
        for n in small.chain(cents).chain(random.take(30_000)) {
            if let Some(digits) = decimal(n) {
                assert_eq!(digits, generated(n, false), "{n:?}");
            }
        }
        assert_eq!(decimal(0.000_999), None);
        assert_eq!(decimal(1e7), None);
        assert_eq!(decimal(0.1 + 0.2), None);
        assert_eq!(decimal(1234.5), Some((b"12345"[..].into(), 4)));
    }
}
