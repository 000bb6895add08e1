//! `java.lang.Boolean`.

use vtlkit_value::Value;

use super::Parameter::{Boolean, BooleanObject, Object, String};
use super::{Call, Method, method, object};
use crate::Failure;

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    method("booleanValue", &[], "The value itself.", |this, _| Ok(this)),
    method("compare", &[Boolean, Boolean], "0 if both arguments are equal, 1 if the first is true, -1 if it is false.", |_, call| object::compare(call.value(0), call.value(1), &call)),
    method("compareTo", &[BooleanObject], "0 if both are equal, 1 if this is true, -1 if it is false.", object::compare_to),
    method("compareTo", &[Object], "Fails unless the argument is a Boolean.", object::compare_to),
    method("equals", &[Object], "Whether the other value is the same.", object::equals),
    method("hashCode", &[], "1231 for true, 1237 for false.", object::hash_code),
    method("hashCode", &[Boolean], "1231 for true, 1237 for false.", |_, call| object::hash_code(call.value(0), call)),
    method("logicalAnd", &[Boolean, Boolean], "Whether both arguments are true.", |_, call| Ok(Value::Bool(call.boolean(0) && call.boolean(1)))),
    method("logicalOr", &[Boolean, Boolean], "Whether one of the arguments is true.", |_, call| Ok(Value::Bool(call.boolean(0) || call.boolean(1)))),
    method("logicalXor", &[Boolean, Boolean], "Whether exactly one of the arguments is true.", |_, call| Ok(Value::Bool(call.boolean(0) != call.boolean(1)))),
    method("parseBoolean", &[String], "Whether the string is `true`, ignoring case.", parse),
    method("toString", &[], "`true` or `false`.", object::to_string),
    method("toString", &[Boolean], "`true` or `false`, for the argument.", |_, call| object::to_string(call.value(0), call)),
    method("valueOf", &[Boolean], "The argument itself.", |_, call| Ok(call.value(0))),
    method("valueOf", &[String], "Whether the string is `true`, ignoring case.", parse),
];

fn parse(_: Value, call: Call<'_>) -> Result<Value, Failure> {
    // Java folds more than ASCII, but no other letter folds to one of these.
    Ok(Value::Bool(call.text(0).is_ok_and(|text| text.eq_ignore_ascii_case(b"true"))))
}
