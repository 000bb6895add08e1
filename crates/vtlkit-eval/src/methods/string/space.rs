//! Whitespace and lines.

use vtlkit_java::character;
use vtlkit_java::wtf8;
use vtlkit_value::{Str, Value};

use super::text;
use crate::Failure;
use crate::methods::{Call, stream};

/// The offset of the first character that is not whitespace, or the length.
fn leading(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some((_, len)) = wtf8::code_point(bytes, at).filter(|&(c, _)| character::is_whitespace(c)) {
        at += len;
    }
    at
}

/// The offset after the last character that is not whitespace, or 0.
fn trailing(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    while end > 0 {
        let mut start = end - 1;
        while start > 0 && bytes[start] & 0xc0 == 0x80 {
            start -= 1;
        }
        if !wtf8::code_point(bytes, start).is_some_and(|(c, _)| character::is_whitespace(c)) {
            break;
        }
        end = start;
    }
    end
}

pub(super) fn is_blank(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    Ok(Value::Bool(leading(bytes) == bytes.len()))
}

pub(super) fn strip(this: Value, call: &Call<'_>, start: bool, end: bool) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    let from = if start { leading(bytes) } else { 0 };
    let to = if end { trailing(bytes) } else { bytes.len() };
    Ok(Value::Str(text(this).slice(from, to)))
}

pub(super) fn trim(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    let start = bytes.iter().position(|&b| b > b' ').unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|&b| b > b' ').map_or(start, |at| at + 1);
    Ok(Value::Str(text(this).slice(start, end)))
}

/// The lines of a string, terminated by a line feed, a carriage return, or both; a terminator at the end starts no
/// further line.
fn lines(whole: Str, bytes: &[u8]) -> Vec<Str> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let rest = &bytes[start..];
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        lines.push(whole.slice(start, start + end));
        start += end + if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    lines
}

pub(super) fn to_lines(this: Value, call: Call<'_>) -> Result<Value, Failure> {
    let lines = lines(text(this), call.bytes(text(this)));
    let lines: Vec<Value> = lines.into_iter().map(Value::Str).collect();
    stream::new(&lines, call)
}

pub(super) fn indent(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let count = call.int(0);
    if text(this).is_empty() {
        return Ok(this);
    }
    let lines = lines(text(this), call.bytes(text(this)));
    let blanks = count.max(0) as usize;
    let size = text(this).byte_len() + lines.len().saturating_mul(blanks.saturating_add(1));
    call.room(size)?;
    call.spend(size / 64)?;
    let mut out = Vec::with_capacity(size);
    for line in lines {
        let line = call.bytes(line);
        let removed = if count < 0 { cut(line, count.unsigned_abs() as usize) } else { 0 };
        out.extend(std::iter::repeat_n(b' ', blanks));
        out.extend_from_slice(&line[removed..]);
        out.push(b'\n');
    }
    call.new_text(&out)
}

/// The length in bytes of at most `most` whitespace characters at the start of a line. None of them is beyond U+FFFF.
fn cut(line: &[u8], most: usize) -> usize {
    let leading = leading(line);
    wtf8::cut(&line[..leading], most).map_or(leading, |cut| cut.byte)
}

pub(super) fn strip_indent(this: Value, mut call: Call<'_>) -> Result<Value, Failure> {
    let bytes = call.bytes(text(this));
    let Some(&last) = bytes.last() else { return Ok(this) };
    let ends_with_line = matches!(last, b'\n' | b'\r');
    let lines = lines(text(this), bytes);
    let common = if ends_with_line { 0 } else { common_indent(&lines, &call) };
    let mut out = Vec::with_capacity(bytes.len());
    for (at, &line) in lines.iter().enumerate() {
        if at > 0 {
            out.push(b'\n');
        }
        let line = call.bytes(line);
        let end = trailing(line);
        if leading(line) <= end {
            out.extend_from_slice(&line[cut(line, common)..end]);
        }
    }
    if ends_with_line {
        out.push(b'\n');
    }
    call.new_text(&out)
}

/// The common indentation of all lines in whitespace characters; blank lines are ignored, except for the last one.
fn common_indent(lines: &[Str], call: &Call<'_>) -> usize {
    let count = |line: &Str| {
        let line = call.bytes(*line);
        let leading = leading(line);
        (wtf8::utf16_len(&line[..leading]), leading == line.len())
    };
    let counts = lines.iter().map(count);
    let last = counts.clone().next_back();
    let least = counts.filter(|&(_, blank)| !blank).map(|(count, _)| count).min().unwrap_or(usize::MAX);
    match last {
        Some((count, true)) => least.min(count),
        _ => least,
    }
}
