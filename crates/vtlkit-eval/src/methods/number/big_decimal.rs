//! `java.math.BigDecimal`.
//!
//! Scales are limited to 20,000 digits on either side of the point.

use num_bigint::{BigInt, Sign};
use vtlkit_java::BigDecimal as Decimal;
use vtlkit_java::big_decimal::{RoundingMode, divide, power_of_ten, precision};
use vtlkit_java::double::push_double;
use vtlkit_value::number::Number;
use vtlkit_value::{ListKind, Value};

use super::big_integer::{self, by_zero, check_power, too_large_for};
use super::{
    MAX_BITS, big, byte_value, digits_cost, double_value, float_value, int_value, long_value, short_value,
    too_large,
};
use crate::Failure;
use crate::methods::Parameter::{BigDecimal, Double, Foreign, Int, Long, Object};
use crate::methods::call::null;
use crate::methods::{Call, Method, Parameter, method, object};

const MATH_CONTEXT: Parameter = Foreign("MathContext");
const ROUNDING_MODE: Parameter = Foreign("RoundingMode");

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("abs", &[], "The absolute value.", |this, call| unary(this, call, |n| Decimal::new(n.unscaled().magnitude().clone().into(), n.scale()))),
    method("abs", &[MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("add", &[BigDecimal], "The sum, with as many digits after the decimal point as the more precise of the two.", |this, call| binary(this, call, |a, b| Ok(a.add(b)))),
    method("add", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("byteValue", &[], "The low 8 bits of the integer part, as a Byte.", byte_value),
    method("byteValueExact", &[], "The number as a Byte; fails if it is too large or has a fraction.", |this, call| i8::try_from(&whole(&of(this, &call)?)?).map(Value::Byte).map_err(|_| too_large_for("a Byte"))),
    method("compareTo", &[BigDecimal], "-1, 0 or 1 if the number is smaller, equal or larger.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a BigDecimal.", object::compare_to),
    method("divide", &[BigDecimal], "The exact quotient. Fails if it has infinitely many digits.", |this, call| binary(this, call, divide_exactly)),
    method("divide", &[BigDecimal, Int], "The quotient with as many digits after the decimal point as this number, with a rounding mode: 0 up, 1 down, 2 ceiling, 3 floor, 4 half up, 5 half down, 6 half even.", |this, call| { let rounding = rounding(call.int(1))?; binary(this, call, |a, b| divide_to(a, b, a.scale(), rounding)) }),
    method("divide", &[BigDecimal, Int, Int], "The quotient with a number of digits after the decimal point, with a rounding mode: 0 up, 1 down, 2 ceiling, 3 floor, 4 half up, 5 half down, 6 half even.", |this, call| { let (scale, rounding) = (call.int(1).into(), rounding(call.int(2))?); binary(this, call, |a, b| divide_to(a, b, scale, rounding)) }),
    method("divide", &[BigDecimal, Int, ROUNDING_MODE], "Fails, since a template cannot pass a rounding mode.", no_context),
    method("divide", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("divide", &[BigDecimal, ROUNDING_MODE], "Fails, since a template cannot pass a rounding mode.", no_context),
    method("divideAndRemainder", &[BigDecimal], "An array of the integer quotient and the remainder.", divide_and_remainder),
    method("divideAndRemainder", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("divideToIntegralValue", &[BigDecimal], "The integer part of the quotient.", |this, call| binary(this, call, divide_to_integer)),
    method("divideToIntegralValue", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("doubleValue", &[], "The nearest Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same BigDecimal, with as many digits after the decimal point.", object::equals),
    method("floatValue", &[], "The nearest Float.", float_value),
    method("hashCode", &[], "Java's hash code of the number.", object::hash_code),
    method("intValue", &[], "The low 32 bits of the integer part.", int_value),
    method("intValueExact", &[], "The number as an Integer; fails if it is too large or has a fraction.", |this, call| i32::try_from(&whole(&of(this, &call)?)?).map(Value::Int).map_err(|_| too_large_for("an Integer"))),
    method("longValue", &[], "The low 64 bits of the integer part.", long_value),
    method("longValueExact", &[], "The number as a Long; fails if it is too large or has a fraction.", |this, call| i64::try_from(&whole(&of(this, &call)?)?).map(Value::Long).map_err(|_| too_large_for("a Long"))),
    method("max", &[BigDecimal], "The larger of the two numbers.", |this, call| binary(this, call, |a, b| Ok(if a.compare(b).is_ge() { a } else { b }.clone()))),
    method("min", &[BigDecimal], "The smaller of the two numbers.", |this, call| binary(this, call, |a, b| Ok(if a.compare(b).is_le() { a } else { b }.clone()))),
    method("movePointLeft", &[Int], "The number with its decimal point moved a number of digits to the left.", |this, call| { let by = i64::from(call.int(0)); move_point(this, call, by) }),
    method("movePointRight", &[Int], "The number with its decimal point moved a number of digits to the right.", |this, call| { let by = -i64::from(call.int(0)); move_point(this, call, by) }),
    method("multiply", &[BigDecimal], "The product, with all its digits.", |this, call| binary(this, call, |a, b| Ok(a.multiply(b)))),
    method("multiply", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("negate", &[], "The negated number.", |this, call| unary(this, call, |n| Decimal::new(-n.unscaled(), n.scale()))),
    method("negate", &[MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("plus", &[], "The number itself.", |this, _| Ok(this)),
    method("plus", &[MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("pow", &[Int], "The number raised to a non-negative power.", pow),
    method("pow", &[Int, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("precision", &[], "The number of digits.", |this, call| Ok(Value::Int(precision(of(this, &call)?.unscaled()) as i32))),
    method("remainder", &[BigDecimal], "The remainder, with the sign of the number.", |this, call| binary(this, call, |a, b| Ok(a.subtract(&divide_to_integer(a, b)?.multiply(b))))),
    method("remainder", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("round", &[MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("scale", &[], "The number of digits after the decimal point.", |this, call| Ok(Value::Int(of(this, &call)?.scale() as i32))),
    method("scaleByPowerOfTen", &[Int], "The number times a power of ten.", |this, call| { let by = i64::from(call.int(0)); unary(this, call, |n| Decimal::new(n.unscaled().clone(), n.scale() - by)) }),
    method("setScale", &[Int], "The number with a given number of digits after the decimal point; fails if digits would be lost.", |this, call| { let scale = call.int(0); set_scale(this, call, scale, RoundingMode::Unnecessary) }),
    method("setScale", &[Int, Int], "The number with a given number of digits after the decimal point, with a rounding mode: 0 up, 1 down, 2 ceiling, 3 floor, 4 half up, 5 half down, 6 half even.", |this, call| { let (scale, rounding) = (call.int(0), rounding(call.int(1))?); set_scale(this, call, scale, rounding) }),
    method("setScale", &[Int, ROUNDING_MODE], "Fails, since a template cannot pass a rounding mode.", no_context),
    method("shortValue", &[], "The low 16 bits of the integer part, as a Short.", short_value),
    method("shortValueExact", &[], "The number as a Short; fails if it is too large or has a fraction.", |this, call| i16::try_from(&whole(&of(this, &call)?)?).map(Value::Short).map_err(|_| too_large_for("a Short"))),
    method("signum", &[], "-1, 0 or 1 if the number is negative, zero or positive.", |this, call| Ok(Value::Int(big_integer::sign(of(this, &call)?.unscaled())))),
    method("sqrt", &[MATH_CONTEXT], "Fails, since a template cannot pass a context.", sqrt),
    method("stripTrailingZeros", &[], "The number without trailing zeros.", |this, call| unary(this, call, |n| if n.is_zero() { Decimal::new(BigInt::ZERO, 0) } else { n.strip_zeros_to(i64::MIN / 2) })),
    method("subtract", &[BigDecimal], "The difference, with as many digits after the decimal point as the more precise of the two.", |this, call| binary(this, call, |a, b| Ok(a.subtract(b)))),
    method("subtract", &[BigDecimal, MATH_CONTEXT], "Fails, since a template cannot pass a context.", no_context),
    method("toBigInteger", &[], "The integer part as a BigInteger.", |this, mut call| { let n = of(this, &call)?.to_big_integer(); big(&n, &mut call) }),
    method("toBigIntegerExact", &[], "The number as a BigInteger; fails if it has a fraction.", |this, mut call| { let n = whole(&of(this, &call)?)?; big(&n, &mut call) }),
    method("toEngineeringString", &[], "The number with an exponent, if it has one, that is a multiple of three.", to_engineering),
    method("toPlainString", &[], "The number without an exponent.", to_plain),
    method("toString", &[], "The number as Java prints it.", object::to_string),
    method("ulp", &[], "1 at the position of the last digit.", |this, call| unary(this, call, |n| Decimal::new(1.into(), n.scale()))),
    method("unscaledValue", &[], "All digits as a BigInteger.", |this, mut call| { let n = of(this, &call)?; big(n.unscaled(), &mut call) }),
    method("valueOf", &[Double], "The argument as a BigDecimal with its printed digits.", of_double),
    method("valueOf", &[Long], "The argument as a BigDecimal.", |_, mut call| { let n = Decimal::new(call.long(0).into(), 0); decimal(&n, &mut call) }),
    method("valueOf", &[Long, Int], "The first argument with a number of its digits after the decimal point.", |_, mut call| { let n = Decimal::new(call.long(0).into(), call.int(1).into()); decimal(&n, &mut call) }),
];

fn no_context(_: Value, _: Call<'_>) -> Result<Value, Failure> {
    Err(null())
}

/// Java throws for the missing context, except for the square root of zero, which does not use it.
fn sqrt(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    if !n.is_zero() {
        return Err(null());
    }
    decimal(&Decimal::new(BigInt::ZERO, n.scale() / 2), &mut call)
}

fn of(this: Value, call: &Call<'_>) -> Result<Decimal, Failure> {
    match call.number(this)? {
        Number::BigDecimal(n) => Ok(n),
        _ => Err(null()),
    }
}

/// Stores a number on the heap.
fn decimal(n: &Decimal, call: &mut Call<'_>) -> Result<Value, Failure> {
    if n.scale().abs() > Decimal::MAX_SCALE || n.unscaled().bits() > MAX_BITS {
        return Err(too_large());
    }
    call.spend(digits_cost(n.unscaled().bits()))?;
    let text = n.to_string();
    call.room(text.len())?;
    Ok(Value::BigDecimal(call.heap.intern(text.as_bytes())))
}

fn unary(this: Value, mut call: Call<'_>, apply: impl Fn(&Decimal) -> Decimal) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    decimal(&apply(&n), &mut call)
}

fn binary(
    this: Value,
    mut call: Call<'_>,
    apply: impl Fn(&Decimal, &Decimal) -> Result<Decimal, Failure>,
) -> Result<Value, Failure> {
    let (a, b) = (of(this, &call)?, call.big_decimal(0)?);
    // Aligning the decimal points may add as many digits as the scales differ.
    let bits = a.unscaled().bits().max(b.unscaled().bits()) + 4 * a.scale().abs_diff(b.scale());
    call.spend(digits_cost(bits))?;
    let result = apply(&a, &b)?;
    decimal(&result, &mut call)
}

fn rounding(number: i32) -> Result<RoundingMode, Failure> {
    RoundingMode::of(number).ok_or_else(|| {
        Failure::new(format!("{number} is no way of rounding"))
            .with_help("0 is up, 1 down, 2 ceiling, 3 floor, 4 half up, 5 half down, 6 half even")
    })
}

#[cold]
fn would_round() -> Failure {
    Failure::new("the number would have to be rounded").with_help("say how, for example with 4 for half up")
}

/// Fails for a scale out of bounds.
fn check_scale(scale: i64) -> Result<(), Failure> {
    if scale.abs() > Decimal::MAX_SCALE { Err(too_large()) } else { Ok(()) }
}

fn divide_to(a: &Decimal, b: &Decimal, scale: i64, rounding: RoundingMode) -> Result<Decimal, Failure> {
    if b.is_zero() {
        return Err(by_zero());
    }
    check_scale(scale)?;
    // a / b = (ua / ub) * 10^(sb - sa); the result has that times 10^scale as digits.
    let shift = scale + b.scale() - a.scale();
    let (dividend, divisor) = (a.unscaled() * power_of_ten(shift), b.unscaled() * power_of_ten(-shift));
    let unscaled = divide(&dividend, &divisor, rounding).ok_or_else(would_round)?;
    Ok(Decimal::new(unscaled, scale))
}

fn divide_exactly(a: &Decimal, b: &Decimal) -> Result<Decimal, Failure> {
    if b.is_zero() {
        return Err(by_zero());
    }
    let scale = a.scale() - b.scale();
    if a.is_zero() {
        return Ok(Decimal::new(BigInt::ZERO, scale));
    }
    // In lowest terms, the quotient terminates only if the divisor has no prime factors but two and five; it has as
    // many digits as the larger exponent.
    let common = big_integer::gcd(a.unscaled().magnitude().clone(), b.unscaled().magnitude().clone());
    let mut rest = b.unscaled().magnitude() / &common;
    let twos = rest.trailing_zeros().unwrap_or(0);
    rest >>= twos;
    let mut fives = 0;
    while rest.bits() > 1 {
        if &rest % 5u32 != num_bigint::BigUint::ZERO {
            return Err(Failure::new("the quotient has no end as a decimal number")
                .with_help("pass a scale and a way of rounding: `divide($n, 2, 4)`"));
        }
        rest /= 5u32;
        fives += 1;
    }
    let digits = twos.max(fives) as i64;
    check_scale(digits)?;
    let dividend = a.unscaled() * power_of_ten(digits);
    let unscaled = divide(&dividend, b.unscaled(), RoundingMode::Unnecessary).ok_or_else(would_round)?;
    Ok(Decimal::new(unscaled, scale + digits))
}

fn divide_to_integer(a: &Decimal, b: &Decimal) -> Result<Decimal, Failure> {
    let scale = a.scale() - b.scale();
    let quotient = divide_to(a, b, 0, RoundingMode::Down)?;
    if quotient.is_zero() {
        return Ok(Decimal::new(BigInt::ZERO, scale));
    }
    if scale >= 0 {
        return quotient.set_scale(scale, RoundingMode::Unnecessary).ok_or_else(would_round);
    }
    Ok(quotient.strip_zeros_to(scale))
}

fn divide_and_remainder(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (a, b) = (of(this, &call)?, call.big_decimal(0)?);
    call.spend(digits_cost(
        a.unscaled().bits().max(b.unscaled().bits()) + 4 * a.scale().abs_diff(b.scale()),
    ))?;
    let quotient = divide_to_integer(&a, &b)?;
    let rest = a.subtract(&quotient.multiply(&b));
    let pair = [decimal(&quotient, &mut call)?, decimal(&rest, &mut call)?];
    call.new_list(ListKind::BigDecimals, &pair)
}

/// The number as an integer, if it has no fraction.
fn whole(n: &Decimal) -> Result<BigInt, Failure> {
    let whole =
        n.set_scale(0, RoundingMode::Unnecessary).ok_or_else(|| Failure::new("the number has a fraction"))?;
    Ok(whole.unscaled().clone())
}

fn move_point(this: Value, mut call: Call<'_>, left: i64) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    if left == 0 {
        return Ok(this);
    }
    let moved = Decimal::new(n.unscaled().clone(), n.scale() + left);
    check_scale(moved.scale())?;
    let moved = if moved.scale() < 0 {
        moved.set_scale(0, RoundingMode::Unnecessary).ok_or_else(would_round)?
    } else {
        moved
    };
    decimal(&moved, &mut call)
}

fn pow(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    let exponent = call.int(0);
    if !(0..=999_999_999).contains(&exponent) {
        return Err(
            Failure::new(format!("{exponent} is no exponent here")).with_help("it may be 0 to 999999999")
        );
    }
    let scale = n.scale().saturating_mul(exponent.into());
    check_scale(scale)?;
    check_power(n.unscaled(), exponent as u32, &mut call)?;
    let small = n.unscaled().bits() <= 1 && exponent > 2;
    let exponent = if small { 2 + exponent % 2 } else { exponent };
    decimal(&Decimal::new(n.unscaled().pow(exponent as u32), scale), &mut call)
}

fn set_scale(this: Value, mut call: Call<'_>, scale: i32, rounding: RoundingMode) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    check_scale(scale.into())?;
    call.spend(digits_cost(n.unscaled().bits() + 4 * n.scale().abs_diff(scale.into())))?;
    let n = n.set_scale(scale.into(), rounding).ok_or_else(would_round)?;
    decimal(&n, &mut call)
}

fn of_double(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = call.double(0);
    let mut text = Vec::new();
    push_double(&mut text, n);
    let n = std::str::from_utf8(&text).ok().filter(|_| n.is_finite()).and_then(Decimal::parse);
    match n {
        Some(n) => decimal(&n, &mut call),
        None => Err(Failure::new("an infinite number or NaN is no BigDecimal")),
    }
}

fn to_plain(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    let mut digits = n.unscaled().magnitude().to_string();
    if n.scale() < 0 && !n.is_zero() {
        digits.push_str(&"0".repeat(n.scale().unsigned_abs() as usize));
    }
    if n.scale() > 0 {
        let scale = n.scale() as usize;
        let zeros = (scale + 1).saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(zeros));
        digits.insert(digits.len() - scale, '.');
    }
    if n.unscaled().sign() == Sign::Minus {
        digits.insert(0, '-');
    }
    call.new_text(digits.as_bytes())
}

fn to_engineering(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let n = of(this, &call)?;
    let text = n.to_string();
    let digits = n.unscaled().magnitude().to_string();
    let adjusted = digits.len() as i64 - 1 - n.scale();
    if n.scale() >= 0 && adjusted >= -6 {
        return call.new_text(text.as_bytes());
    }
    let sign = if n.unscaled().sign() == Sign::Minus { "-" } else { "" };
    let mut whole = adjusted.rem_euclid(3) as usize;
    let mut exponent = adjusted - whole as i64;
    whole += 1;
    let out = if n.is_zero() {
        match whole {
            1 => "0".to_owned(),
            2 => {
                exponent += 3;
                "0.00".to_owned()
            }
            _ => {
                exponent += 3;
                "0.0".to_owned()
            }
        }
    } else if whole >= digits.len() {
        format!("{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{}.{}", &digits[..whole], &digits[whole..])
    };
    let text = if exponent == 0 { format!("{sign}{out}") } else { format!("{sign}{out}E{exponent:+}") };
    call.new_text(text.as_bytes())
}
