//! The bytes of a string.

use vtlkit_java::wtf8;
use vtlkit_value::{ListKind, Value};

use super::text;
use crate::Failure;
use crate::methods::Call;

/// The encodings that every Java platform has.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    Ascii,
    Latin1,
    Utf8,
    /// With a byte order mark.
    Utf16,
    Utf16Be,
    Utf16Le,
}

impl Encoding {
    /// The encoding with a name, in any case.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_slice() {
            b"UTF-8" | b"UTF8" => Self::Utf8,
            b"US-ASCII" | b"ASCII" | b"ISO646-US" => Self::Ascii,
            b"ISO-8859-1" | b"ISO8859_1" | b"ISO8859-1" | b"ISO_8859-1" | b"LATIN1" | b"L1" => Self::Latin1,
            b"UTF-16" | b"UTF16" | b"UTF_16" => Self::Utf16,
            b"UTF-16BE" | b"UTF_16BE" => Self::Utf16Be,
            b"UTF-16LE" | b"UTF_16LE" => Self::Utf16Le,
            _ => return None,
        })
    }
}

pub(super) fn get(this: Value, mut call: Call<'_>, encoding: Option<Encoding>) -> Result<Value, Failure> {
    let Some(encoding) = encoding else {
        let name = call.text(0).map(wtf8::to_utf8).unwrap_or_default();
        return Err(Failure::new(format!("the encoding `{name}` is not known")).with_help("use `UTF-8`"));
    };
    let whole = call.bytes(text(this));
    call.room(whole.len() * 2 * size_of::<Value>())?;
    let bytes = encode(whole, encoding);
    call.spend(bytes.len() / 16)?;
    let bytes: Vec<Value> = bytes.into_iter().map(|byte| Value::Byte(byte.cast_signed())).collect();
    call.new_list(ListKind::Bytes, &bytes)
}

/// Encodes a string; characters that the encoding does not have, such as lone surrogates, become `?`, in UTF-16 U+FFFD.
fn encode(whole: &[u8], encoding: Encoding) -> Vec<u8> {
    let whole = match encoding {
        Encoding::Utf8 => return wtf8::to_utf8(whole).into_owned().into_bytes(),
        _ => characters(whole),
    };
    let narrow =
        |last: char| whole.iter().map(|&c| c.filter(|&c| c <= last).map_or(b'?', |c| c as u8)).collect();
    let mut units = Vec::new();
    for c in &whole {
        units.extend_from_slice(c.unwrap_or('\u{fffd}').encode_utf16(&mut [0; 2]));
    }
    match encoding {
        Encoding::Ascii | Encoding::Utf8 => narrow('\u{7f}'),
        Encoding::Latin1 => narrow('\u{ff}'),
        Encoding::Utf16 => {
            [0xfe, 0xff].into_iter().chain(units.into_iter().flat_map(u16::to_be_bytes)).collect()
        }
        Encoding::Utf16Be => units.into_iter().flat_map(u16::to_be_bytes).collect(),
        Encoding::Utf16Le => units.into_iter().flat_map(u16::to_le_bytes).collect(),
    }
}

/// The characters of a string; `None` for a lone surrogate.
fn characters(whole: &[u8]) -> Vec<Option<char>> {
    let mut characters = Vec::new();
    let mut at = 0;
    while let Some((c, len)) = wtf8::code_point(whole, at) {
        characters.push(char::from_u32(c));
        at += len;
    }
    characters
}
