//! Fast path for standard JSON, without json-smart's extensions. Anything else is left to the general reader, at the
//! position where it starts.

use super::Reader;
use super::container::mark_of;
use super::string::end_of_plain;
use crate::slots::Slots;
use crate::{Str, Value};

/// Where the fast path ended.
pub(super) enum Next {
    /// Before an element or key: at a comma, the end, or anything else.
    Element,
    /// After the colon of a member.
    Value,
    /// After the value of a member.
    EndOfMember,
    /// After the end of the container.
    Closed,
}

impl Reader<'_, '_> {
    /// Continues in an array while its elements are plain scalars.
    pub(super) fn plain_elements(&mut self) -> Next {
        let text = self.text;
        let mut pos = self.pos;
        while let Some(end) = scalar(text, pos, b']', &mut self.heap.slots) {
            if text.get(end) == Some(&b']') {
                self.pos = end + 1;
                return Next::Closed;
            }
            pos = end;
            if text.get(pos) == Some(&b',') {
                pos = after_space(text, pos + 1);
            }
        }
        self.pos = pos;
        Next::Element
    }

    /// Continues in an object, before a key, while its members are plain keys and scalars.
    pub(super) fn plain_members(&mut self) -> Next {
        let text = self.text;
        let mut pos = self.pos;
        loop {
            let Some(end) = string(text, pos) else {
                self.pos = pos;
                return Next::Element;
            };
            if text.get(end) != Some(&b':') {
                self.pos = pos;
                return Next::Element;
            }
            let key = Str { start: pos as u32 + 1, len: (end - pos) as u32 - 2 };
            if let Some(open) = self.buffers.open.last_mut() {
                open.add_key(mark_of(text.get(pos + 1..end - 1).unwrap_or_default()));
            }
            if !self.heap.slots.wait(Value::Str(key)) {
                self.pos = pos;
                return Next::Element;
            }
            let start = after_space(text, end + 1);
            let Some(end) = scalar(text, start, b'}', &mut self.heap.slots) else {
                self.pos = start;
                return Next::Value;
            };
            match text.get(end) {
                Some(b',') => pos = after_space(text, end + 1),
                Some(b'}') => {
                    self.pos = end + 1;
                    return Next::Closed;
                }
                _ => {
                    self.pos = end;
                    return Next::EndOfMember;
                }
            }
        }
    }
}

#[inline]
fn after_space(text: &[u8], pos: usize) -> usize {
    pos + usize::from(text.get(pos) == Some(&b' '))
}

/// The end of a double-quoted string without backslashes.
#[inline]
fn string(text: &[u8], pos: usize) -> Option<usize> {
    if text.get(pos) != Some(&b'"') {
        return None;
    }
    let end = end_of_plain(text, pos + 1, b'"')?;
    (text.get(end) == Some(&b'"')).then_some(end + 1)
}

/// Reads a scalar that is followed by a comma or the end of its container (a string may be followed by anything) and
/// returns its end. `None` if it is not one, or the heap is full.
#[inline]
fn scalar(text: &[u8], pos: usize, close: u8, slots: &mut Slots) -> Option<usize> {
    let (value, end) = match *text.get(pos)? {
        b'"' => {
            let end = string(text, pos)?;
            let text = Str { start: pos as u32 + 1, len: (end - pos) as u32 - 2 };
            return slots.wait(Value::Str(text)).then_some(end);
        }
        b'-' | b'0'..=b'9' => number(text, pos)?,
        b't' if text.get(pos..)?.starts_with(b"true") => (Value::Bool(true), pos + 4),
        b'f' if text.get(pos..)?.starts_with(b"false") => (Value::Bool(false), pos + 5),
        b'n' if text.get(pos..)?.starts_with(b"null") => (Value::Null, pos + 4),
        _ => return None,
    };
    let next = *text.get(end)?;
    ((next == b',' || next == close) && slots.wait(value)).then_some(end)
}

