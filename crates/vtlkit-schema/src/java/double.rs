//! `Double.toString` of Java 17 and before.
//!
//! Its digits are not always the shortest that name the double: powers of two can have one too many, and a number
//! in scientific notation has at least two. So the search for digits follows the published algorithm of Steele and
//! White with the bounds that Java uses.

use num_bigint::BigUint;

/// The decimal digits of a finite double that is not negative, and the exponent: `0.digits * 10^exponent`.
pub(crate) fn digits(value: f64) -> (String, i32) {
    if value == 0.0 {
        return ("0".to_owned(), 1);
    }
    let bits = value.to_bits();
    let raw_exponent = (bits >> 52) as i32 & 0x7ff;
    let raw_fraction = bits & ((1 << 52) - 1);
    // The significand with its top bit at 52, how many of its bits count, and its binary exponent.
    let (fraction, significant_bits, exponent) = if raw_exponent == 0 {
        let shift = raw_fraction.leading_zeros() as i32 - 11;
        (raw_fraction << shift, 53 - shift, 1 - shift - 1023)
    } else {
        (raw_fraction | 1 << 52, 53, raw_exponent - 1023)
    };
    let trailing_zeros = fraction.trailing_zeros() as i32;
    let fraction_bits = 53 - trailing_zeros;
    // The bits right of the binary point.
    let tiny_bits = (fraction_bits - exponent - 1).max(0);
    if tiny_bits == 0 && (0..=62).contains(&exponent) {
        let integer = if exponent >= 52 { fraction << (exponent - 52) } else { fraction >> (52 - exponent) };
        let superfluous =
            if exponent > significant_bits { decimal_digits(exponent - significant_bits - 1) } else { 0 };
        return integer_digits(integer, superfluous);
    }
    search(fraction >> trailing_zeros, fraction_bits, tiny_bits, exponent, significant_bits)
}

/// How many decimal digits `2^power` has beyond the first.
fn decimal_digits(power: i32) -> u32 {
    if power > 1 { (1_u64 << power).ilog10() } else { 0 }
}

/// The digits of an integer below 2^63 of which the last few do not count.
fn integer_digits(mut integer: u64, superfluous: u32) -> (String, i32) {
    let mut exponent = superfluous as i32;
    if superfluous != 0 {
        let power = 10_u64.pow(superfluous);
        let rest = integer % power;
        integer /= power;
        if rest >= power / 2 {
            integer += 1;
        }
    }
    let all = integer.to_string();
    exponent += all.len() as i32;
    let digits = all.trim_end_matches('0');
    (digits.to_owned(), exponent)
}

/// Generates digits until they name no other double.
fn search(
    fraction: u64,
    fraction_bits: i32,
    tiny_bits: i32,
    exponent: i32,
    significant_bits: i32,
) -> (String, i32) {
    let mut decimal_exponent = estimate(fraction << (53 - fraction_bits), exponent);
    // value = b / s * 10^decimal_exponent, and m is half the distance to the next double, on the same scale.
    let five_b = (-decimal_exponent).max(0);
    let five_s = decimal_exponent.max(0);
    let mut two_b = five_b + tiny_bits + exponent;
    let mut two_s = five_s + tiny_bits;
    let mut two_m = two_b - significant_bits;
    two_b -= fraction_bits - 1;
    let common = two_b.min(two_s);
    two_b -= common;
    two_s -= common;
    two_m -= common;
    if fraction_bits == 1 {
        // Below a power of two the doubles lie closer.
        two_m -= 1;
    }
    if two_m < 0 {
        two_b -= two_m;
        two_s -= two_m;
        two_m = 0;
    }
    let scaled = |factor: u64, fives: i32, twos: i32| {
        (BigUint::from(factor) * BigUint::from(5_u8).pow(fives.unsigned_abs())) << twos.unsigned_abs()
    };
    let values = Scaled {
        b: scaled(fraction, five_b, two_b),
        s: scaled(1, five_s, two_s),
        m: scaled(1, five_b, two_m),
    };
    // Java computes in machine words where the values fit, and lets them overflow.
    let b_bits = fraction_bits + two_b + bits_of_five(five_b);
    let ten_s_bits = two_s + 1 + bits_of_five(five_s + 1);
    let scientific = |exponent: i32| !(-3..8).contains(&exponent);
    let (mut found, shorter, round_up) = match b_bits.max(ten_s_bits) {
        ..32 => words(&values, 32, decimal_exponent, scientific),
        32..64 => words(&values, 64, decimal_exponent, scientific),
        _ => big(values, decimal_exponent, scientific),
    };
    if shorter {
        decimal_exponent -= 1;
    }
    let mut exponent = decimal_exponent + 1;
    if round_up {
        exponent += increment(&mut found);
    }
    while found.len() > 1 && found.last() == Some(&0) {
        found.pop();
    }
    (found.iter().map(|digit| char::from(b'0' + digit)).collect(), exponent)
}

/// The value is `b / s`, half the distance to the next double `m / s`.
struct Scaled {
    b: BigUint,
    s: BigUint,
    m: BigUint,
}

/// The digits, whether the first was a zero that is left out, and whether the last is to be rounded up.
type Found = (Vec<u8>, bool, bool);

