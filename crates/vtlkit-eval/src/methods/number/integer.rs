//! `java.lang.Integer`.

use vtlkit_value::Value;

use super::parse::{self, INT, UNSIGNED_INT};
use super::{byte_value, double_value, float_value, in_radix, int_value, long_value, short_value, text};
use crate::Failure;
use crate::methods::Parameter::{CharSequence, Int, Integer, Object, String};
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("bitCount", &[Int], "The number of bits that are 1.", |_, call| Ok(Value::Int(call.int(0).count_ones() as i32))),
    method("byteValue", &[], "The low 8 bits, as a Byte.", byte_value),
    method("compare", &[Int, Int], "-1, 0 or 1 if the first argument is smaller, equal or larger.", |_, call| Ok(Value::Int(call.int(0).cmp(&call.int(1)) as i32))),
    method("compareTo", &[Integer], "-1, 0 or 1 if the number is smaller, equal or larger.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is an Integer.", object::compare_to),
    method("compareUnsigned", &[Int, Int], "-1, 0 or 1 if the first argument is smaller, equal or larger, as unsigned numbers.", |_, call| Ok(Value::Int((call.int(0) as u32).cmp(&(call.int(1) as u32)) as i32))),
    method("decode", &[String], "Parses a string as an Integer in decimal, hexadecimal (`0x`, `#`) or octal (`0`).", |_, call| parse::int(parse::decode(&call, INT))),
    method("divideUnsigned", &[Int, Int], "The quotient of the arguments, as unsigned numbers.", |_, call| divide(&call, u32::checked_div)),
    method("doubleValue", &[], "The number as a Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same Integer.", object::equals),
    method("floatValue", &[], "The nearest Float.", float_value),
    method("getInteger", &[String], "Null: no system property is set.", |_, _| Ok(Value::Null)),
    method("getInteger", &[String, Integer], "The second argument: no system property is set.", |_, call| Ok(call.value(1))),
    method("hashCode", &[], "The number itself.", object::hash_code),
    method("hashCode", &[Int], "The argument itself.", |_, call| Ok(Value::Int(call.int(0)))),
    method("highestOneBit", &[Int], "The argument with only its highest bit.", |_, call| Ok(Value::Int(highest(call.int(0))))),
    method("intValue", &[], "The number itself.", int_value),
    method("longValue", &[], "The number as a Long.", long_value),
    method("lowestOneBit", &[Int], "The argument with only its lowest bit.", |_, call| Ok(Value::Int(call.int(0) & call.int(0).wrapping_neg()))),
    method("max", &[Int, Int], "The larger of the two arguments.", |_, call| Ok(Value::Int(call.int(0).max(call.int(1))))),
    method("min", &[Int, Int], "The smaller of the two arguments.", |_, call| Ok(Value::Int(call.int(0).min(call.int(1))))),
    method("numberOfLeadingZeros", &[Int], "The number of zeros before the highest 1 of the 32 bits.", |_, call| Ok(Value::Int(call.int(0).leading_zeros() as i32))),
    method("numberOfTrailingZeros", &[Int], "The number of zeros after the lowest 1 of the 32 bits.", |_, call| Ok(Value::Int(call.int(0).trailing_zeros() as i32))),
    method("parseInt", &[CharSequence, Int, Int, Int], "Parses a part of a string, from one index up to another, as an Integer in a radix.", |_, call| parse::int(parse::part(&call, INT))),
    method("parseInt", &[String], "Parses a string as an Integer in decimal.", |_, call| parse::int(parse::argument(&call, INT, 10))),
    method("parseInt", &[String, Int], "Parses a string as an Integer in a radix.", |_, call| parse::int(parse::argument(&call, INT, call.int(1)))),
    method("parseUnsignedInt", &[CharSequence, Int, Int, Int], "Parses a part of a string, from one index up to another, as an unsigned Integer in a radix.", |_, call| parse::int(parse::part(&call, UNSIGNED_INT))),
    method("parseUnsignedInt", &[String], "Parses a string as an unsigned Integer in decimal.", |_, call| parse::int(parse::argument(&call, UNSIGNED_INT, 10))),
    method("parseUnsignedInt", &[String, Int], "Parses a string as an unsigned Integer in a radix.", |_, call| parse::int(parse::argument(&call, UNSIGNED_INT, call.int(1)))),
    method("remainderUnsigned", &[Int, Int], "The remainder of the arguments, as unsigned numbers.", |_, call| divide(&call, u32::checked_rem)),
    method("reverse", &[Int], "The argument with its bits in reverse order.", |_, call| Ok(Value::Int(call.int(0).reverse_bits()))),
    method("reverseBytes", &[Int], "The argument with its four bytes in reverse order.", |_, call| Ok(Value::Int(call.int(0).swap_bytes()))),
    method("rotateLeft", &[Int, Int], "The first argument with its bits rotated to the left.", |_, call| Ok(Value::Int(call.int(0).rotate_left(call.int(1) as u32 & 31)))),
    method("rotateRight", &[Int, Int], "The first argument with its bits rotated to the right.", |_, call| Ok(Value::Int(call.int(0).rotate_right(call.int(1) as u32 & 31)))),
    method("shortValue", &[], "The low 16 bits, as a Short.", short_value),
    method("signum", &[Int], "-1, 0 or 1 if the argument is negative, zero or positive.", |_, call| Ok(Value::Int(call.int(0).signum()))),
    method("sum", &[Int, Int], "The sum of the arguments, which wraps on overflow.", |_, call| Ok(Value::Int(call.int(0).wrapping_add(call.int(1))))),
    method("toBinaryString", &[Int], "The 32 bits of the argument, without leading zeros.", |_, mut call| text(&format!("{:b}", call.int(0)), &mut call)),
    method("toHexString", &[Int], "The 32 bits of the argument in hexadecimal digits, without leading zeros.", |_, mut call| text(&format!("{:x}", call.int(0)), &mut call)),
    method("toOctalString", &[Int], "The 32 bits of the argument in octal digits, without leading zeros.", |_, mut call| text(&format!("{:o}", call.int(0)), &mut call)),
    method("toString", &[], "The number in decimal.", object::to_string),
    method("toString", &[Int], "The argument in decimal.", |_, call| object::to_string(call.value(0), call)),
    method("toString", &[Int, Int], "The first argument in the radix given by the second.", |_, mut call| text(&in_radix(call.int(0).into(), call.int(1)), &mut call)),
    method("toUnsignedLong", &[Int], "The argument as an unsigned number, as a Long.", |_, call| Ok(Value::Long(i64::from(call.int(0) as u32)))),
    method("toUnsignedString", &[Int], "The argument as an unsigned number, in decimal.", |_, mut call| text(&(call.int(0) as u32).to_string(), &mut call)),
    method("toUnsignedString", &[Int, Int], "The first argument as an unsigned number, in the radix given by the second.", |_, mut call| text(&in_radix(i128::from(call.int(0) as u32), call.int(1)), &mut call)),
    method("valueOf", &[Int], "The argument itself.", |_, call| Ok(Value::Int(call.int(0)))),
    method("valueOf", &[String], "Parses a string as an Integer in decimal.", |_, call| parse::int(parse::argument(&call, INT, 10))),
    method("valueOf", &[String, Int], "Parses a string as an Integer in a radix.", |_, call| parse::int(parse::argument(&call, INT, call.int(1)))),
];

fn divide(call: &Call<'_>, by: fn(u32, u32) -> Option<u32>) -> Result<Value, Failure> {
    let result = by(call.int(0) as u32, call.int(1) as u32);
    result.map(|n| Value::Int(n as i32)).ok_or_else(|| Failure::new("a division by zero"))
}

fn highest(n: i32) -> i32 {
    if n == 0 { 0 } else { i32::MIN.cast_unsigned().wrapping_shr(n.leading_zeros()).cast_signed() }
}
