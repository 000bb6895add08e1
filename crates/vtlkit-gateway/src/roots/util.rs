//! `$util`.

use vtlkit_eval::{Arguments, Failure};
use vtlkit_java::wtf8;
use vtlkit_value::Value;
use vtlkit_value::json::{self, ErrorKind};

use super::{Member, MemberKind, Roots};
use crate::base64;

/// The members of `$util`.
pub(crate) static MEMBERS: &[Member] = &[
    Member {
        name: "base64Decode",
        kind: MemberKind::Text,
        docs: "Decodes Base64.",
        run: |_, arguments| text(arguments, base64_decode),
    },
    Member {
        name: "base64Encode",
        kind: MemberKind::Text,
        docs: "Encodes a string as Base64 of its UTF-8 bytes.",
        run: |_, arguments| text(arguments, base64_encode),
    },
    Member {
        name: "escapeJavaScript",
        kind: MemberKind::Anything,
        docs: "The text with quotes, slashes and control characters escaped as in JavaScript. An apostrophe becomes \
               `\\'`, which JSON does not know: add `.replaceAll(\"\\\\'\", \"'\")` inside JSON.",
        run: escape_java_script,
    },
    Member {
        name: "parseJson",
        kind: MemberKind::Text,
        docs: "Parses JSON. Returns nothing for invalid JSON.",
        run: parse_json,
    },
    Member {
        name: "urlDecode",
        kind: MemberKind::Text,
        docs: "Decodes a URL-encoded string.",
        run: |_, arguments| text(arguments, url_decode),
    },
    Member {
        name: "urlEncode",
        kind: MemberKind::Text,
        docs: "URL-encodes a string as in a form: a space becomes `+`.",
        run: |_, arguments| text(arguments, url_encode),
    },
];

/// Applies a function to the string in the first argument. Null stays null.
fn text(
    arguments: Arguments<'_>,
    apply: impl Fn(&[u8], &mut Vec<u8>) -> Result<(), Failure>,
) -> Result<Value, Failure> {
    let [Value::Str(text)] = *arguments.values else { return Ok(Value::Null) };
    arguments.heap.count_work(text.byte_len() / 64);
    arguments.heap.room(3 * text.byte_len())?;
    arguments.heap.intern_with(|heap, out| apply(heap.bytes(text), out)).map(Value::Str)
}

fn parse_json(_: &mut Roots<'_>, arguments: Arguments<'_>) -> Result<Value, Failure> {
    let [Value::Str(text)] = *arguments.values else { return Ok(Value::Null) };
    arguments.heap.count_work(text.byte_len() / 16);
    match json::read(arguments.heap, text) {
        Ok(value) => Ok(value),
        Err(error) => match error.kind {
            ErrorKind::OutOfMemory => Err(vtlkit_value::OutOfMemory.into()),
            // For these, json-smart throws another exception than for all others, which is not caught.
            ErrorKind::BadNumber => Err(Failure::new(format!("the string is invalid JSON: {error}"))),
            _ => Ok(Value::Null),
        },
    }
}

/// `escapeJavaScript` of Apache Commons Lang 2: upper-case hexadecimal digits, and slashes are escaped.
fn escape_java_script(_: &mut Roots<'_>, mut arguments: Arguments<'_>) -> Result<Value, Failure> {
    let value = arguments.values.first().copied().unwrap_or(Value::Null);
    if value.is_null() {
        return Ok(Value::Null);
    }
    let text = arguments.to_str(value)?;
    let bytes = arguments.heap.bytes(text);
    let Some(first) = bytes.iter().position(|&byte| is_special(byte)) else { return Ok(Value::Str(text)) };
    arguments.heap.room(6 * bytes.len())?;
    let escaped = arguments.heap.intern_with(|heap, out| -> Result<(), Failure> {
        escape(heap.bytes(text), first, out);
        Ok(())
    })?;
    Ok(Value::Str(escaped))
}

