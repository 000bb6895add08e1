//! Parsing of numbers.

use vtlkit_java::character;
use vtlkit_java::wtf8;
use vtlkit_value::Value;

use crate::Failure;
use crate::methods::Call;
use crate::methods::call::null;

/// The range of an integer class.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// The name of the class, with its article.
    class: &'static str,
    least: i128,
    greatest: i128,
    /// Whether a leading sign is allowed.
    signed: bool,
}

pub(super) const INT: Range =
    Range { class: "an Integer", least: i32::MIN as i128, greatest: i32::MAX as i128, signed: true };
pub(super) const LONG: Range =
    Range { class: "a Long", least: i64::MIN as i128, greatest: i64::MAX as i128, signed: true };
pub(super) const SHORT: Range =
    Range { class: "a Short", least: i16::MIN as i128, greatest: i16::MAX as i128, signed: true };
pub(super) const BYTE: Range =
    Range { class: "a Byte", least: i8::MIN as i128, greatest: i8::MAX as i128, signed: true };
pub(super) const UNSIGNED_INT: Range =
    Range { class: "an unsigned Integer", least: 0, greatest: u32::MAX as i128, signed: false };
pub(super) const UNSIGNED_LONG: Range =
    Range { class: "an unsigned Long", least: 0, greatest: u64::MAX as i128, signed: false };

#[cold]
fn no_number(text: &[u8], class: &str) -> Failure {
    let text: String = wtf8::to_utf8(text).chars().take(100).collect();
    Failure::new(format!("`{text}` is not {class}"))
        .with_help("check the text first, for example with `matches(\"-?[0-9]+\")`")
}

/// Parses the first argument in a radix.
pub(super) fn argument(call: &Call<'_>, range: Range, radix: i32) -> Result<i128, Failure> {
    let text = call.text(0)?;
    whole(text, range, radix)
}

/// Parses a part of the first argument, given by two indexes, in a radix.
pub(super) fn part(call: &Call<'_>, range: Range) -> Result<i128, Failure> {
    let text = call.text(0)?;
    let (from, to, radix) = (call.int(1), call.int(2), call.int(3));
    let len = wtf8::utf16_len(text);
    let (Ok(start), Ok(end)) = (usize::try_from(from), usize::try_from(to)) else {
        return Err(Failure::new(format!(
            "from {from} to {to} is out of range for a text of {len} characters"
        )));
    };
    if start > end || end > len {
        return Err(Failure::new(format!(
            "from {from} to {to} is out of range for a text of {len} characters"
        )));
    }
    let mut part = Vec::new();
    for unit in wtf8::units(text).skip(start).take(end - start) {
        wtf8::push_code_point(&mut part, u32::from(unit));
    }
    whole(&part, range, radix)
}

