//! JSON as Jackson's tree prints it.

use std::fmt::Write as _;

use vtlkit_java::double::push_double;

use super::{Json, NodeId, Number, Value};

/// Appends a value as compact JSON, members in document order.
pub(crate) fn write(value: Json<'_>, out: &mut String) {
    enum Step<'d> {
        Value(Json<'d>),
        Name(&'d str),
        Text(char),
    }
    let mut steps = vec![Step::Value(value)];
    while let Some(step) = steps.pop() {
        let value = match step {
            Step::Value(value) => value,
            Step::Name(name) => {
                quote_into(name, out);
                continue;
            }
            Step::Text(character) => {
                out.push(character);
                continue;
            }
        };
        match value.value() {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Value::Number(number) => write_number(number, out),
            Value::String(string) => quote_into(string, out),
            Value::Array(array) => {
                out.push('[');
                let from = steps.len();
                for (index, element) in array.iter().enumerate() {
                    if index > 0 {
                        steps.push(Step::Text(','));
                    }
                    steps.push(Step::Value(element));
                }
                steps.push(Step::Text(']'));
                steps.get_mut(from..).unwrap_or_default().reverse();
            }
            Value::Object(object) => {
                out.push('{');
                let from = steps.len();
                for (index, (name, member)) in object.iter().enumerate() {
                    if index > 0 {
                        steps.push(Step::Text(','));
                    }
                    steps.push(Step::Name(name));
                    steps.push(Step::Text(':'));
                    steps.push(Step::Value(member));
                }
                steps.push(Step::Text('}'));
                steps.get_mut(from..).unwrap_or_default().reverse();
            }
        }
    }
}

/// Appends a number: integers as digits, others as Java prints a double.
pub(crate) fn write_number(number: Number<'_>, out: &mut String) {
    match number {
        Number::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Number::BigInt(text) => out.push_str(text),
        // Jackson writes non-finite numbers as strings.
        Number::Double(value) if value.is_infinite() => {
            out.push_str(if value < 0.0 { "\"-Infinity\"" } else { "\"Infinity\"" });
        }
        Number::Double(value) => {
            let mut digits = Vec::new();
            push_double(&mut digits, value);
            out.extend(digits.into_iter().map(char::from));
        }
    }
}

/// Appends an array of strings.
pub(crate) fn write_strings<'s>(strings: impl IntoIterator<Item = &'s str>, out: &mut String) {
    out.push('[');
    for (index, string) in strings.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        quote_into(string, out);
    }
    out.push(']');
}

/// Appends a string literal with Jackson's escapes.
pub(crate) fn quote_into(string: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in string.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            8 => "\\b",
            b'\t' => "\\t",
            b'\n' => "\\n",
            12 => "\\f",
            b'\r' => "\\r",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(string.get(from..at).unwrap_or_default());
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04X}");
        } else {
            out.push_str(escape);
        }
        from = at + 1;
    }
    out.push_str(string.get(from..).unwrap_or_default());
    out.push('"');
}

impl std::fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        write(*self, &mut out);
        f.write_str(&out)
    }
}

impl std::fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        write_number(*self, &mut out);
        f.write_str(&out)
    }
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.index().fmt(f)
    }
}
