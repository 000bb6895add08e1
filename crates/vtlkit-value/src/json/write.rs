use crate::{Depth, Heap, Opaque, Plain, Value};
use vtlkit_java::{double, integer, wtf8};

/// Whether `/` is written as `\/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slash {
    /// Unescaped, as in `$input.json()`.
    Plain,
    /// As `\/`, as in the `toString()` of a list of a JSON document.
    Escaped,
}

/// The notation of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As Java's `toString()`.
    Java,
    /// As JSON.
    Json,
    /// As JSON with `/` escaped.
    JsonWeb,
}

/// Appends a value as JSON: no whitespace, members in order, every string quoted. Control characters, U+007F to U+009F
/// and U+2000 to U+20FF are written as `\uXXXX` in upper case.
///
/// # Errors
///
/// [`Depth`] if the value is nested deeper than 10,000 levels or contains itself.
pub fn write(
    heap: &Heap,
    value: Value,
    slash: Slash,
    out: &mut Vec<u8>,
    opaque: &dyn Opaque,
) -> Result<(), Depth> {
    heap.print_in(value, if slash == Slash::Plain { Style::Json } else { Style::JsonWeb }, out, opaque)
}

/// The value as JSON, slashes unescaped; a lone surrogate becomes `?`.
pub fn to_string(heap: &Heap, value: Value) -> String {
    let mut out = Vec::new();
    match write(heap, value, Slash::Plain, &mut out, &Plain) {
        Ok(()) => wtf8::to_utf8(&out).into_owned(),
        Err(Depth) => String::new(),
    }
}

impl Heap {
    /// Appends the elements of a list or map from an index on, up to the first container or until the text is longer
    /// than `most`. Returns their number.
    pub(crate) fn write_scalars(
        &self,
        container: Value,
        at: usize,
        style: Style,
        most: usize,
        out: &mut Vec<u8>,
    ) -> usize {
        let mut written = 0;
        let mut next = |out: &mut Vec<u8>| {
            let goes_on = out.len() <= most;
            if goes_on {
                if at + written > 0 {
                    out.push(b',');
                }
                written += 1;
            }
            goes_on
        };
        match container {
            Value::List(list) => {
                for &value in self.list_values(list).get(at..).unwrap_or_default() {
                    if !is_scalar(value) || !next(out) {
                        break;
                    }
                    write_scalar(self, value, style, out);
                }
            }
            Value::Map(map) => {
                for (key, value) in self.map_entries_from(map, at) {
                    let Value::Str(key) = key else { break };
                    if !is_scalar(value) || !next(out) {
                        break;
                    }
                    write_string(out, self.bytes(key), style);
                    out.push(b':');
                    write_scalar(self, value, style, out);
                }
            }
            _ => {}
        }
        written
    }
}

const fn is_scalar(value: Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Root(_))
}

/// Appends a value that is not a container.
pub(crate) fn write_scalar(heap: &Heap, value: Value, style: Style, out: &mut Vec<u8>) {
    match value {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        // json-smart writes a Character as an object without fields.
        Value::Char(_) if style != Style::Java => out.extend_from_slice(b"{}"),
        Value::Char(unit) => wtf8::push_code_point(out, u32::from(unit)),
        Value::Int(n) => integer::push_int(out, i64::from(n)),
        Value::Long(n) => integer::push_int(out, n),
        Value::Double(n) if style != Style::Java && n.is_infinite() => out.extend_from_slice(b"null"),
        Value::Double(n) => double::push_double(out, n),
        Value::Float(n) if style != Style::Java && n.is_infinite() => out.extend_from_slice(b"null"),
        Value::Float(n) => double::push_float(out, n),
        Value::Short(n) => integer::push_int(out, i64::from(n)),
        Value::Byte(n) => integer::push_int(out, i64::from(n)),
        Value::BigInteger(text) | Value::BigDecimal(text) => out.extend_from_slice(heap.bytes(text)),
        Value::Str(text) if style == Style::Java => wtf8::push(out, heap.bytes(text)),
        Value::Str(text) => write_string(out, heap.bytes(text), style),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Object(_) | Value::Root(_) => {
            out.extend_from_slice(b"null");
        }
    }
}

/// Appends a quoted string.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &[u8], style: Style) {
    out.push(b'"');
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = next_that_may_escape(text, at) {
        at = next;
        let (c, len) = wtf8::code_point(text, at).unwrap_or((0, 1));
        let letter = match c {
            0x22 | 0x5c => Some(c as u8),
            8 => Some(b'b'),
            12 => Some(b'f'),
            10 => Some(b'n'),
            13 => Some(b'r'),
            9 => Some(b't'),
            0x2f if style == Style::JsonWeb => Some(b'/'),
            _ => None,
        };
        if letter.is_some() || matches!(c, 0..=0x1f | 0x7f..=0x9f | 0x2000..=0x20ff) {
            out.extend_from_slice(text.get(copied..at).unwrap_or_default());
            match letter {
                Some(letter) => out.extend_from_slice(&[b'\\', letter]),
                None => push_escape(out, c),
            }
            copied = at + len;
        }
        at += len;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    out.push(b'"');
}

/// The offset of the next byte that can start an escaped character.
#[inline]
fn next_that_may_escape(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    // Skip eight bytes at once if none of them can.
    while let Some(word) = text.get(at..at + 8).and_then(|word| word.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash, slash) = (word ^ (ONES * 0x22), word ^ (ONES * 0x5c), word ^ (ONES * 0x2f));
        let low = word.wrapping_sub(ONES * 0x20) | quote.wrapping_sub(ONES);
        if (low | backslash.wrapping_sub(ONES) | slash.wrapping_sub(ONES) | word.wrapping_add(ONES) | word)
            & HIGH
            != 0
        {
            break;
        }
        at += 8;
    }
    let rest = text.get(at..)?;
    rest.iter().position(|&byte| MAY_ESCAPE[byte as usize]).map(|plain| at + plain)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The bytes that can start an escaped character: U+0080 to U+009F start with C2, U+2000 to U+20FF with E2.
const MAY_ESCAPE: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may[byte] = byte < 0x20 || matches!(byte as u8, b'"' | b'\\' | b'/' | 0x7f | 0xc2 | 0xe2);
        byte += 1;
    }
    may
};

fn push_escape(out: &mut Vec<u8>, c: u32) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(b"0123456789ABCDEF"[(c >> shift & 0xf) as usize]);
    }
}
