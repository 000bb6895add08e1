//! `java.lang.Long`.

use vtlkit_java::hash;
use vtlkit_value::Value;

use super::parse::{self, LONG, UNSIGNED_LONG};
use super::{byte_value, double_value, float_value, in_radix, int_value, long_value, short_value, text};
use crate::Failure;
use crate::methods::Parameter::{CharSequence, Int, Long, LongObject, Object, String};
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("bitCount", &[Long], "The number of bits that are 1.", |_, call| Ok(Value::Int(call.long(0).count_ones() as i32))),
    method("byteValue", &[], "The low 8 bits, as a Byte.", byte_value),
    method("compare", &[Long, Long], "-1, 0 or 1 if the first argument is smaller, equal or larger.", |_, call| Ok(Value::Int(call.long(0).cmp(&call.long(1)) as i32))),
    method("compareTo", &[LongObject], "-1, 0 or 1 if the number is smaller, equal or larger.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a Long.", object::compare_to),
    method("compareUnsigned", &[Long, Long], "-1, 0 or 1 if the first argument is smaller, equal or larger, as unsigned numbers.", |_, call| Ok(Value::Int((call.long(0) as u64).cmp(&(call.long(1) as u64)) as i32))),
    method("decode", &[String], "Parses a string as a Long in decimal, hexadecimal (`0x`, `#`) or octal (`0`).", |_, call| parse::long(parse::decode(&call, LONG))),
    method("divideUnsigned", &[Long, Long], "The quotient of the arguments, as unsigned numbers.", |_, call| divide(&call, u64::checked_div)),
    method("doubleValue", &[], "The number as a Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same Long.", object::equals),
    method("floatValue", &[], "The nearest Float.", float_value),
    method("getLong", &[String], "Null: no system property is set.", |_, _| Ok(Value::Null)),
    method("getLong", &[String, Long], "The second argument: no system property is set.", |_, call| Ok(Value::Long(call.long(1)))),
    method("hashCode", &[], "The two halves of the number, combined.", object::hash_code),
    method("hashCode", &[Long], "The two halves of the argument, combined.", |_, call| Ok(Value::Int(hash::long(call.long(0))))),
    method("highestOneBit", &[Long], "The argument with only its highest bit.", |_, call| Ok(Value::Long(highest(call.long(0))))),
    method("intValue", &[], "The low 32 bits, as an Integer.", int_value),
    method("longValue", &[], "The number itself.", long_value),
    method("lowestOneBit", &[Long], "The argument with only its lowest bit.", |_, call| Ok(Value::Long(call.long(0) & call.long(0).wrapping_neg()))),
    method("max", &[Long, Long], "The larger of the two arguments.", |_, call| Ok(Value::Long(call.long(0).max(call.long(1))))),
    method("min", &[Long, Long], "The smaller of the two arguments.", |_, call| Ok(Value::Long(call.long(0).min(call.long(1))))),
    method("numberOfLeadingZeros", &[Long], "The number of zeros before the highest 1 of the 64 bits.", |_, call| Ok(Value::Int(call.long(0).leading_zeros() as i32))),
    method("numberOfTrailingZeros", &[Long], "The number of zeros after the lowest 1 of the 64 bits.", |_, call| Ok(Value::Int(call.long(0).trailing_zeros() as i32))),
    method("parseLong", &[CharSequence, Int, Int, Int], "Parses a part of a string, from one index up to another, as a Long in a radix.", |_, call| parse::long(parse::part(&call, LONG))),
    method("parseLong", &[String], "Parses a string as a Long in decimal.", |_, call| parse::long(parse::argument(&call, LONG, 10))),
    method("parseLong", &[String, Int], "Parses a string as a Long in a radix.", |_, call| parse::long(parse::argument(&call, LONG, call.int(1)))),
    method("parseUnsignedLong", &[CharSequence, Int, Int, Int], "Parses a part of a string, from one index up to another, as an unsigned Long in a radix.", |_, call| parse::long(parse::part(&call, UNSIGNED_LONG))),
    method("parseUnsignedLong", &[String], "Parses a string as an unsigned Long in decimal.", |_, call| parse::long(parse::argument(&call, UNSIGNED_LONG, 10))),
    method("parseUnsignedLong", &[String, Int], "Parses a string as an unsigned Long in a radix.", |_, call| parse::long(parse::argument(&call, UNSIGNED_LONG, call.int(1)))),
    method("remainderUnsigned", &[Long, Long], "The remainder of the arguments, as unsigned numbers.", |_, call| divide(&call, u64::checked_rem)),
    method("reverse", &[Long], "The argument with its bits in reverse order.", |_, call| Ok(Value::Long(call.long(0).reverse_bits()))),
    method("reverseBytes", &[Long], "The argument with its eight bytes in reverse order.", |_, call| Ok(Value::Long(call.long(0).swap_bytes()))),
    method("rotateLeft", &[Long, Int], "The first argument with its bits rotated to the left.", |_, call| Ok(Value::Long(call.long(0).rotate_left(call.int(1) as u32 & 63)))),
    method("rotateRight", &[Long, Int], "The first argument with its bits rotated to the right.", |_, call| Ok(Value::Long(call.long(0).rotate_right(call.int(1) as u32 & 63)))),
    method("shortValue", &[], "The low 16 bits, as a Short.", short_value),
    method("signum", &[Long], "-1, 0 or 1 if the argument is negative, zero or positive.", |_, call| Ok(Value::Int(call.long(0).signum() as i32))),
    method("sum", &[Long, Long], "The sum of the arguments, which wraps on overflow.", |_, call| Ok(Value::Long(call.long(0).wrapping_add(call.long(1))))),
    method("toBinaryString", &[Long], "The 64 bits of the argument, without leading zeros.", |_, mut call| text(&format!("{:b}", call.long(0)), &mut call)),
    method("toHexString", &[Long], "The 64 bits of the argument in hexadecimal digits, without leading zeros.", |_, mut call| text(&format!("{:x}", call.long(0)), &mut call)),
    method("toOctalString", &[Long], "The 64 bits of the argument in octal digits, without leading zeros.", |_, mut call| text(&format!("{:o}", call.long(0)), &mut call)),
    method("toString", &[], "The number in decimal.", object::to_string),
    method("toString", &[Long], "The argument in decimal.", |_, call| object::to_string(call.value(0), call)),
    method("toString", &[Long, Int], "The first argument in the radix given by the second.", |_, mut call| text(&in_radix(call.long(0).into(), call.int(1)), &mut call)),
    method("toUnsignedString", &[Long], "The argument as an unsigned number, in decimal.", |_, mut call| text(&(call.long(0) as u64).to_string(), &mut call)),
    method("toUnsignedString", &[Long, Int], "The first argument as an unsigned number, in the radix given by the second.", |_, mut call| text(&in_radix(i128::from(call.long(0) as u64), call.int(1)), &mut call)),
    method("valueOf", &[Long], "The argument as a Long.", |_, call| Ok(Value::Long(call.long(0)))),
    method("valueOf", &[String], "Parses a string as a Long in decimal.", |_, call| parse::long(parse::argument(&call, LONG, 10))),
    method("valueOf", &[String, Int], "Parses a string as a Long in a radix.", |_, call| parse::long(parse::argument(&call, LONG, call.int(1)))),
];

fn divide(call: &Call<'_>, by: fn(u64, u64) -> Option<u64>) -> Result<Value, Failure> {
    let result = by(call.long(0) as u64, call.long(1) as u64);
    result.map(|n| Value::Long(n as i64)).ok_or_else(|| Failure::new("a division by zero"))
}

fn highest(n: i64) -> i64 {
    if n == 0 { 0 } else { i64::MIN.cast_unsigned().wrapping_shr(n.leading_zeros()).cast_signed() }
}
