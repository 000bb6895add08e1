//! `java.lang.String`.

use vtlkit_value::{Str, Value, wtf8};

use super::Parameter::{CharSequence, Int, Object, String};
use super::{Method, object, substring};
use crate::{Arguments, Failure};

#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "charAt", parameters: &[Int], docs: "The character at an index.", run: char_at },
    Method { name: "concat", parameters: &[String], docs: "This text and the other after it.", run: concat },
    Method { name: "contains", parameters: &[CharSequence], docs: "Whether the other text is part of this one.", run: |this, arguments| with(this, &arguments, |a, b| find(a, b, 0).is_some()) },
    Method { name: "endsWith", parameters: &[String], docs: "Whether this text ends with the other.", run: |this, arguments| with(this, &arguments, |a, b| a.ends_with(b)) },
    Method { name: "equals", parameters: &[Object], docs: "Whether the other value is the same text.", run: object::equals },
    Method { name: "equalsIgnoreCase", parameters: &[String], docs: "Whether the other text is the same but for the case of letters.", run: |this, arguments| with(this, &arguments, |a, b| wtf8::to_utf8(a).to_lowercase() == wtf8::to_utf8(b).to_lowercase()) },
    Method { name: "hashCode", parameters: &[], docs: "Java's hash code of the text.", run: object::hash_code },
    Method { name: "indexOf", parameters: &[String], docs: "Where the other text starts in this one for the first time; -1 if it does not.", run: index_of },
    Method { name: "isEmpty", parameters: &[], docs: "Whether the text has no character.", run: |this, _| Ok(Value::Bool(text(this).is_empty())) },
    Method { name: "lastIndexOf", parameters: &[String], docs: "Where the other text starts in this one for the last time; -1 if it does not.", run: last_index_of },
    Method { name: "length", parameters: &[], docs: "How many UTF-16 code units the text has.", run: |this, arguments| Ok(Value::Int(wtf8::utf16_len(arguments.bytes(text(this))) as i32)) },
    Method { name: "replace", parameters: &[CharSequence, CharSequence], docs: "The text with each occurrence of one text replaced by another.", run: replace },
    Method { name: "startsWith", parameters: &[String], docs: "Whether this text starts with the other.", run: |this, arguments| with(this, &arguments, |a, b| a.starts_with(b)) },
    Method { name: "substring", parameters: &[Int], docs: "The text from an index on.", run: from },
    Method { name: "substring", parameters: &[Int, Int], docs: "The text from one index up to another.", run: from_to },
    Method { name: "toLowerCase", parameters: &[], docs: "The text in lower case.", run: |this, arguments| { let lower = wtf8::to_utf8(arguments.bytes(text(this))).to_lowercase(); Ok(arguments.heap.new_str(&lower)) } },
    Method { name: "toString", parameters: &[], docs: "The text itself.", run: |this, _| Ok(this) },
    Method { name: "toUpperCase", parameters: &[], docs: "The text in upper case.", run: |this, arguments| { let upper = wtf8::to_utf8(arguments.bytes(text(this))).to_uppercase(); Ok(arguments.heap.new_str(&upper)) } },
    Method { name: "trim", parameters: &[], docs: "The text without blanks and control characters at its ends.", run: trim },
];

fn text(this: Value) -> Str {
    if let Value::Str(text) = this { text } else { Str::default() }
}

/// Applies a question to this text and the text of the first argument.
fn with(
    this: Value,
    arguments: &Arguments<'_>,
    ask: impl Fn(&[u8], &[u8]) -> bool,
) -> Result<Value, Failure> {
    let other = arguments.string(0)?;
    Ok(Value::Bool(ask(arguments.bytes(text(this)), arguments.bytes(other))))
}

/// The byte offset at which `part` is found in `text` from `from` on.
fn find(text: &[u8], part: &[u8], from: usize) -> Option<usize> {
    if part.is_empty() {
        return (from <= text.len()).then_some(from);
    }
    text.get(from..)?.windows(part.len()).position(|window| window == part).map(|at| from + at)
}

fn range(
    this: Value,
    arguments: &mut Arguments<'_>,
    from: i32,
    to: i32,
    len: usize,
) -> Result<Value, Failure> {
    if from < 0 || to < from || to as usize > len {
        return Err(Failure::new(format!("begin {from}, end {to}, length {len}"))
            .with_help("compare with `length()` before cutting"));
    }
    Ok(Value::Str(substring(arguments.heap, text(this), from as usize, to as usize)))
}

fn from(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let len = wtf8::utf16_len(arguments.bytes(text(this)));
    let from = arguments.int(0);
    range(this, &mut arguments, from, len as i32, len)
}

fn from_to(this: Value, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let len = wtf8::utf16_len(arguments.bytes(text(this)));
    let (from, to) = (arguments.int(0), arguments.int(1));
    range(this, &mut arguments, from, to, len)
}

fn char_at(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let index = arguments.int(0);
    let unit =
        usize::try_from(index).ok().and_then(|index| wtf8::units(arguments.bytes(text(this))).nth(index));
    unit.map(Value::Char).ok_or_else(|| Failure::new(format!("index {index} is out of range")))
}

fn concat(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let other = arguments.string(0)?;
    arguments.room(text(this).byte_len() + other.byte_len())?;
    Ok(Value::Str(arguments.heap.concat(text(this), other)))
}

fn index_of(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let part = arguments.string(0)?;
    let whole = arguments.bytes(text(this));
    let found = find(whole, arguments.bytes(part), 0);
    Ok(Value::Int(found.map_or(-1, |at| wtf8::unit_index(whole, at) as i32)))
}

fn last_index_of(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let part = arguments.string(0)?;
    let (whole, part) = (arguments.bytes(text(this)), arguments.bytes(part));
    let found = if part.is_empty() {
        Some(whole.len())
    } else {
        whole.windows(part.len()).rposition(|window| window == part)
    };
    Ok(Value::Int(found.map_or(-1, |at| wtf8::unit_index(whole, at) as i32)))
}

fn replace(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let (part, with) = (arguments.string(0)?, arguments.string(1)?);
    let (whole, part, with) = (arguments.bytes(text(this)), arguments.bytes(part), arguments.bytes(with));
    let mut out = Vec::with_capacity(whole.len());
    let mut at = 0;
    while let Some(found) = find(whole, part, at).filter(|_| !part.is_empty()) {
        out.extend_from_slice(&whole[at..found]);
        out.extend_from_slice(with);
        at = found + part.len();
        arguments.room(out.len())?;
    }
    out.extend_from_slice(&whole[at..]);
    Ok(arguments.heap.new_bytes(&out))
}

fn trim(this: Value, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let bytes = arguments.bytes(text(this));
    let start = bytes.iter().position(|&b| b > b' ').unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|&b| b > b' ').map_or(start, |at| at + 1);
    Ok(Value::Str(text(this).slice(start, end)))
}
