//! Searching and comparing.

use memchr::memmem;
use vtlkit_java::string_case::compare_ignore_case;
use vtlkit_java::wtf8;
use vtlkit_value::Value;

use super::text;
use crate::Failure;
use crate::methods::Call;

/// Whether a string starts or ends with a lone surrogate, whose other half may be in the string that is searched: then
/// it cannot be found by bytes.
fn is_cut(part: &[u8]) -> bool {
    matches!(part, [0xed, 0xb0..=0xbf, ..] | [.., 0xed, 0xa0..=0xaf, _])
}

/// The index of the first occurrence of `part` at or after code unit `from`, which must be within the string.
fn find(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    if is_cut(part) {
        let (units, part): (Vec<u16>, Vec<u16>) = (wtf8::units(whole).collect(), wtf8::units(part).collect());
        let found = units.get(from..)?.windows(part.len()).position(|window| window == part)?;
        return Some(from + found);
    }
    let cut = wtf8::cut(whole, from)?;
    let start = if cut.inside { cut.byte + 4 } else { cut.byte };
    let byte = start + memmem::find(whole.get(start..)?, part)?;
    Some(wtf8::utf16_offset(whole, byte))
}

/// The index of the last occurrence of `part` at or before code unit `from`.
fn find_last(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    if is_cut(part) {
        let (units, part): (Vec<u16>, Vec<u16>) = (wtf8::units(whole).collect(), wtf8::units(part).collect());
        return units.windows(part.len()).take(from.saturating_add(1)).rposition(|window| window == part);
    }
    let end = wtf8::cut(whole, from).map_or(whole.len(), |cut| cut.byte);
    let byte = memmem::rfind(whole.get(..end + part.len()).unwrap_or(whole), part)?;
    Some(wtf8::utf16_offset(whole, byte))
}

fn index(found: Option<usize>) -> Value {
    Value::Int(found.map_or(-1, |at| at as i32))
}

pub(super) fn index_of(this: Value, call: &Call<'_>, from: i32) -> Result<Value, Failure> {
    let (whole, part) = (call.bytes(text(this)), call.text(0)?);
    let (from, len) = (from.max(0) as usize, wtf8::utf16_len(whole));
    if part.is_empty() {
        return Ok(index(Some(from.min(len))));
    }
    Ok(index(find(whole, part, from)))
}

pub(super) fn last_index_of(this: Value, call: &Call<'_>, from: i32) -> Result<Value, Failure> {
    let (whole, part) = (call.bytes(text(this)), call.text(0)?);
    let Ok(from) = usize::try_from(from) else { return Ok(index(None)) };
    if part.is_empty() {
        return Ok(index(Some(from.min(wtf8::utf16_len(whole)))));
    }
    Ok(index(find_last(whole, part, from)))
}

/// The encoding of a code point given as an `int`.
fn code_point(c: i32) -> Option<Vec<u8>> {
    let c = u32::try_from(c).ok().filter(|&c| c <= 0x10_ffff)?;
    let mut bytes = Vec::new();
    wtf8::push_code_point(&mut bytes, c);
    Some(bytes)
}

pub(super) fn index_of_char(this: Value, call: &Call<'_>, from: i32) -> Result<Value, Failure> {
    let found = code_point(call.int(0)).and_then(|c| find(call.bytes(text(this)), &c, from.max(0) as usize));
    Ok(index(found))
}

pub(super) fn last_index_of_char(this: Value, call: &Call<'_>, from: i32) -> Result<Value, Failure> {
    let found = usize::try_from(from)
        .ok()
        .zip(code_point(call.int(0)))
        .and_then(|(from, c)| find_last(call.bytes(text(this)), &c, from));
    Ok(index(found))
}

pub(super) fn contains(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (whole, part) = (call.bytes(text(this)), call.text(0)?);
    Ok(Value::Bool(part.is_empty() || find(whole, part, 0).is_some()))
}

pub(super) fn starts_with(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Bool(matches_at(call.bytes(text(this)), call.text(0)?, 0)))
}

pub(super) fn starts_with_at(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    // Java checks for a negative index before it accesses the string.
    let Ok(at) = usize::try_from(call.int(1)) else { return Ok(Value::Bool(false)) };
    Ok(Value::Bool(matches_at(call.bytes(text(this)), call.text(0)?, at)))
}

pub(super) fn ends_with(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (whole, part) = (call.bytes(text(this)), call.text(0)?);
    if !is_cut(part) {
        return Ok(Value::Bool(whole.ends_with(part)));
    }
    let at = wtf8::utf16_len(whole).checked_sub(wtf8::utf16_len(part));
    Ok(Value::Bool(at.is_some_and(|at| matches_at(whole, part, at))))
}

/// Whether `part` occurs in `whole` at a code unit.
fn matches_at(whole: &[u8], part: &[u8], at: usize) -> bool {
    match wtf8::cut(whole, at) {
        None => false,
        Some(cut) if !cut.inside && !is_cut(part) => {
            whole.get(cut.byte..).is_some_and(|rest| rest.starts_with(part))
        }
        Some(_) => {
            let mut units = wtf8::units(whole).skip(at);
            wtf8::units(part).all(|unit| units.next() == Some(unit))
        }
    }
}

pub(super) fn region_matches(
    this: Value,
    call: &Call<'_>,
    first: usize,
    ignoring_case: bool,
) -> Result<Value, Failure> {
    let (whole, part) = (call.bytes(text(this)), call.text(first + 1)?);
    let (at, from, len) = (call.int(first), call.int(first + 2), i64::from(call.int(first + 3)));
    let fits = |start: i32, text: &[u8]| start >= 0 && i64::from(start) <= wtf8::utf16_len(text) as i64 - len;
    if !fits(at, whole) || !fits(from, part) {
        return Ok(Value::Bool(false));
    }
    let len = len.max(0) as usize;
    let region = |text, start: i32| wtf8::units(text).skip(start as usize).take(len).collect::<Vec<u16>>();
    let (a, b) = (region(whole, at), region(part, from));
    let wide = !is_latin(whole) && !is_latin(part);
    Ok(Value::Bool(if ignoring_case { compare_ignore_case(&a, &b, wide) == 0 } else { a == b }))
}

pub(super) fn equals_ignoring_case(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let Ok(other) = call.text(0) else { return Ok(Value::Bool(false)) };
    let whole = call.bytes(text(this));
    if whole.is_ascii() && other.is_ascii() {
        return Ok(Value::Bool(whole.eq_ignore_ascii_case(other)));
    }
    Ok(Value::Bool(wtf8::utf16_len(whole) == wtf8::utf16_len(other) && order(whole, other) == 0))
}

pub(super) fn compare_ignoring_case(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(order(call.bytes(text(this)), call.text(0)?)))
}

/// Compares two strings ignoring case.
fn order(a: &[u8], b: &[u8]) -> i32 {
    let (a_units, b_units): (Vec<u16>, Vec<u16>) = (wtf8::units(a).collect(), wtf8::units(b).collect());
    compare_ignore_case(&a_units, &b_units, !is_latin(a) && !is_latin(b))
}

/// Whether all characters are below U+0100, for which Java has its own representation.
fn is_latin(text: &[u8]) -> bool {
    text.iter().all(|&b| b < 0xc4)
}
