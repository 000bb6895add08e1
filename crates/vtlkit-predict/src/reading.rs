//! Reads the pieces of a predicted output as JSON.

use super::json::{At, JsonErrorKind, Scanner, is_json};
use super::leaf::leaves;
use super::print::{ANYTHING, LAST_DIGIT, PROBE, View};
use super::value::{Piece, Value};

/// Where and why an output is invalid JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonError {
    /// The index of the piece; the number of pieces for the end of the output.
    pub(crate) piece: usize,
    /// The byte offset in the piece.
    pub(crate) offset: usize,
    pub(crate) kind: JsonErrorKind,
    /// Whether the reading went on after it.
    pub(crate) read_over: bool,
    /// The comma that is wrong, or after which the error is: piece and offset.
    pub(crate) comma: Option<(usize, usize)>,
}

/// A predicted output.
pub(crate) struct Printed {
    text: String,
    /// The end offset of each piece.
    ends: Vec<usize>,
    /// Whether the engine throws while printing one of them.
    pub(crate) fails: bool,
}

impl Printed {
    /// Predicts the output of pieces.
    pub(crate) fn of(view: &View<'_>, pieces: &[Piece]) -> Self {
        let mut out = Self { text: String::new(), ends: Vec::with_capacity(pieces.len()), fails: false };
        let mut made = String::new();
        for piece in pieces {
            if let Value::Text(text) = &piece.value {
                out.text.push_str(text);
            } else {
                made.clear();
                view.print(&piece.value, &mut made);
                out.text.push_str(&made);
            }
            out.ends.push(out.text.len());
        }
        out.fails = view.fails();
        out
    }

    /// The text of one piece.
    pub(crate) fn piece(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(index).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// The text from an offset on.
    pub(crate) fn behind(&self, place: usize) -> &str {
        self.text.get(place..).unwrap_or_default()
    }

    /// Whether the engine rendered exactly this.
    pub(crate) fn is(&self, output: &str) -> bool {
        let mut parts = self.text.split(ANYTHING);
        let Some(mut rest) = parts.next().and_then(|first| output.strip_prefix(first)) else { return false };
        let mut last = None;
        for part in parts {
            if let Some(part) = last.replace(part) {
                let Some(at) = rest.find(part) else { return false };
                rest = rest.get(at + part.len()..).unwrap_or_default();
            }
        }
        match last {
            Some(last) => rest.ends_with(last),
            None => rest.is_empty(),
        }
    }
}

/// The result of reading an output as JSON: the grammar position of each piece, and the errors.
pub(crate) struct Reading {
    pub(crate) starts: Vec<At>,
    pub(crate) errors: Vec<JsonError>,
}

/// Reads pieces as JSON. If a reference prints nothing or an unquoted string where a value is required, the reading
/// goes on as if there were a value; if one breaks out of a string, as if it did not.
pub(crate) fn read(printed: &Printed, pieces: &[Piece]) -> Reading {
    read_with(printed, pieces, |_, _| false, |_, _| {})
}

/// Reads pieces. `is_number` decides, given the position of a piece, whether it is read as a number; `tell` is called
/// with the offset and the grammar position of each character.
pub(super) fn read_with(
    printed: &Printed,
    pieces: &[Piece],
    mut is_number: impl FnMut(usize, At) -> bool,
    mut tell: impl FnMut(usize, At),
) -> Reading {
    let mut scanner = Scanner::new();
    let mut starts = Vec::with_capacity(pieces.len());
    let mut errors = Vec::new();
    // The start of the current word: an invalid word is found at its end.
    let mut word = (0, 0);
    let mut comma = None;
    for (piece, it) in pieces.iter().enumerate() {
        starts.push(scanner.at());
        let mut text = printed.piece(piece);
        if is_number(piece, scanner.at()) {
            text = "1";
        }
        let next = pieces.get(piece + 1).map(|next| &next.value);
        if it.is_reference
            && text.is_empty()
            && matches!(scanner.at(), At::Value { .. })
            && matches!(next, Some(Value::Text(next)) if next.trim_start().starts_with([',', '}', ']']))
        {
            errors.push(JsonError {
                piece,
                offset: 0,
                kind: JsonErrorKind::MissingValue,
                read_over: true,
                comma,
            });
            text = "1";
        }
        if it.is_reference
            && matches!(scanner.at(), At::Value { .. } | At::ValueOrEnd)
            && is_no_value(&it.value, text)
            && matches!(next, Some(Value::Text(next)) if next.starts_with([',', '}', ']', ' ', '\t', '\r', '\n']))
        {
            errors.push(JsonError { piece, offset: 0, kind: JsonErrorKind::Other, read_over: true, comma });
            text = "1";
        }
        if it.is_reference
            && matches!(scanner.at(), At::String { .. })
            && let Some(offset) = end_of_string(&scanner, &it.value, text)
        {
            errors.push(JsonError { piece, offset, kind: JsonErrorKind::Other, read_over: true, comma });
            continue;
        }
        let start = printed.ends.get(piece).copied().unwrap_or_default() - printed.piece(piece).len();
        for (offset, c) in text.char_indices() {
            let mut bytes = [0; 4];
            tell(start + offset, scanner.at());
            let c = if matches!(c, ANYTHING | PROBE..=LAST_DIGIT) { '1' } else { c };
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let before = scanner.at();
                if let Err(kind) = scanner.push(byte) {
                    // An error after a word is not in the word.
                    let is_word = before == At::Word && kind == JsonErrorKind::Other;
                    if byte == b','
                        && (kind == JsonErrorKind::TopLevelComma
                            || matches!(before, At::ValueOrEnd | At::KeyOrEnd))
                    {
                        comma = Some((piece, offset));
                    }
                    let (piece, offset) = if is_word { word } else { (piece, offset) };
                    errors.push(JsonError { piece, offset, kind, read_over: false, comma });
                    return Reading { starts, errors };
                }
                if byte == b',' && !matches!(before, At::String { .. }) {
                    comma = Some((piece, offset));
                }
                if before != At::Word && scanner.at() == At::Word {
                    word = (piece, offset);
                }
            }
        }
    }
    errors.extend(scanner.finish().err().map(|kind| JsonError {
        piece: pieces.len(),
        offset: 0,
        kind,
        read_over: false,
        comma,
    }));
    Reading { starts, errors }
}

/// Whether a value prints text that is neither JSON nor the start of it.
fn is_no_value(value: &Value, text: &str) -> bool {
    let is_start = match value {
        Value::Text(_) | Value::Concat(_) | Value::Made { .. } => {
            text.trim_start().starts_with(['{', '[', '"'])
        }
        // It may be a number.
        Value::External(source) => !source.is_word(),
        _ => false,
    };
    // Concatenated text may be several values.
    let is_json = is_json(text) || value.is_composed() && is_json(&format!("[{text}]"));
    !text.trim().is_empty() && !is_start && !text.contains(ANYTHING) && !is_json
}

/// The offset at which a value inside a string ends the string or is invalid in it.
fn end_of_string(scanner: &Scanner, value: &Value, text: &str) -> Option<usize> {
    // Only these bytes end a string or are invalid in it.
    if !text.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) && !scanner.is_escape() {
        return None;
    }
    let mut scanner = scanner.clone();
    let ends = |byte: u8| scanner.push(byte).is_err() || !matches!(scanner.at(), At::String { .. });
    let offset = text.bytes().position(ends).filter(|_| !leaves(value).is_empty())?;
    text.is_char_boundary(offset).then_some(offset)
}
