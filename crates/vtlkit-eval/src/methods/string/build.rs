//! Strings built from others.

use vtlkit_java::wtf8;
use vtlkit_value::{ListKind, Value};

use super::text;
use crate::Failure;
use crate::methods::Call;
use crate::methods::call::{nothing, null};

pub(super) fn concat(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let other = call.string(0)?;
    call.room(text(this).byte_len() + other.byte_len())?;
    Ok(Value::Str(call.heap.concat(text(this), other)))
}

pub(super) fn repeat(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let Ok(count) = usize::try_from(call.int(0)) else {
        return Err(Failure::new(format!("a text cannot be repeated {} times", call.int(0)))
            .with_help("pass 0 or more"));
    };
    let size = text(this).byte_len().saturating_mul(count);
    call.room(size)?;
    call.spend(size / 64)?;
    let mut out = Vec::with_capacity(size);
    for _ in 0..if text(this).is_empty() { 0 } else { count } {
        wtf8::push(&mut out, call.bytes(text(this)));
    }
    call.new_text(&out)
}

pub(super) fn replace(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (whole, part, with) = (call.bytes(text(this)), call.text(0)?, call.text(1)?);
    // Otherwise a match of bytes cannot be inside a surrogate pair.
    let by_units = part.is_empty() || matches!(part, [0xed, 0xa0..=0xbf, ..] | [.., 0xed, 0xa0..=0xbf, _]);
    let out = if by_units && !(part.is_empty() && whole.is_ascii()) {
        let (whole, part): (Vec<u16>, Vec<u16>) = (wtf8::units(whole).collect(), wtf8::units(part).collect());
        call.room((whole.len() + 1).saturating_mul(with.len() + 3))?;
        replace_units(&whole, &part, with)
    } else {
        let matches: Vec<usize> = memchr::memmem::find_iter(whole, part).collect();
        let size = (whole.len() - matches.len() * part.len())
            .saturating_add(matches.len().saturating_mul(with.len()));
        if matches.is_empty() {
            return Ok(this);
        }
        call.room(size)?;
        let mut out = Vec::with_capacity(size);
        let mut copied = 0;
        for at in matches {
            wtf8::push(&mut out, &whole[copied..at]);
            wtf8::push(&mut out, with);
            copied = at + part.len();
        }
        wtf8::push(&mut out, &whole[copied..]);
        out
    };
    call.spend(out.len() / 64)?;
    call.new_text(&out)
}

/// Replaces by code units; an empty part matches before each code unit and at the end.
fn replace_units(whole: &[u16], part: &[u16], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at <= whole.len() {
        let found = whole[at..].starts_with(part);
        if found {
            wtf8::push(&mut out, with);
            at += part.len();
        }
        if !found || part.is_empty() {
            if let Some(&unit) = whole.get(at) {
                wtf8::push_code_point(&mut out, u32::from(unit));
            }
            at += 1;
        }
    }
    out
}

pub(super) fn replace_char(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let (old, new) = (call.char(0), call.char(1));
    let bytes = call.bytes(text(this));
    let mut out = Vec::with_capacity(bytes.len());
    for unit in wtf8::units(bytes) {
        wtf8::push_code_point(&mut out, u32::from(if unit == old { new } else { unit }));
    }
    call.new_text(&out)
}

pub(super) fn join(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let between = call.string(0)?;
    let parts = call.elements(call.value(1))?;
    let mut size = between.byte_len().saturating_mul(parts.len());
    for &part in &parts {
        size = size.saturating_add(match part {
            Value::Str(text) => text.byte_len(),
            Value::Null => 4,
            _ => {
                let class = call.heap.type_of(part).name();
                return Err(Failure::new(format!("an element of the class {class} cannot be joined"))
                    .with_help(
                        "a list to be joined may hold texts only; put `\"$element\"` into it instead",
                    ));
            }
        });
    }
    call.room(size)?;
    call.spend(size / 64 + parts.len())?;
    let mut out = Vec::with_capacity(size);
    for (at, &part) in parts.iter().enumerate() {
        if at > 0 {
            wtf8::push(&mut out, call.bytes(between));
        }
        call.print(part, &mut out)?;
    }
    call.new_text(&out)
}

