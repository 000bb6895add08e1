//! `java.lang.Number` and its classes: `Byte`, `Short`, `Integer`, `Long`, `Float`, `Double`, `java.math.BigInteger` and
//! `BigDecimal`.

pub(super) mod big_decimal;
pub(super) mod big_integer;
pub(super) mod byte;
pub(super) mod double;
pub(super) mod float;
pub(super) mod integer;
pub(super) mod long;
mod parse;
mod prime;
pub(super) mod short;

use num_bigint::BigInt;
use vtlkit_value::Value;

use super::Call;
use crate::Failure;

/// Maximum size of a large number in bits: repeated squaring would fill the memory.
const MAX_BITS: u64 = 1 << 20;

/// The failure for a number beyond the maximum size.
#[cold]
pub(super) fn too_large() -> Failure {
    Failure::new("the number is too large to calculate with")
}

fn int_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(call.number(this)?.int_value()))
}

fn long_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Long(call.number(this)?.long_value()))
}

fn double_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Double(call.number(this)?.double_value()))
}

fn float_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Float(call.number(this)?.float_value()))
}

fn short_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Short(call.number(this)?.int_value() as i16))
}

fn byte_value(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Byte(call.number(this)?.int_value() as i8))
}

/// A floating-point number, for the methods that `Float` and `Double` share.
trait Fractional: Copy {
    fn is_nan(self) -> bool;
    fn order(self, other: Self) -> std::cmp::Ordering;
}

impl Fractional for f64 {
    fn is_nan(self) -> bool {
        self.is_nan()
    }

    fn order(self, other: Self) -> std::cmp::Ordering {
        self.total_cmp(&other)
    }
}

impl Fractional for f32 {
    fn is_nan(self) -> bool {
        self.is_nan()
    }

    fn order(self, other: Self) -> std::cmp::Ordering {
        self.total_cmp(&other)
    }
}

/// Java's `Math.max`: NaN if one is, and 0.0 is larger than -0.0.
fn larger<N: Fractional>(a: N, b: N) -> N {
    if a.is_nan() || !b.is_nan() && a.order(b).is_ge() { a } else { b }
}

/// Java's `Math.min`: NaN if one is, and -0.0 is smaller than 0.0.
fn smaller<N: Fractional>(a: N, b: N) -> N {
    if a.is_nan() || !b.is_nan() && a.order(b).is_le() { a } else { b }
}

/// Stores a large integer on the heap.
fn big(n: &BigInt, call: &mut Call<'_>) -> Result<Value, Failure> {
    if n.bits() > MAX_BITS {
        return Err(too_large());
    }
    call.spend(digits_cost(n.bits()))?;
    let digits = n.to_string();
    call.room(digits.len())?;
    Ok(Value::BigInteger(call.heap.intern(digits.as_bytes())))
}

/// The cost of printing or parsing a number with this many bits, in steps.
fn digits_cost(bits: u64) -> usize {
    let words = (bits / 64) as usize;
    words.saturating_mul(words) / 16
}

/// A short string.
fn text(text: &str, call: &mut Call<'_>) -> Result<Value, Failure> {
    call.new_text(text.as_bytes())
}

/// The digits of a number in a radix; an invalid radix counts as 10, as in Java.
fn in_radix(n: i128, radix: i32) -> String {
    let radix = if (2..=36).contains(&radix) { radix as u32 } else { 10 };
    BigInt::from(n).to_str_radix(radix)
}
