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

/// Numbers of more bits than this are refused: squaring one in a loop would fill the memory.
const MAX_BITS: u64 = 1 << 20;

/// What is said to a number that goes beyond what can be calculated with.
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

/// A number with a fraction, for the methods that `Float` and `Double` share.
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

/// Puts a large integer on the heap.
fn big(n: &BigInt, call: &mut Call<'_>) -> Result<Value, Failure> {
    if n.bits() > MAX_BITS {
        return Err(too_large());
    }
    call.spend(digits_cost(n.bits()))?;
    let digits = n.to_string();
    call.room(digits.len())?;
    Ok(Value::BigInteger(call.heap.intern(digits.as_bytes())))
}

/// The steps that writing or reading a number of so many bits takes.
fn digits_cost(bits: u64) -> usize {
    let words = (bits / 64) as usize;
    words.saturating_mul(words) / 16
}

/// A short text.
fn text(text: &str, call: &mut Call<'_>) -> Result<Value, Failure> {
    call.new_text(text.as_bytes())
}

/// The digits of a number in a radix, which is 10 where Java does not know it.
fn in_radix(n: i128, radix: i32) -> String {
    let radix = if (2..=36).contains(&radix) { radix as u32 } else { 10 };
    BigInt::from(n).to_str_radix(radix)
}
