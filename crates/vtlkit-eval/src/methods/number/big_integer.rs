//! `java.math.BigInteger`.

use num_bigint::{BigInt, BigUint, Sign};
use vtlkit_value::{ListKind, Value};

use super::{
    MAX_BITS, big, byte_value, digits_cost, double_value, float_value, int_value, long_value, prime,
    short_value, text, too_large,
};
use crate::Failure;
use crate::methods::Parameter::{BigInteger, Foreign, Int, Long, Object};
use crate::methods::call::null;
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("abs", &[], "The absolute value.", |this, call| unary(this, call, |n| n.magnitude().clone().into())),
    method("add", &[BigInteger], "The sum.", |this, call| binary(this, call, |a, b| Ok(a + b))),
    method("and", &[BigInteger], "The bits that are 1 in both numbers.", |this, call| binary(this, call, |a, b| Ok(a & b))),
    method("andNot", &[BigInteger], "The bits that are 1 in this number and 0 in the argument.", |this, call| binary(this, call, |a, b| Ok(a & !b))),
    method("bitCount", &[], "The number of bits that differ from the sign bit.", |this, call| { let n = of(this, &call)?; Ok(Value::Int(without_sign(&n).iter_u64_digits().map(u64::count_ones).sum::<u32>() as i32)) }),
    method("bitLength", &[], "The number of bits without the sign bit.", |this, call| { let n = of(this, &call)?; Ok(Value::Int(without_sign(&n).bits() as i32)) }),
    method("byteValue", &[], "The low 8 bits, as a Byte.", byte_value),
    method("byteValueExact", &[], "The number as a Byte; fails if it is too large.", |this, call| i8::try_from(&of(this, &call)?).map(Value::Byte).map_err(|_| too_large_for("a Byte"))),
    method("clearBit", &[Int], "The number with a bit set to 0.", |this, call| with_bit(this, call, |_| false)),
    method("compareTo", &[BigInteger], "-1, 0 or 1 if the number is smaller, equal or larger.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a BigInteger.", object::compare_to),
    method("divide", &[BigInteger], "The quotient, rounded towards zero.", |this, call| binary(this, call, |a, b| Ok(a / divisor(b)?))),
    method("divideAndRemainder", &[BigInteger], "An array of the quotient and the remainder.", divide_and_remainder),
    method("doubleValue", &[], "The nearest Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same BigInteger.", object::equals),
    method("flipBit", &[Int], "The number with a bit inverted.", |this, call| with_bit(this, call, |bit| !bit)),
    method("floatValue", &[], "The nearest Float.", float_value),
    method("gcd", &[BigInteger], "The greatest common divisor.", |this, call| binary(this, call, |a, b| Ok(gcd(a.magnitude().clone(), b.magnitude().clone()).into()))),
    method("getLowestSetBit", &[], "The position of the lowest bit that is 1, or -1.", |this, call| Ok(Value::Int(of(this, &call)?.trailing_zeros().map_or(-1, |at| at as i32)))),
    method("hashCode", &[], "Java's hash code of the number.", object::hash_code),
    method("intValue", &[], "The low 32 bits.", int_value),
    method("intValueExact", &[], "The number as an Integer; fails if it is too large.", |this, call| i32::try_from(&of(this, &call)?).map(Value::Int).map_err(|_| too_large_for("an Integer"))),
    method("isProbablePrime", &[Int], "Whether the number is prime; always true if the argument is not positive.", prime::is_probable),
    method("longValue", &[], "The low 64 bits.", long_value),
    method("longValueExact", &[], "The number as a Long; fails if it is too large.", |this, call| i64::try_from(&of(this, &call)?).map(Value::Long).map_err(|_| too_large_for("a Long"))),
    method("max", &[BigInteger], "The larger of the two numbers.", |this, call| binary(this, call, |a, b| Ok(a.max(b).clone()))),
    method("min", &[BigInteger], "The smaller of the two numbers.", |this, call| binary(this, call, |a, b| Ok(a.min(b).clone()))),
    method("mod", &[BigInteger], "The non-negative remainder. The argument must be positive.", |this, call| binary(this, call, |a, b| { let modulus = modulus(b)?; Ok(((a % modulus) + modulus) % modulus) })),
    method("modInverse", &[BigInteger], "The modular inverse. Fails if there is none.", |this, call| binary(this, call, |a, b| inverse(a, modulus(b)?))),
    method("modPow", &[BigInteger, BigInteger], "The number raised to the first argument, modulo the second.", mod_pow),
    method("multiply", &[BigInteger], "The product.", |this, call| binary(this, call, |a, b| Ok(a * b))),
    method("negate", &[], "The negated number.", |this, call| unary(this, call, |n| -n)),
    method("nextProbablePrime", &[], "The next larger prime.", prime::next),
    method("not", &[], "The number with all bits inverted.", |this, call| unary(this, call, |n| !n)),
    method("or", &[BigInteger], "The bits that are 1 in at least one of the numbers.", |this, call| binary(this, call, |a, b| Ok(a | b))),
    method("pow", &[Int], "The number raised to a non-negative power.", pow),
    method("probablePrime", &[Int, Foreign("Random")], "Fails, since a template cannot pass a random number generator.", prime::random),
    method("remainder", &[BigInteger], "The remainder, with the sign of the number.", |this, call| binary(this, call, |a, b| Ok(a % divisor(b)?))),
    method("setBit", &[Int], "The number with a bit set to 1.", |this, call| with_bit(this, call, |_| true)),
    method("shiftLeft", &[Int], "The number times a power of two.", |this, call| { let by = i64::from(call.int(0)); shift(this, call, by) }),
    method("shiftRight", &[Int], "The number divided by a power of two, rounded down.", |this, call| { let by = -i64::from(call.int(0)); shift(this, call, by) }),
    method("shortValue", &[], "The low 16 bits, as a Short.", short_value),
    method("shortValueExact", &[], "The number as a Short; fails if it is too large.", |this, call| i16::try_from(&of(this, &call)?).map(Value::Short).map_err(|_| too_large_for("a Short"))),
    method("signum", &[], "-1, 0 or 1 if the number is negative, zero or positive.", |this, call| Ok(Value::Int(sign(&of(this, &call)?)))),
    method("sqrt", &[], "The square root, rounded down; fails for a negative number.", sqrt),
    method("sqrtAndRemainder", &[], "An array of the square root, rounded down, and the remainder.", sqrt_and_remainder),
    method("subtract", &[BigInteger], "The difference.", |this, call| binary(this, call, |a, b| Ok(a - b))),
    method("testBit", &[Int], "Whether a bit is 1.", |this, call| { let n = of(this, &call)?; Ok(Value::Bool(n.bit(place(&call)?))) }),
    method("toByteArray", &[], "The bytes of the number, the highest first, as an array.", to_byte_array),
    method("toString", &[], "The number in decimal.", object::to_string),
    method("toString", &[Int], "The number in a radix.", to_string),
    method("valueOf", &[Long], "The argument as a BigInteger.", |_, mut call| { let n = call.long(0).into(); big(&n, &mut call) }),
    method("xor", &[BigInteger], "The bits that are 1 in exactly one of the numbers.", |this, call| binary(this, call, |a, b| Ok(a ^ b))),
];

