//! `java.lang.Boolean`.

use vtlkit_value::Value;

use super::Parameter::{Boolean, BooleanObject, Object, String};
use super::{Method, object};
use crate::{Arguments, Failure};

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "booleanValue", parameters: &[], docs: "The value itself.", run: |this, _| Ok(this) },
    Method { name: "compareTo", parameters: &[BooleanObject], docs: "0 if both are the same, else 1 for true and -1 for false.", run: object::compare_to },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same.", run: object::equals },
    Method { name: "hashCode", parameters: &[], docs: "1231 for true, 1237 for false.", run: object::hash_code },
    Method { name: "parseBoolean", parameters: &[String], docs: "Whether the text is `true`, in any case.", run: parse },
    Method { name: "toString", parameters: &[], docs: "`true` or `false`.", run: object::to_string },
    Method { name: "toString", parameters: &[Boolean], docs: "`true` or `false`, of the argument.", run: |_, mut arguments| Ok(Value::Str(arguments.to_str(arguments.value(0))?)) },
    Method { name: "valueOf", parameters: &[Boolean], docs: "The argument itself.", run: |_, arguments| Ok(arguments.value(0)) },
    Method { name: "valueOf", parameters: &[String], docs: "Whether the text is `true`, in any case.", run: parse },
];

fn parse(_: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    Ok(Value::Bool(match arguments.value(0) {
        Value::Str(text) => arguments.bytes(text).eq_ignore_ascii_case(b"true"),
        _ => false,
    }))
}