/// Whether a byte starts a character that is escaped.
const fn is_special(byte: u8) -> bool {
    SPECIAL[byte as usize]
}

const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = byte < 32 || byte > 0x7f || matches!(byte as u8, b'\'' | b'"' | b'\\' | b'/');
        byte += 1;
    }
    special
};

/// Appends a string with its special characters escaped. The first of them is at `first`.
fn escape(text: &[u8], first: usize, out: &mut Vec<u8>) {
    let mut plain = 0;
    let mut next = Some(first);
    while let Some(at) = next {
        out.extend_from_slice(text.get(plain..at).unwrap_or_default());
        let byte = text.get(at).copied().unwrap_or_default();
        let (c, len) = wtf8::code_point(text, at).unwrap_or((u32::from(byte), 1));
        match byte {
            b'\'' | b'"' | b'\\' | b'/' => out.extend_from_slice(&[b'\\', byte]),
            8 => out.extend_from_slice(b"\\b"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            12 => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ if c > 0xffff => {
                push_unit(out, 0xd7c0 + (c >> 10));
                push_unit(out, 0xdc00 | (c & 0x3ff));
            }
            _ => push_unit(out, c),
        }
        plain = at + len;
        let rest = text.get(plain..).unwrap_or_default();
        next = rest.iter().position(|&byte| is_special(byte)).map(|at| plain + at);
    }
    out.extend_from_slice(text.get(plain..).unwrap_or_default());
}

fn push_unit(out: &mut Vec<u8>, unit: u32) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(HEXADECIMAL[(unit >> shift & 0xf) as usize]);
    }
}

const HEXADECIMAL: &[u8; 16] = b"0123456789ABCDEF";

/// `java.net.URLEncoder`.
fn url_encode(text: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
    for &byte in wtf8::to_utf8(text).as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(byte),
            b' ' => out.push(b'+'),
            _ => {
                let digit = |nibble: u8| HEXADECIMAL[usize::from(nibble)];
                out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 0xf)]);
            }
        }
    }
    Ok(())
}

/// `java.net.URLDecoder`: invalid UTF-8 becomes U+FFFD, and a `%` without two digits is an error.
fn url_decode(text: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'+' => {
                out.push(b' ');
                at += 1;
            }
            b'%' => {
                let mut bytes = Vec::new();
                while text.get(at) == Some(&b'%') {
                    let digits = text.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
                    // Java's `Integer.parseInt` also accepts a sign, and `URLDecoder` rejects only negative numbers.
                    let value =
                        digits.and_then(|digits| i32::from_str_radix(digits, 16).ok()).filter(|&n| n >= 0);
                    let Some(value) = value else {
                        return Err(Failure::new("a `%` must be followed by two hexadecimal digits")
                            .with_help("`urlDecode` accepts only URL-encoded text"));
                    };
                    bytes.push(value as u8);
                    at += 3;
                }
                wtf8::push(out, String::from_utf8_lossy(&bytes).as_bytes());
            }
            _ => {
                let (_, len) = wtf8::code_point(text, at).unwrap_or((0, 1));
                wtf8::push(out, text.get(at..at + len).unwrap_or_default());
                at += len;
            }
        }
    }
    Ok(())
}

/// Encodes the UTF-8 bytes of a string as Base64. An unpaired surrogate becomes `?`.
fn base64_encode(text: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
    base64::encode_to(wtf8::to_utf8(text).as_bytes(), out);
    Ok(())
}

/// Decodes Base64 as UTF-8. Invalid UTF-8 becomes U+FFFD.
fn base64_decode(text: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
    let bytes = base64::decode(text).map_err(|why| {
        Failure::new(why).with_help(
            "`base64Decode` accepts only Base64 with the standard alphabet and without line breaks",
        )
    })?;
    out.extend_from_slice(String::from_utf8_lossy(&bytes).as_bytes());
    Ok(())
}
