//! Doubles in hexadecimal: `0x1.8p1` is 3.0.

const FRACTION: u64 = (1 << 52) - 1;

/// `Double.toHexString`.
pub(in crate::methods) fn to_hex_string(n: f64) -> String {
    let sign = if n.is_sign_negative() { "-" } else { "" };
    if n.is_nan() {
        return "NaN".to_owned();
    }
    if n.is_infinite() {
        return format!("{sign}Infinity");
    }
    format!("{sign}0x{}", digits(n.abs()))
}

/// `Float.toHexString`.
pub(in crate::methods) fn float_to_hex_string(n: f32) -> String {
    let magnitude = n.abs();
    if magnitude == 0.0 || magnitude >= f32::MIN_POSITIVE || n.is_nan() {
        return to_hex_string(f64::from(n));
    }
    // A subnormal number has the minimum exponent of its class.
    let sign = if n.is_sign_negative() { "-" } else { "" };
    let fraction = format!("{:06x}", magnitude.to_bits() << 1);
    format!("{sign}0x0.{}p-126", fraction.trim_end_matches('0'))
}

/// The digits of a finite number without the `0x`.
fn digits(n: f64) -> String {
    if n == 0.0 {
        return "0.0p0".to_owned();
    }
    let bits = n.to_bits();
    let fraction = format!("{:013x}", bits & FRACTION);
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    match (bits >> 52) as i32 {
        0 => format!("0.{fraction}p-1022"),
        exponent => format!("1.{fraction}p{}", exponent - 1023),
    }
}

/// The digits of a finite number with `precision` of them after the point, or all if it is 0. With a precision, a
/// subnormal number is normalised.
pub(super) fn rounded(n: f64, precision: usize) -> String {
    if n == 0.0 || precision == 0 || precision >= 13 {
        return digits(n);
    }
    let subnormal = n < f64::MIN_POSITIVE;
    // Multiplying by 2^54 makes any subnormal number normal.
    let scaled = if subnormal { n * 18_014_398_509_481_984.0 } else { n };
    let shift = 52 - 4 * precision as u32;
    let bits = scaled.to_bits();
    let (mut kept, cut, half) = (bits >> shift, bits & ((1 << shift) - 1), 1 << (shift - 1));
    kept += u64::from(cut > half || cut == half && kept & 1 == 1);
    let result = f64::from_bits(kept << shift);
    if result.is_infinite() {
        return "1.0p1024".to_owned();
    }
    let text = digits(result);
    match text.split_once('p') {
        Some((mantissa, exponent)) if subnormal => {
            format!("{mantissa}p{}", exponent.parse::<i32>().unwrap_or(0) - 54)
        }
        _ => text,
    }
}