/// Searches with integers of any size.
fn big(values: Scaled, estimate: i32, scientific: impl Fn(i32) -> bool) -> Found {
    let Scaled { mut b, s, mut m } = values;
    let ten_s = &s * 10_u8;
    let mut found = Vec::with_capacity(18);
    let next_digit = |b: &mut BigUint, m: &mut BigUint| {
        let digit = (&*b / &s).to_u64_digits().first().copied().unwrap_or(0) as u8;
        *b = (&*b % &s) * 10_u8;
        *m *= 10_u8;
        digit
    };
    let first = next_digit(&mut b, &mut m);
    let (mut low, mut high) = (b < m, &b + &m >= ten_s);
    let shorter = first == 0 && !high;
    if !shorter {
        found.push(first);
    }
    if scientific(estimate - i32::from(shorter)) {
        // Scientific notation has a digit after the point.
        (low, high) = (false, false);
    }
    while !low && !high {
        found.push(next_digit(&mut b, &mut m));
        (low, high) = (b < m, &b + &m >= ten_s);
    }
    let twice = b << 1_u8;
    let odd = found.last().is_some_and(|digit| digit % 2 == 1);
    (found, shorter, high && (!low || twice > ten_s || (twice == ten_s && odd)))
}

/// Searches in machine words of so many bits.
fn words(values: &Scaled, bits: u32, estimate: i32, scientific: impl Fn(i32) -> bool) -> Found {
    // The low bits with the sign that the word's top bit gives.
    let wrap = |value: i128| if bits == 32 { i128::from(value as i32) } else { i128::from(value as i64) };
    let word = |value: &BigUint| wrap(value.to_u64_digits().first().copied().map_or(0, i128::from));
    let (mut b, s, mut m) = (word(&values.b), word(&values.s).max(1), word(&values.m));
    let ten_s = wrap(s * 10);
    let mut found = Vec::with_capacity(18);
    let next_digit = |b: &mut i128, m: &mut i128| {
        let digit = *b / s;
        *b = wrap(10 * (*b % s));
        *m = wrap(*m * 10);
        digit as u8
    };
    let first = next_digit(&mut b, &mut m);
    let (mut low, mut high) = (b < m, wrap(b + m) > ten_s);
    let shorter = first == 0 && !high;
    if !shorter {
        found.push(first);
    }
    if scientific(estimate - i32::from(shorter)) {
        (low, high) = (false, false);
    }
    while !low && !high {
        found.push(next_digit(&mut b, &mut m));
        // An overflow that shows as a negative number is taken for what it is.
        (low, high) = if m > 0 { (b < m, wrap(b + m) > ten_s) } else { (true, true) };
    }
    let difference = wrap(wrap(b << 1) - ten_s);
    let odd = found.last().is_some_and(|digit| digit % 2 == 1);
    (found, shorter, high && (!low || difference > 0 || (difference == 0 && odd)))
}

/// Adds one to the last digit; 1 when the number became a power of ten.
fn increment(digits: &mut [u8]) -> i32 {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return 0;
        }
        *digit = 0;
    }
    if let Some(first) = digits.first_mut() {
        *first = 1;
    }
    1
}

/// The decimal exponent, one too high at times; the numbers are those of Java.
#[allow(clippy::approx_constant)]
fn estimate(fraction: u64, exponent: i32) -> i32 {
    let significand = f64::from_bits((1023 << 52) | (fraction & ((1 << 52) - 1)));
    let estimate =
        (significand - 1.5) * 0.289_529_654 + 0.176_091_259 + f64::from(exponent) * 0.301_029_995_663_981;
    estimate.floor() as i32
}

/// The bits of `5^power`, or what Java takes for it above 5^26.
fn bits_of_five(power: i32) -> i32 {
    match power {
        0 => 0,
        1..=26 => (5_u64.pow(power.unsigned_abs())).ilog2() as i32 + 1,
        _ => power * 3,
    }
}

/// Appends a finite double as Java prints it: `91.0`, `0.001`, `1.0E-4`, `1.23456789E8`.
pub(crate) fn write(value: f64, out: &mut String) {
    use std::fmt::Write as _;
    if value.is_sign_negative() {
        out.push('-');
    }
    let (digits, exponent) = digits(value.abs());
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    let len = digits.len();
    match usize::try_from(exponent) {
        Ok(point @ 1..8) => {
            // Digits may end before the point.
            let integer = part(0..point.min(len));
            let fraction = part(point.min(len)..len);
            let zeros = point.saturating_sub(len);
            let _ =
                write!(out, "{integer}{:0<zeros$}.{}", "", if fraction.is_empty() { "0" } else { fraction });
        }
        _ if (-2..=0).contains(&exponent) => {
            let zeros = exponent.unsigned_abs() as usize;
            let _ = write!(out, "0.{:0<zeros$}{digits}", "");
        }
        _ => {
            let fraction = part(1..len);
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            let _ = write!(out, "{}.{fraction}E{}", part(0..1), exponent - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64) -> String {
        let mut out = String::new();
        write(value, &mut out);
        out
    }

    #[test]
    fn java_prints() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (100.0, "100.0"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (0.001, "0.001"),
            (0.000_1, "1.0E-4"),
            (0.1 + 0.2, "0.30000000000000004"),
            (123_456_789.123_456_79, "1.2345678912345679E8"),
            (4.9e-324, "4.9E-324"),
            (f64::MAX, "1.7976931348623157E308"),
            (f64::MIN_POSITIVE, "2.2250738585072014E-308"),
            // Not the shortest digits.
            (2e-3, "0.002"),
            (2f64.powi(60), "1.15292150460684698E18"),
            (2.0e-44, "2.0E-44"),
            (1e23, "9.999999999999999E22"),
            (2.2e-322, "2.2E-322"),
        ] {
            assert_eq!(text(value), expected);
        }
    }
}
