//! `java.lang.Character`.

use vtlkit_value::Value;

use super::Parameter::{Char, Character, Object};
use super::{Method, object};

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "charValue", parameters: &[], docs: "The character itself.", run: |this, _| Ok(this) },
    Method { name: "compareTo", parameters: &[Character], docs: "The difference of the two code units.", run: |this, arguments| match (this, arguments.value(0)) {
        (Value::Char(a), Value::Char(b)) => Ok(Value::Int(i32::from(a) - i32::from(b))),
        _ => Err(super::null()),
    } },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same character.", run: object::equals },
    Method { name: "hashCode", parameters: &[], docs: "The code unit.", run: object::hash_code },
    Method { name: "isDigit", parameters: &[Char], docs: "Whether the argument is a digit.", run: |_, arguments| Ok(Value::Bool(char_of(arguments.value(0)).is_some_and(|c| c.is_numeric() && c.to_digit(10).is_some() || c.is_ascii_digit()))) },
    Method { name: "isLetter", parameters: &[Char], docs: "Whether the argument is a letter.", run: |_, arguments| Ok(Value::Bool(char_of(arguments.value(0)).is_some_and(char::is_alphabetic))) },
    Method { name: "toString", parameters: &[], docs: "The character as a string.", run: object::to_string },
];

fn char_of(value: Value) -> Option<char> {
    if let Value::Char(unit) = value { char::from_u32(u32::from(unit)) } else { None }
}
