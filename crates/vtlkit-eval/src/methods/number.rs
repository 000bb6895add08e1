//! `java.lang.Integer`, `Long` and `Double`, `java.math.BigInteger` and `BigDecimal`.

use vtlkit_value::Value;
use vtlkit_value::number::Number;

use super::Parameter::{BigDecimal, BigInteger, DoubleObject, Int, Integer, LongObject, Object, String};
use super::{Method, object};
use crate::{Arguments, Failure};

#[rustfmt::skip]
pub(super) static INTEGER_METHODS: &[Method] = &[
    Method { name: "compareTo", parameters: &[Integer], docs: "-1, 0 or 1 as the number is smaller, equal or larger.", run: object::compare_to },
    Method { name: "doubleValue", parameters: &[], docs: "The number as a Double.", run: double_value },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same Integer.", run: object::equals },
    Method { name: "hashCode", parameters: &[], docs: "The number itself.", run: object::hash_code },
    Method { name: "intValue", parameters: &[], docs: "The number itself.", run: int_value },
    Method { name: "longValue", parameters: &[], docs: "The number as a Long.", run: long_value },
    Method { name: "max", parameters: &[Int, Int], docs: "The larger of the two arguments.", run: |_, arguments| Ok(Value::Int(arguments.int(0).max(arguments.int(1)))) },
    Method { name: "min", parameters: &[Int, Int], docs: "The smaller of the two arguments.", run: |_, arguments| Ok(Value::Int(arguments.int(0).min(arguments.int(1)))) },
    Method { name: "parseInt", parameters: &[String], docs: "The Integer a text spells in decimal digits.", run: parse_int },
    Method { name: "toString", parameters: &[], docs: "The number in decimal digits.", run: object::to_string },
    Method { name: "toString", parameters: &[Int], docs: "The argument in decimal digits.", run: |_, mut arguments| Ok(Value::Str(arguments.to_str(arguments.value(0))?)) },
    Method { name: "valueOf", parameters: &[Int], docs: "The argument itself.", run: |_, arguments| Ok(arguments.value(0)) },
    Method { name: "valueOf", parameters: &[String], docs: "The Integer a text spells in decimal digits.", run: parse_int },
];

#[rustfmt::skip]
pub(super) static LONG_METHODS: &[Method] = &[
    Method { name: "compareTo", parameters: &[LongObject], docs: "-1, 0 or 1 as the number is smaller, equal or larger.", run: object::compare_to },
    Method { name: "doubleValue", parameters: &[], docs: "The number as a Double.", run: double_value },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same Long.", run: object::equals },
    Method { name: "hashCode", parameters: &[], docs: "The two halves of the number, combined.", run: object::hash_code },
    Method { name: "intValue", parameters: &[], docs: "The low 32 bits.", run: int_value },
    Method { name: "longValue", parameters: &[], docs: "The number itself.", run: long_value },
    Method { name: "toString", parameters: &[], docs: "The number in decimal digits.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static DOUBLE_METHODS: &[Method] = &[
    Method { name: "compareTo", parameters: &[DoubleObject], docs: "-1, 0 or 1 as the number is smaller, equal or larger.", run: object::compare_to },
    Method { name: "doubleValue", parameters: &[], docs: "The number itself.", run: double_value },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same Double.", run: object::equals },
    Method { name: "hashCode", parameters: &[], docs: "The two halves of the number's bits, combined.", run: object::hash_code },
    Method { name: "intValue", parameters: &[], docs: "The whole part, as an Integer.", run: int_value },
    Method { name: "isInfinite", parameters: &[], docs: "Whether the number is infinite.", run: |this, _| Ok(Value::Bool(matches!(this, Value::Double(n) if n.is_infinite()))) },
    Method { name: "isNaN", parameters: &[], docs: "Whether the number is NaN.", run: |this, _| Ok(Value::Bool(matches!(this, Value::Double(n) if n.is_nan()))) },
    Method { name: "longValue", parameters: &[], docs: "The whole part, as a Long.", run: long_value },
    Method { name: "toString", parameters: &[], docs: "The number as Java prints it.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static BIG_INTEGER_METHODS: &[Method] = &[
    Method { name: "compareTo", parameters: &[BigInteger], docs: "-1, 0 or 1 as the number is smaller, equal or larger.", run: object::compare_to },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same BigInteger.", run: object::equals },
    Method { name: "intValue", parameters: &[], docs: "The low 32 bits.", run: int_value },
    Method { name: "longValue", parameters: &[], docs: "The low 64 bits.", run: long_value },
    Method { name: "toString", parameters: &[], docs: "The number in decimal digits.", run: object::to_string },
];

#[rustfmt::skip]
pub(super) static BIG_DECIMAL_METHODS: &[Method] = &[
    Method { name: "compareTo", parameters: &[BigDecimal], docs: "-1, 0 or 1 as the number is smaller, equal or larger.", run: object::compare_to },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same BigDecimal.", run: object::equals },
    Method { name: "intValue", parameters: &[], docs: "The low 32 bits of the whole part.", run: int_value },
    Method { name: "longValue", parameters: &[], docs: "The low 64 bits of the whole part.", run: long_value },
    Method { name: "toString", parameters: &[], docs: "The number as Java prints it.", run: object::to_string },
];

fn number(this: Value, arguments: &Arguments<'_>) -> Result<Number, Failure> {
    Number::of(arguments.heap, this).ok_or_else(super::null)
}

fn int_value(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(number(this, &arguments)?.int_value()))
}

fn long_value(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Long(number(this, &arguments)?.long_value()))
}

fn double_value(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Double(number(this, &arguments)?.double_value()))
}

fn parse_int(_: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let text = arguments.string(0)?;
    let spelled = std::str::from_utf8(arguments.bytes(text)).ok().and_then(|text| text.parse::<i32>().ok());
    spelled.map(Value::Int).ok_or_else(|| {
        Failure::new(format!("`{}` is no Integer", vtlkit_value::wtf8::to_utf8(arguments.bytes(text))))
    })
}
