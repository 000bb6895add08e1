//! `Double.toString` and `Float.toString`, and the digits that `String.format` uses.

mod digits;

use crate::integer::push_int;

/// Appends a double as Java's `Double.toString` prints it: `1.0`, `0.001`, `1.0E-4`, `1.0E7`, `NaN`, `-Infinity`.
pub fn push_double(out: &mut Vec<u8>, n: f64) {
    if n.is_nan() {
        out.extend_from_slice(b"NaN");
        return;
    }
    if n.is_sign_negative() {
        out.push(b'-');
    }
    let n = n.abs();
    if n.is_infinite() {
        out.extend_from_slice(b"Infinity");
        return;
    }
    if n == 0.0 {
        out.extend_from_slice(b"0.0");
        return;
    }
    let (digits, point) = digits::of(n, false);
    push_digits(out, &digits, point);
}

/// Appends a float as Java's `Float.toString` prints it.
pub fn push_float(out: &mut Vec<u8>, n: f32) {
    if n == 0.0 || !n.is_finite() {
        return push_double(out, f64::from(n));
    }
    if n.is_sign_negative() {
        out.push(b'-');
    }
    let (digits, point) = digits::of_float(n.abs());
    push_digits(out, &digits, point);
}

/// Appends digits with the decimal point at `point`, with an exponent if it is far from them.
fn push_digits(out: &mut Vec<u8>, digits: &[u8], point: i32) {
    if (-2..8).contains(&point) {
        if point <= 0 {
            out.extend_from_slice(b"0.");
            out.extend(std::iter::repeat_n(b'0', -point as usize));
            out.extend_from_slice(digits);
        } else {
            let point = point as usize;
            let whole = &digits[..point.min(digits.len())];
            out.extend_from_slice(whole);
            out.extend(std::iter::repeat_n(b'0', point - whole.len()));
            out.push(b'.');
            out.extend_from_slice(if digits.len() > point { &digits[point..] } else { b"0" });
        }
        return;
    }
    out.push(digits[0]);
    out.push(b'.');
    out.extend_from_slice(if digits.len() > 1 { &digits[1..] } else { b"0" });
    out.push(b'E');
    push_int(out, i64::from(point - 1));
}

/// The digits of `Double.toString`, and the position of the point: `0.d1d2d3… * 10^point`. `None` for zero, infinity
/// and NaN; the sign is dropped.
pub fn digits(n: f64) -> Option<(Vec<u8>, i32)> {
    shown(n, false)
}

/// The digits that `String.format` uses for a double, and the position of the point: `0.d1d2d3… * 10^point`. `None` for
/// zero, infinity and NaN; the sign is dropped.
pub fn format_digits(n: f64) -> Option<(Vec<u8>, i32)> {
    shown(n, true)
}

fn shown(n: f64, at_least_two: bool) -> Option<(Vec<u8>, i32)> {
    (n != 0.0 && n.is_finite()).then(|| {
        let (digits, point) = digits::of(n.abs(), at_least_two);
        (digits.into_vec(), point)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_print_as_java_prints_them() {
        for (n, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (100.0, "100.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (1_234_567.5, "1234567.5"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (1.25e10, "1.25E10"),
            (-1.5e-7, "-1.5E-7"),
            (f64::INFINITY, "Infinity"),
            (f64::NAN, "NaN"),
            (f64::MAX, "1.7976931348623157E308"),
            // Java before version 19 does not always find the shortest digits, or always gives two.
            (5e-324, "4.9E-324"),
            (2e-3, "0.002"),
            (2f64.powi(-44), "5.6843418860808015E-14"),
            (2e23, "1.9999999999999998E23"),
            (1.1e23, "1.1E23"),
            // A sum in machine words overflows there, and the last digit is not rounded up.
            (-20_226_559_728_917_343_674_695_680.0, "-2.0226559728917343E25"),
        ] {
            let mut out = Vec::new();
            push_double(&mut out, n);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    #[test]
    fn floats_print_as_java_prints_them() {
        for (n, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (3.0, "3.0"),
            (0.1, "0.1"),
            (-1.1, "-1.1"),
            (16_777_216.0, "1.6777216E7"),
            (9.671_407e24, "9.6714065E24"),
            (9_999_999.0, "9999999.0"),
            (1e10, "1.0E10"),
            (f32::MAX, "3.4028235E38"),
            (f32::MIN_POSITIVE, "1.17549435E-38"),
            (1e-45, "1.4E-45"),
            (f32::NEG_INFINITY, "-Infinity"),
            (f32::NAN, "NaN"),
        ] {
            let mut out = Vec::new();
            push_float(&mut out, n);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