/// A number with so few digits that a double is exact, and its end.
#[inline]
fn number(text: &[u8], start: usize) -> Option<(Value, usize)> {
    let negative = text.get(start) == Some(&b'-');
    let first = start + usize::from(negative);
    let (whole, point) = digits(text, first, 0);
    if point == first || point - first > DIGITS {
        return None;
    }
    if text.get(point) != Some(&b'.') {
        let n = if negative { -whole } else { whole };
        return Some((i32::try_from(n).map_or(Value::Long(n), Value::Int), point));
    }
    let (mantissa, end) = digits(text, point + 1, whole);
    if end - first > DIGITS {
        return None;
    }
    // Both operands are exact, so the quotient is the nearest double.
    let n = mantissa as f64 / POWERS.get(end - point - 1)?;
    Some((Value::Double(if negative { -n } else { n }), end))
}

/// Reads further digits after those of `n`, but not many more than are significant; returns the number and its end.
#[inline]
fn digits(text: &[u8], start: usize, mut n: i64) -> (i64, usize) {
    let mut pos = start;
    while let Some(digit) = text.get(pos).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10)
        && pos - start <= DIGITS
    {
        n = n.wrapping_mul(10).wrapping_add(i64::from(digit));
        pos += 1;
    }
    (n, pos)
}

/// This many digits, or one less and a point, are always below 2^53.
const DIGITS: usize = 15;

const POWERS: [f64; DIGITS] =
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];

#[cfg(test)]
mod tests {
    use crate::json::{ErrorKind, read_str, to_string};
    use crate::{Heap, Value};

    fn read(text: &str) -> Result<String, ErrorKind> {
        let mut heap = Heap::new();
        read_str(&mut heap, text).map(|value| to_string(&heap, value)).map_err(|error| error.kind)
    }

    #[test]
    fn what_is_not_plain_goes_on_where_the_plain_ended() {
        for (text, json) in [
            (r#"{"a":1 ,"b" :2,"c":"x" , "d": {"e": []},}"#, r#"{"a":1,"b":2,"c":"x","d":{"e":[]}}"#),
            (r#"{"a":true ,"b":nullx,"c":false,d:null}"#, r#"{"a":true,"b":"nullx","c":false,"d":null}"#),
            (r#"{"a":1],"b":2}"#, r#"{"a":"1]","b":2}"#),
            (r#"["a" "b"c,1 2,3 ,"",true]"#, r#"["a","b","c","1 2",3,"",true]"#),
            ("[1}]", r#"["1}"]"#),
            ("[-,-0,-0.0,1.,-.5,.5,1.5.2,00,01.50]", r#"[0,0,-0.0,1.0,-0.5,".5","1.5.2",0,1.5]"#),
            ("[2147483647,2147483648,-2147483649]", "[2147483647,2147483648,-2147483649]"),
            (
                "[999999999999999,9999999999999999,0.00000000000001,0.0000000000000015]",
                "[999999999999999,9999999999999999,1.0E-14,1.5E-15]",
            ),
            (r#"{"a":1,"b":2,"a":3,"b":[4]}"#, r#"{"a":3,"b":[4]}"#),
            ("{\"a\":\"\u{1}\u{1a}\"}", "{\"a\":\"\\u0001\\u001A\"}"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(json), "{text}");
        }
        for (text, kind) in [
            (r#"{"a":"b"c}"#, ErrorKind::UnexpectedCharacter),
            (r#"{"a":"b"]"#, ErrorKind::UnexpectedCharacter),
            (r#"{"a": "#, ErrorKind::UnexpectedEnd),
            (r#"{"a":1,"#, ErrorKind::UnexpectedEnd),
            (r#"["a"}"#, ErrorKind::UnexpectedCharacter),
            (r#"["a","#, ErrorKind::UnexpectedEnd),
        ] {
            assert_eq!(read(text), Err(kind), "{text}");
        }
    }

    #[test]
    fn short_decimals_are_the_doubles_next_to_them() {
        for text in ["0.1", "2.675", "1.005", "123456789.01234", "-99999999999.999", "5e-324"] {
            let mut heap = Heap::new();
            let Ok(Value::List(list)) = read_str(&mut heap, &format!("[{text}]")) else { panic!("{text}") };
            let Some(Value::Double(n)) = heap.list_get(list, 0) else { panic!("{text}") };
            assert_eq!(n.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
    }
}
