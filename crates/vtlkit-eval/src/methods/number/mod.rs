//! `java.lang.Integer`, `Long` and `Double`, `java.math.BigInteger` and `BigDecimal`.

pub(super) mod big_decimal;
pub(super) mod big_integer;
pub(super) mod double;
pub(super) mod integer;
pub(super) mod long;
mod parse;
pub(super) mod rounding;

use num_bigint::BigInt;
use vtlkit_value::Value;

use super::Call;
use crate::Failure;

/// Numbers of more bits than this are refused: squaring one in a loop would fill the memory.
const MAX_BITS: u64 = 1 << 20;

/// What is said to a number that goes beyond what can be calculated with.
#[cold]
pub(super) fn too_large() -> Failure {
    Failure::new("the number has more digits than can be calculated with")
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