pub(super) fn of(this: Value, call: &Call<'_>) -> Result<BigInt, Failure> {
    match call.number(this)? {
        vtlkit_value::number::Number::BigInteger(n) => Ok(n),
        _ => Err(null()),
    }
}

pub(super) fn sign(n: &BigInt) -> i32 {
    match n.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

#[cold]
pub(super) fn too_large_for(class: &str) -> Failure {
    Failure::new(format!("the number does not fit in {class}"))
}

#[cold]
pub(super) fn by_zero() -> Failure {
    Failure::new("a division by zero").with_help("compare the divisor with 0 first")
}

fn divisor(n: &BigInt) -> Result<&BigInt, Failure> {
    if n.sign() == Sign::NoSign { Err(by_zero()) } else { Ok(n) }
}

fn modulus(n: &BigInt) -> Result<&BigInt, Failure> {
    if n.sign() == Sign::Plus { Ok(n) } else { Err(Failure::new("the modulus is not positive")) }
}

fn unary(this: Value, mut call: Call<'_>, apply: impl Fn(&BigInt) -> BigInt) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    big(&apply(&n), &mut call)
}

fn binary(
    this: Value,
    mut call: Call<'_>,
    apply: impl Fn(&BigInt, &BigInt) -> Result<BigInt, Failure>,
) -> Result<Value, Failure> {
    let (a, b) = (of(this, &call)?, call.big_integer(0)?);
    call.spend(digits_cost(a.bits().max(b.bits())))?;
    let result = apply(&a, &b)?;
    big(&result, &mut call)
}

/// The magnitude of a number, or of its complement if it is negative.
fn without_sign(n: &BigInt) -> BigUint {
    if n.sign() == Sign::Minus { (!n).magnitude().clone() } else { n.magnitude().clone() }
}

fn divide_and_remainder(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (a, b) = (of(this, &call)?, call.big_integer(0)?);
    call.spend(digits_cost(a.bits().max(b.bits())))?;
    let divisor = divisor(&b)?;
    pair(&(&a / divisor), &(&a % divisor), &mut call)
}

fn pair(a: &BigInt, b: &BigInt, call: &mut Call<'_>) -> Result<Value, Failure> {
    let pair = [big(a, call)?, big(b, call)?];
    call.new_list(ListKind::BigIntegers, &pair)
}

pub(super) fn gcd(mut a: BigUint, mut b: BigUint) -> BigUint {
    while b.bits() > 0 {
        (a, b) = (b.clone(), a % b);
    }
    a
}

fn inverse(n: &BigInt, modulus: &BigInt) -> Result<BigInt, Failure> {
    if modulus.magnitude().bits() == 1 {
        return Ok(BigInt::ZERO);
    }
    n.modinv(modulus).ok_or_else(|| Failure::new("the number has no inverse in this modulus"))
}

fn mod_pow(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (base, exponent, modulus) = (of(this, &call)?, call.big_integer(0)?, call.big_integer(1)?);
    let modulus = self::modulus(&modulus)?;
    let words = (modulus.bits() / 64 + 1) as usize;
    call.spend((exponent.bits() as usize).saturating_mul(words).saturating_mul(words))?;
    let base = if exponent.sign() == Sign::Minus { inverse(&base, modulus)? } else { base };
    let exponent = BigInt::from(exponent.magnitude().clone());
    big(&base.modpow(&exponent, modulus), &mut call)
}

/// Fails if a power exceeds the maximum size, and counts its steps.
pub(super) fn check_power(n: &BigInt, exponent: u32, call: &mut Call<'_>) -> Result<(), Failure> {
    // Powers of zero and one do not grow.
    let bits = n.bits().saturating_sub(1).saturating_mul(u64::from(exponent));
    if bits > MAX_BITS {
        return Err(too_large());
    }
    call.spend(digits_cost(bits))
}

fn pow(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    let exponent = u32::try_from(call.int(0)).map_err(|_| Failure::new("the exponent is negative"))?;
    check_power(&n, exponent, &mut call)?;
    // For -1 and 1, only the parity of a large exponent matters.
    let exponent = if n.bits() <= 1 && exponent > 2 { 2 + exponent % 2 } else { exponent };
    big(&n.pow(exponent), &mut call)
}

fn place(call: &Call<'_>) -> Result<u64, Failure> {
    u64::try_from(call.int(0)).map_err(|_| Failure::new("the place of a bit is negative"))
}

fn with_bit(this: Value, mut call: Call<'_>, change: fn(bool) -> bool) -> Result<Value, Failure> {
    let (mut n, place) = (of(this, &call)?, place(&call)?);
    let (old, new) = (n.bit(place), change(n.bit(place)));
    if old != new {
        if place > MAX_BITS {
            return Err(too_large());
        }
        n.set_bit(place, new);
    }
    big(&n, &mut call)
}

/// Shifts to the left, or by a negative number to the right.
fn shift(this: Value, mut call: Call<'_>, by: i64) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    if by > 0 && n.bits().saturating_add(by.unsigned_abs()) > MAX_BITS && n.sign() != Sign::NoSign {
        return Err(too_large());
    }
    let shifted = if by >= 0 { n << by.min(MAX_BITS as i64) as u64 } else { n >> by.unsigned_abs() };
    big(&shifted, &mut call)
}

fn to_byte_array(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = of(this, &call)?.to_signed_bytes_be();
    call.spend(bytes.len() / 16)?;
    let bytes: Vec<Value> = bytes.into_iter().map(|byte| Value::Byte(byte.cast_signed())).collect();
    call.new_list(ListKind::Bytes, &bytes)
}

fn root(this: Value, call: &mut Call<'_>) -> Result<(BigInt, BigInt), Failure> {
    let n = of(this, call)?;
    if n.sign() == Sign::Minus {
        return Err(Failure::new("a negative number has no square root"));
    }
    call.spend(digits_cost(n.bits()) * 4)?;
    let root = n.sqrt();
    let rest = &n - &root * &root;
    Ok((root, rest))
}

fn sqrt(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (root, _) = root(this, &mut call)?;
    big(&root, &mut call)
}

fn sqrt_and_remainder(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (root, rest) = root(this, &mut call)?;
    pair(&root, &rest, &mut call)
}

fn to_string(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (n, radix) = (of(this, &call)?, call.int(0));
    call.spend(digits_cost(n.bits()))?;
    text(&n.to_str_radix(if (2..=36).contains(&radix) { radix as u32 } else { 10 }), &mut call)
}
