//! `java.lang.Double`.

use vtlkit_java::hash;
use vtlkit_value::Value;

use super::{
    byte_value, double_value, float_value, int_value, larger, long_value, parse, short_value, smaller, text,
};
use crate::methods::Parameter::{Double, DoubleObject, Long, Object, String};
use crate::methods::{Method, format, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("byteValue", &[], "The low 8 bits of the integer part, as a Byte.", byte_value),
    method("compare", &[Double, Double], "-1, 0 or 1 if the first argument is smaller, equal or larger; NaN is larger than every number.", |_, call| object::compare(Value::Double(call.double(0)), Value::Double(call.double(1)), &call)),
    method("compareTo", &[DoubleObject], "-1, 0 or 1 if the number is smaller, equal or larger; NaN is larger than every number.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a Double.", object::compare_to),
    method("doubleToLongBits", &[Double], "The 64 bits of the argument, as a Long.", |_, call| Ok(Value::Long(bits(call.double(0))))),
    method("doubleToRawLongBits", &[Double], "The 64 bits of the argument, as a Long.", |_, call| Ok(Value::Long(bits(call.double(0))))),
    method("doubleValue", &[], "The number itself.", double_value),
    method("equals", &[Object], "Whether the other value is the same Double.", object::equals),
    method("floatValue", &[], "The nearest Float.", float_value),
    method("hashCode", &[], "The two halves of the number's bits, combined.", object::hash_code),
    method("hashCode", &[Double], "The two halves of the argument's bits, combined.", |_, call| Ok(Value::Int(hash::double(call.double(0))))),
    method("intValue", &[], "The integer part, as an Integer.", int_value),
    method("isFinite", &[Double], "Whether the argument is neither infinite nor NaN.", |_, call| Ok(Value::Bool(call.double(0).is_finite()))),
    method("isInfinite", &[], "Whether the number is infinite.", |this, _| Ok(Value::Bool(matches!(this, Value::Double(n) if n.is_infinite())))),
    method("isInfinite", &[Double], "Whether the argument is infinite.", |_, call| Ok(Value::Bool(call.double(0).is_infinite()))),
    method("isNaN", &[], "Whether the number is NaN.", |this, _| Ok(Value::Bool(matches!(this, Value::Double(n) if n.is_nan())))),
    method("isNaN", &[Double], "Whether the argument is NaN.", |_, call| Ok(Value::Bool(call.double(0).is_nan()))),
    method("longBitsToDouble", &[Long], "The Double that has the 64 bits of the argument.", |_, call| Ok(Value::Double(f64::from_bits(call.long(0) as u64)))),
    method("longValue", &[], "The integer part, as a Long.", long_value),
    method("max", &[Double, Double], "The larger of the two arguments; NaN if one is.", |_, call| Ok(Value::Double(larger(call.double(0), call.double(1))))),
    method("min", &[Double, Double], "The smaller of the two arguments; NaN if one is.", |_, call| Ok(Value::Double(smaller(call.double(0), call.double(1))))),
    method("parseDouble", &[String], "Parses a string as a Double.", |_, call| parse::double(&call).map(Value::Double)),
    method("shortValue", &[], "The low 16 bits of the integer part, as a Short.", short_value),
    method("sum", &[Double, Double], "The sum of the arguments.", |_, call| Ok(Value::Double(call.double(0) + call.double(1)))),
    method("toHexString", &[Double], "The argument in hexadecimal digits: `0x1.8p1` for 3.0.", |_, mut call| text(&format::to_hex_string(call.double(0)), &mut call)),
    method("toString", &[], "The number as Java prints it.", object::to_string),
    method("toString", &[Double], "The argument as Java prints a Double.", |_, call| object::to_string(Value::Double(call.double(0)), call)),
    method("valueOf", &[Double], "The argument as a Double.", |_, call| Ok(Value::Double(call.double(0)))),
    method("valueOf", &[String], "Parses a string as a Double.", |_, call| parse::double(&call).map(Value::Double)),
];

/// The bits of a number; the same for all NaNs.
fn bits(n: f64) -> i64 {
    if n.is_nan() { 0x7ff8_0000_0000_0000 } else { n.to_bits() as i64 }
}
