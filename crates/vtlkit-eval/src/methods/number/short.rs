//! `java.lang.Short`.

use vtlkit_value::Value;

use super::parse::{self, SHORT};
use super::{byte_value, double_value, float_value, int_value, long_value, short_value};
use crate::Failure;
use crate::methods::Parameter::{Int, Object, Short, ShortObject, String};
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("byteValue", &[], "The low 8 bits, as a Byte.", byte_value),
    method("compare", &[Short, Short], "The difference of the arguments.", |_, call| Ok(Value::Int(i32::from(call.short(0)) - i32::from(call.short(1))))),
    method("compareTo", &[ShortObject], "The difference to the argument.", |this, call| difference(this, &call)),
    method("compareTo", &[Object], "Fails unless the argument is a Short.", |this, call| difference(this, &call)),
    method("compareUnsigned", &[Short, Short], "The difference of the arguments, as unsigned numbers.", |_, call| Ok(Value::Int(i32::from(call.short(0).cast_unsigned()) - i32::from(call.short(1).cast_unsigned())))),
    method("decode", &[String], "Parses a string as a Short in decimal, hexadecimal (`0x`, `#`) or octal (`0`).", |_, call| parse::short(parse::decode(&call, SHORT))),
    method("doubleValue", &[], "The number as a Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same Short.", object::equals),
    method("floatValue", &[], "The number as a Float.", float_value),
    method("hashCode", &[], "The number itself, as an Integer.", object::hash_code),
    method("hashCode", &[Short], "The argument, as an Integer.", |_, call| Ok(Value::Int(i32::from(call.short(0))))),
    method("intValue", &[], "The number as an Integer.", int_value),
    method("longValue", &[], "The number as a Long.", long_value),
    method("parseShort", &[String], "Parses a string as a Short in decimal.", |_, call| parse::short(parse::argument(&call, SHORT, 10))),
    method("parseShort", &[String, Int], "Parses a string as a Short in a radix.", |_, call| parse::short(parse::argument(&call, SHORT, call.int(1)))),
    method("reverseBytes", &[Short], "The argument with its two bytes in reverse order.", |_, call| Ok(Value::Short(call.short(0).swap_bytes()))),
    method("shortValue", &[], "The number itself.", short_value),
    method("toString", &[], "The number in decimal.", object::to_string),
    method("toString", &[Short], "The argument in decimal.", |_, call| object::to_string(call.value(0), call)),
    method("toUnsignedInt", &[Short], "The argument as an unsigned number, as an Integer.", |_, call| Ok(Value::Int(i32::from(call.short(0).cast_unsigned())))),
    method("toUnsignedLong", &[Short], "The argument as an unsigned number, as a Long.", |_, call| Ok(Value::Long(i64::from(call.short(0).cast_unsigned())))),
    method("valueOf", &[Short], "The argument as a Short.", |_, call| Ok(Value::Short(call.short(0)))),
    method("valueOf", &[String], "Parses a string as a Short in decimal.", |_, call| parse::short(parse::argument(&call, SHORT, 10))),
    method("valueOf", &[String, Int], "Parses a string as a Short in a radix.", |_, call| parse::short(parse::argument(&call, SHORT, call.int(1)))),
];

fn difference(this: Value, call: &Call<'_>) -> Result<Value, Failure> {
    match (this, call.value(0)) {
        (Value::Short(a), Value::Short(b)) => Ok(Value::Int(i32::from(a) - i32::from(b))),
        (a, b) => object::compare(a, b, call),
    }
}