/// The code units of a `char[]`.
pub(in crate::methods) fn units_of(call: &Call<'_>, array: Value) -> Result<Vec<u16>, Failure> {
    let Value::List(list) = array else { return Err(null()) };
    let unit = |&value: &Value| if let Value::Char(unit) = value { unit } else { 0 };
    Ok(call.heap.list_values(list).iter().map(unit).collect())
}

/// A string of UTF-16 code units.
pub(in crate::methods) fn of_units(call: &mut Call<'_>, units: &[u16]) -> Result<Value, Failure> {
    let mut out = Vec::with_capacity(units.len());
    for &unit in units {
        wtf8::push_code_point(&mut out, u32::from(unit));
    }
    call.new_text(&out)
}

pub(super) fn of_chars(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let units = units_of(&call, call.value(0))?;
    of_units(&mut call, &units)
}

pub(super) fn of_some_chars(_: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let units = units_of(&call, call.value(0))?;
    let (offset, count) = (call.int(1), call.int(2));
    let part = usize::try_from(offset).ok().zip(usize::try_from(count).ok());
    let part = part.and_then(|(offset, count)| units.get(offset..offset.checked_add(count)?));
    let Some(part) = part else {
        return Err(Failure::new(format!(
            "{count} characters from {offset} are out of range for an array of {}",
            units.len()
        )));
    };
    of_units(&mut call, part)
}

pub(super) fn to_char_array(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    call.room(bytes.len() * size_of::<Value>())?;
    let units: Vec<Value> = wtf8::units(bytes).map(Value::Char).collect();
    call.spend(units.len() / 16)?;
    call.new_list(ListKind::Chars, &units)
}

pub(super) fn get_chars(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (from, to, at) = (call.int(0), call.int(1), call.int(3));
    let Value::List(array) = call.value(2) else { return Err(null()) };
    let units: Vec<u16> = wtf8::units(call.bytes(text(this))).collect();
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let units = range.and_then(|(from, to)| units.get(from..to));
    let target = call.heap.list_values_mut(array);
    let target = units.zip(usize::try_from(at).ok()).and_then(|(units, at)| {
        target.get_mut(at..at.checked_add(units.len())?).map(|target| (units, target))
    });
    let Some((units, target)) = target else {
        return Err(Failure::new(format!(
            "from {from} to {to} is out of range, or does not fit in the array at {at}"
        )));
    };
    for (target, &unit) in target.iter_mut().zip(units) {
        *target = Value::Char(unit);
    }
    Ok(nothing())
}

pub(super) fn translate_escapes(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        wtf8::push(&mut out, &rest[..at]);
        rest = &rest[at + 1..];
        let escaped = rest.first().copied();
        rest = rest.get(1..).unwrap_or_default();
        out.push(match escaped {
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b's') => b' ',
            Some(b't') => b'\t',
            Some(c @ (b'"' | b'\'' | b'\\')) => c,
            Some(first @ b'0'..=b'7') => {
                let mut code = u32::from(first - b'0');
                for _ in 0..if first <= b'3' { 2 } else { 1 } {
                    let Some((digit @ b'0'..=b'7', after)) = rest.split_first() else { break };
                    code = code << 3 | u32::from(digit - b'0');
                    rest = after;
                }
                wtf8::push_code_point(&mut out, code);
                continue;
            }
            // An escaped newline joins two lines.
            Some(b'\n') => continue,
            Some(b'\r') => {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                continue;
            }
            _ => {
                return Err(Failure::new("a backslash stands before a character that it gives no meaning")
                    .with_help(
                        r"the escapes are \b \f \n \r \s \t \' \\ and octal numbers, or double the backslash",
                    ));
            }
        });
    }
    wtf8::push(&mut out, rest);
    call.new_text(&out)
}
