//! `java.lang.Byte`.

use vtlkit_value::Value;

use super::parse::{self, BYTE};
use super::{byte_value, double_value, float_value, int_value, long_value, short_value};
use crate::Failure;
use crate::methods::Parameter::{Byte, ByteObject, Int, Object, String};
use crate::methods::{Call, Method, method, object};

#[rustfmt::skip]
pub(in crate::methods) static METHODS: &[Method] = &[
    method("byteValue", &[], "The number itself.", byte_value),
    method("compare", &[Byte, Byte], "The difference of the arguments.", |_, call| Ok(Value::Int(i32::from(call.byte(0)) - i32::from(call.byte(1))))),
    method("compareTo", &[ByteObject], "The difference to the argument.", |this, call| difference(this, &call)),
    method("compareTo", &[Object], "Fails unless the argument is a Byte.", |this, call| difference(this, &call)),
    method("compareUnsigned", &[Byte, Byte], "The difference of the arguments, as unsigned numbers.", |_, call| Ok(Value::Int(i32::from(call.byte(0).cast_unsigned()) - i32::from(call.byte(1).cast_unsigned())))),
    method("decode", &[String], "Parses a string as a Byte in decimal, hexadecimal (`0x`, `#`) or octal (`0`).", |_, call| parse::byte(parse::decode(&call, BYTE))),
    method("doubleValue", &[], "The number as a Double.", double_value),
    method("equals", &[Object], "Whether the other value is the same Byte.", object::equals),
    method("floatValue", &[], "The number as a Float.", float_value),
    method("hashCode", &[], "The number itself, as an Integer.", object::hash_code),
    method("hashCode", &[Byte], "The argument, as an Integer.", |_, call| Ok(Value::Int(i32::from(call.byte(0))))),
    method("intValue", &[], "The number as an Integer.", int_value),
    method("longValue", &[], "The number as a Long.", long_value),
    method("parseByte", &[String], "Parses a string as a Byte in decimal.", |_, call| parse::byte(parse::argument(&call, BYTE, 10))),
    method("parseByte", &[String, Int], "Parses a string as a Byte in a radix.", |_, call| parse::byte(parse::argument(&call, BYTE, call.int(1)))),
    method("shortValue", &[], "The number as a Short.", short_value),
    method("toString", &[], "The number in decimal.", object::to_string),
    method("toString", &[Byte], "The argument in decimal.", |_, call| object::to_string(call.value(0), call)),
    method("toUnsignedInt", &[Byte], "The argument as an unsigned number, as an Integer.", |_, call| Ok(Value::Int(i32::from(call.byte(0).cast_unsigned())))),
    method("toUnsignedLong", &[Byte], "The argument as an unsigned number, as a Long.", |_, call| Ok(Value::Long(i64::from(call.byte(0).cast_unsigned())))),
    method("valueOf", &[Byte], "The argument as a Byte.", |_, call| Ok(Value::Byte(call.byte(0)))),
    method("valueOf", &[String], "Parses a string as a Byte in decimal.", |_, call| parse::byte(parse::argument(&call, BYTE, 10))),
    method("valueOf", &[String, Int], "Parses a string as a Byte in a radix.", |_, call| parse::byte(parse::argument(&call, BYTE, call.int(1)))),
];

fn difference(this: Value, call: &Call<'_>) -> Result<Value, Failure> {
    match (this, call.value(0)) {
        (Value::Byte(a), Value::Byte(b)) => Ok(Value::Int(i32::from(a) - i32::from(b))),
        (a, b) => object::compare(a, b, call),
    }
}
