//! `java.lang.Float`.

use vtlkit_java::hash;
use vtlkit_value::Value;

use super::{
    byte_value, double_value, float_value, int_value, larger, long_value, parse, short_value, smaller, text,
};
use crate::methods::Parameter::{Float, FloatObject, Int, Object, String};
use crate::methods::{Method, format, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("byteValue", &[], "The low 8 bits of the integer part, as a Byte.", byte_value),
    method("compare", &[Float, Float], "-1, 0 or 1 if the first argument is smaller, equal or larger; NaN is larger than every number.", |_, call| object::compare(Value::Float(call.float(0)), Value::Float(call.float(1)), &call)),
    method("compareTo", &[FloatObject], "-1, 0 or 1 if the number is smaller, equal or larger; NaN is larger than every number.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a Float.", object::compare_to),
    method("doubleValue", &[], "The number as a Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same Float.", object::equals),
    method("floatToIntBits", &[Float], "The 32 bits of the argument, as an Integer.", |_, call| Ok(Value::Int(hash::float(call.float(0))))),
    method("floatToRawIntBits", &[Float], "The 32 bits of the argument, as an Integer.", |_, call| Ok(Value::Int(hash::float(call.float(0))))),
    method("floatValue", &[], "The number itself.", float_value),
    method("hashCode", &[], "The number's bits.", object::hash_code),
    method("hashCode", &[Float], "The argument's bits.", |_, call| Ok(Value::Int(hash::float(call.float(0))))),
    method("intBitsToFloat", &[Int], "The Float that has the 32 bits of the argument.", |_, call| Ok(Value::Float(f32::from_bits(call.int(0).cast_unsigned())))),
    method("intValue", &[], "The integer part, as an Integer.", int_value),
    method("isFinite", &[Float], "Whether the argument is neither infinite nor NaN.", |_, call| Ok(Value::Bool(call.float(0).is_finite()))),
    method("isInfinite", &[], "Whether the number is infinite.", |this, _| Ok(Value::Bool(matches!(this, Value::Float(n) if n.is_infinite())))),
    method("isInfinite", &[Float], "Whether the argument is infinite.", |_, call| Ok(Value::Bool(call.float(0).is_infinite()))),
    method("isNaN", &[], "Whether the number is NaN.", |this, _| Ok(Value::Bool(matches!(this, Value::Float(n) if n.is_nan())))),
    method("isNaN", &[Float], "Whether the argument is NaN.", |_, call| Ok(Value::Bool(call.float(0).is_nan()))),
    method("longValue", &[], "The integer part, as a Long.", long_value),
    method("max", &[Float, Float], "The larger of the two arguments; NaN if one is.", |_, call| Ok(Value::Float(larger(call.float(0), call.float(1))))),
    method("min", &[Float, Float], "The smaller of the two arguments; NaN if one is.", |_, call| Ok(Value::Float(smaller(call.float(0), call.float(1))))),
    method("parseFloat", &[String], "Parses a string as a Float.", |_, call| parse::float(&call).map(Value::Float)),
    method("shortValue", &[], "The low 16 bits of the integer part, as a Short.", short_value),
    method("sum", &[Float, Float], "The sum of the arguments.", |_, call| Ok(Value::Float(call.float(0) + call.float(1)))),
    method("toHexString", &[Float], "The argument in hexadecimal digits: `0x1.8p1` for 3.0.", |_, mut call| text(&format::float_to_hex_string(call.float(0)), &mut call)),
    method("toString", &[], "The number as Java prints it.", object::to_string),
    method("toString", &[Float], "The argument as Java prints a Float.", |_, call| object::to_string(Value::Float(call.float(0)), call)),
    method("valueOf", &[Float], "The argument as a Float.", |_, call| Ok(Value::Float(call.float(0)))),
    method("valueOf", &[String], "Parses a string as a Float.", |_, call| parse::float(&call).map(Value::Float)),
];
