//! Substrings, by UTF-16 index.

use vtlkit_java::wtf8;
use vtlkit_value::{Heap, Str, Value};

use super::text;
use crate::Failure;
use crate::methods::Call;

pub(super) fn length(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    Ok(Value::Int(wtf8::utf16_len(call.bytes(text(this))) as i32))
}

/// The code unit at an index.
fn unit(bytes: &[u8], index: i32) -> Option<u16> {
    let index = usize::try_from(index).ok()?;
    let cut = wtf8::cut(bytes, index)?;
    let mut units = wtf8::units(bytes.get(cut.byte..)?);
    if cut.inside { units.nth(1) } else { units.next() }
}

#[cold]
fn out_of_range(index: i32, bytes: &[u8]) -> Failure {
    Failure::new(format!(
        "the index {index} is out of range for a text of {} characters",
        wtf8::utf16_len(bytes)
    ))
    .with_help("compare with `length()` first")
}

pub(super) fn char_at(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (bytes, index) = (call.bytes(text(this)), call.int(0));
    unit(bytes, index).map(Value::Char).ok_or_else(|| out_of_range(index, bytes))
}

pub(super) fn code_point_at(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (bytes, index) = (call.bytes(text(this)), call.int(0));
    let first = unit(bytes, index).ok_or_else(|| out_of_range(index, bytes))?;
    Ok(Value::Int(match (first, unit(bytes, index.wrapping_add(1))) {
        (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => join(first, low),
        _ => i32::from(first),
    }))
}

pub(super) fn code_point_before(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (bytes, index) = (call.bytes(text(this)), call.int(0));
    let last = unit(bytes, index.wrapping_sub(1)).ok_or_else(|| out_of_range(index, bytes))?;
    Ok(Value::Int(match (unit(bytes, index.wrapping_sub(2)), last) {
        (Some(high @ 0xd800..0xdc00), 0xdc00..0xe000) => join(high, last),
        _ => i32::from(last),
    }))
}

fn join(high: u16, low: u16) -> i32 {
    0x1_0000 + (i32::from(high & 0x3ff) << 10 | i32::from(low & 0x3ff))
}

pub(super) fn code_point_count(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    let (from, to) = (call.int(0), call.int(1));
    let (from, to) = checked(from, to, bytes)?;
    let units: Vec<u16> = wtf8::units(bytes).skip(from).take(to - from).collect();
    let count = char::decode_utf16(units).count();
    Ok(Value::Int(count as i32))
}

pub(super) fn offset_by_code_points(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (bytes, index, offset) = (call.bytes(text(this)), call.int(0), call.int(1));
    let len = wtf8::utf16_len(bytes);
    let units: Vec<u16> = wtf8::units(bytes).collect();
    let at = usize::try_from(index).ok().filter(|&at| at <= len).ok_or_else(|| out_of_range(index, bytes))?;
    offset_in(&units, at, offset).map(|at| Value::Int(at as i32)).ok_or_else(|| {
        Failure::new(format!(
            "there are no {} characters on that side of the index {index}",
            offset.unsigned_abs()
        ))
    })
}

/// The index of `offset` code points after `at`, which must be within the string.
pub(in crate::methods) fn offset_in(units: &[u16], mut at: usize, offset: i32) -> Option<usize> {
    let is_pair = |at: usize| {
        matches!(units.get(at), Some(0xd800..0xdc00)) && matches!(units.get(at + 1), Some(0xdc00..0xe000))
    };
    for _ in 0..offset.unsigned_abs() {
        if offset > 0 {
            if at >= units.len() {
                return None;
            }
            at += if is_pair(at) { 2 } else { 1 };
        } else {
            at = at.checked_sub(1)?;
            if at > 0 && is_pair(at - 1) {
                at -= 1;
            }
        }
    }
    Some(at)
}

fn checked(from: i32, to: i32, bytes: &[u8]) -> Result<(usize, usize), Failure> {
    let len = wtf8::utf16_len(bytes);
    match (usize::try_from(from), usize::try_from(to)) {
        (Ok(from), Ok(to)) if from <= to && to <= len => Ok((from, to)),
        _ => Err(Failure::new(format!("from {from} to {to} is out of range for a text of {len} characters"))
            .with_help("compare with `length()` first")),
    }
}

pub(super) fn from(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let len = wtf8::utf16_len(call.bytes(text(this)));
    let (from, to) = checked(call.int(0), len as i32, call.bytes(text(this)))?;
    substring(call.heap, text(this), from, to)
}

pub(super) fn from_to(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let (from, to) = checked(call.int(0), call.int(1), call.bytes(text(this)))?;
    substring(call.heap, text(this), from, to)
}

/// The substring between two indexes, which must be in range. Shares the bytes, unless a surrogate pair is split.
fn substring(heap: &mut Heap, text: Str, from: usize, to: usize) -> Result<Value, Failure> {
    let bytes = heap.bytes(text);
    let (Some(start), Some(end)) = (wtf8::cut(bytes, from), wtf8::cut(bytes, to)) else {
        return Ok(Value::Str(Str::default()));
    };
    if !start.inside && !end.inside {
        return Ok(Value::Str(text.slice(start.byte, end.byte)));
    }
    let mut part = Vec::new();
    for unit in wtf8::units(bytes).skip(from).take(to - from) {
        wtf8::push_code_point(&mut part, u32::from(unit));
    }
    heap.room(part.len())?;
    Ok(heap.new_bytes(&part))
}