/// Parses an optional sign and digits of any script.
fn whole(text: &[u8], range: Range, radix: i32) -> Result<i128, Failure> {
    let failed = || no_number(text, range.class);
    let (negative, digits) = match text {
        [b'-', digits @ ..] if range.signed => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let radix = u32::try_from(radix).map_err(|_| failed())?;
    let mut value = None;
    // By code units: Java does not accept digits beyond U+FFFF.
    for unit in wtf8::units(digits) {
        let digit = character::digit(u32::from(unit), radix).ok_or_else(failed)?;
        let next = value.unwrap_or(0i128) * i128::from(radix) + i128::from(digit);
        if next > range.greatest + i128::from(negative) {
            return Err(failed());
        }
        value = Some(next);
    }
    let value = value.ok_or_else(failed)?;
    let value = if negative { -value } else { value };
    if value < range.least || value > range.greatest { Err(failed()) } else { Ok(value) }
}

/// `decode`: a number in decimal, hexadecimal (`0x`, `#`) or octal (`0`) notation.
pub(super) fn decode(call: &Call<'_>, range: Range) -> Result<i128, Failure> {
    let text = call.text(0)?;
    let failed = || no_number(text, range.class);
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (radix, digits) = match rest {
        [b'0', b'x' | b'X', digits @ ..] | [b'#', digits @ ..] => (16, digits),
        [b'0', digits @ ..] if !digits.is_empty() => (8, digits),
        digits => (10, digits),
    };
    if matches!(digits, [b'-' | b'+', ..]) {
        return Err(failed());
    }
    let mut signed = if negative { b"-".to_vec() } else { Vec::new() };
    signed.extend_from_slice(digits);
    whole(&signed, range, radix).map_err(|_| failed())
}

/// The number of bits of a floating-point class, and the range of its exponents.
#[derive(Clone, Copy)]
struct Precision {
    bits: i64,
    /// The exponent of the smallest positive number.
    least: i64,
    /// The exponent of the first power of two that is too large.
    greatest: i64,
}

const DOUBLE: Precision = Precision { bits: 53, least: -1074, greatest: 1024 };
const FLOAT: Precision = Precision { bits: 24, least: -149, greatest: 128 };

/// `Double.parseDouble`: a decimal or hexadecimal number with optional surrounding whitespace and an optional suffix
/// such as `d`.
pub(super) fn double(call: &Call<'_>) -> Result<f64, Failure> {
    let text = call.text(0).map_err(|_| null())?;
    decimal(text, DOUBLE, |digits| digits.parse().ok()).ok_or_else(|| no_number(text, "a Double"))
}

/// `Float.parseFloat`: like [`double`], rounded once.
pub(super) fn float(call: &Call<'_>) -> Result<f32, Failure> {
    let text = call.text(0).map_err(|_| null())?;
    let nearest = |digits: &str| digits.parse::<f32>().ok().map(f64::from);
    let n = decimal(text, FLOAT, nearest).ok_or_else(|| no_number(text, "a Float"))?;
    Ok(n as f32)
}

/// Parses a number; `nearest` converts decimal digits.
fn decimal(text: &[u8], precision: Precision, nearest: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let start = text.iter().position(|&b| b > b' ').unwrap_or(text.len());
    let end = text.iter().rposition(|&b| b > b' ').map_or(start, |at| at + 1);
    let text = &text[start..end];
    let text = std::str::from_utf8(text).ok()?;
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let negative = text.starts_with('-');
    let value = match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" => f64::INFINITY,
        _ => {
            let digits = unsigned.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(unsigned);
            match unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
                Some(hex) => hexadecimal(hex.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(hex), precision)?,
                // Rust also accepts words such as `inf`.
                None if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') => nearest(digits)?,
                None => return None,
            }
        }
    };
    Some(if negative { -value } else { value })
}

/// `1.8p1`: hexadecimal digits times two to the power of a decimal exponent.
fn hexadecimal(text: &str, precision: Precision) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if !hex(whole) || !hex(fraction) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut value, mut lost, mut scale) = (0u64, false, 0i64);
    for (at, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
        let digit = u64::from(char::from(digit).to_digit(16)?);
        if value < 1 << 59 {
            value = value << 4 | digit;
        } else {
            lost |= digit != 0;
            scale += 4;
        }
        scale -= if at >= whole.len() { 4 } else { 0 };
    }
    if value == 0 {
        return Some(0.0);
    }
    let exponent = exponent
        .parse::<i32>()
        .map_or_else(|_| if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 }, i64::from);
    Some(scaled(value, lost, scale.saturating_add(exponent), precision))
}

/// `value * 2^exponent`, rounded half to even; `lost` says that lower bits were truncated.
fn scaled(value: u64, lost: bool, exponent: i64, precision: Precision) -> f64 {
    let bits = i64::from(64 - value.leading_zeros());
    let top = exponent.saturating_add(bits);
    if top > precision.greatest {
        return f64::INFINITY;
    }
    // The exponent of the last bit that is kept.
    let last = (top - precision.bits).max(precision.least);
    let shift = last.saturating_sub(exponent);
    let kept = if shift <= 0 {
        value << -shift
    } else if shift > 64 {
        0
    } else {
        let wide = u128::from(value);
        let (kept, cut, half) = (wide >> shift, wide & ((1 << shift) - 1), 1u128 << (shift - 1));
        let up = cut > half || cut == half && (lost || kept & 1 == 1);
        (kept + u128::from(up)) as u64
    };
    // Both factors are exact, and so is the product.
    let half = |power: i64| f64::from_bits(((power + 1023) as u64) << 52);
    if last < -1022 { kept as f64 * half(-1022) * half(last + 1022) } else { kept as f64 * half(last) }
}

/// An Integer of a parsed number.
pub(super) fn int(n: Result<i128, Failure>) -> Result<Value, Failure> {
    n.map(|n| Value::Int(n as i32))
}

/// A Short of a parsed number.
pub(super) fn short(n: Result<i128, Failure>) -> Result<Value, Failure> {
    n.map(|n| Value::Short(n as i16))
}

/// A Byte of a parsed number.
pub(super) fn byte(n: Result<i128, Failure>) -> Result<Value, Failure> {
    n.map(|n| Value::Byte(n as i8))
}

/// A Long of a parsed number.
pub(super) fn long(n: Result<i128, Failure>) -> Result<Value, Failure> {
    n.map(|n| Value::Long(n as i64))
}
