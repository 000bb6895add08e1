//! Reads the pieces of an output as JSON.

use super::json::{At, Scanner, Wrong, is_json};
use super::leaf::leaves;
use super::print::{ANYTHING, LAST_DIGIT, PROBE, View};
use super::value::{Piece, Value};

/// Where and why an output stops being JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Break {
    /// The piece; the number of pieces at the end.
    pub(crate) piece: usize,
    /// How far into the piece.
    pub(crate) offset: usize,
    pub(crate) wrong: Wrong,
    /// Whether what follows was read all the same.
    pub(crate) read_over: bool,
    /// The comma that is wrong or after which something is: its piece, and how far into it.
    pub(crate) comma: Option<(usize, usize)>,
}

/// An output as it is foretold.
pub(crate) struct Printed {
    text: String,
    /// Where each piece ends.
    ends: Vec<usize>,
    /// Whether the engine fails where it is to print one of them.
    pub(crate) fails: bool,
}

impl Printed {
    /// What pieces print.
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

    /// What a piece prints.
    pub(crate) fn piece(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(index).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// What is printed behind a place.
    pub(crate) fn behind(&self, place: usize) -> &str {
        self.text.get(place..).unwrap_or_default()
    }

    /// Whether the engine printed just this.
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

/// Where pieces start in the grammar of JSON, and where their text stops being JSON.
pub(crate) struct Reading {
    pub(crate) starts: Vec<At>,
    pub(crate) breaks: Vec<Break>,
}

/// Reads pieces as JSON: where each starts, and where it stops being JSON. Where a reference prints nothing though a
/// value has to come, or a text that is none, the reading goes on as if there were one, and where one ends the string
/// it stands in, as if it did not.
pub(crate) fn read(printed: &Printed, pieces: &[Piece]) -> Reading {
    read_and_tell(printed, pieces, |_, _| false, |_, _| {})
}

/// Reads pieces. Of each it is asked, given where it starts, whether it can be read as a number; of each character
/// with its place in the text it is told where it lands.
pub(super) fn read_and_tell(
    printed: &Printed,
    pieces: &[Piece],
    mut is_number: impl FnMut(usize, At) -> bool,
    mut tell: impl FnMut(usize, At),
) -> Reading {
    let mut scanner = Scanner::new();
    let mut starts = Vec::with_capacity(pieces.len());
    let mut breaks = Vec::new();
    // Where the word starts that is being read: what is wrong with it is seen at its end.
    let mut word = (0, 0);
    let mut comma = None;
    for (piece, it) in pieces.iter().enumerate() {
        starts.push(scanner.at());
        let mut text = printed.piece(piece);
        if is_number(piece, scanner.at()) {
            text = "1";
        }
        let next = pieces.get(piece + 1).map(|next| &next.value);
        if it.hole
            && text.is_empty()
            && matches!(scanner.at(), At::Value { .. })
            && matches!(next, Some(Value::Text(next)) if next.trim_start().starts_with([',', '}', ']']))
        {
            breaks.push(Break { piece, offset: 0, wrong: Wrong::MissingValue, read_over: true, comma });
            text = "1";
        }
        if it.hole
            && matches!(scanner.at(), At::Value { .. } | At::ValueOrEnd)
            && is_no_value(&it.value, text)
            && matches!(next, Some(Value::Text(next)) if next.starts_with([',', '}', ']', ' ', '\t', '\r', '\n']))
        {
            breaks.push(Break { piece, offset: 0, wrong: Wrong::Other, read_over: true, comma });
            text = "1";
        }
        if it.hole
            && matches!(scanner.at(), At::String { .. })
            && let Some(offset) = end_of_string(&scanner, &it.value, text)
        {
            breaks.push(Break { piece, offset, wrong: Wrong::Other, read_over: true, comma });
            continue;
        }
        let start = printed.ends.get(piece).copied().unwrap_or_default() - printed.piece(piece).len();
        for (offset, c) in text.char_indices() {
            let mut bytes = [0; 4];
            tell(start + offset, scanner.at());
            let c = if matches!(c, ANYTHING | PROBE..=LAST_DIGIT) { '1' } else { c };
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let before = scanner.at();
                if let Err(wrong) = scanner.push(byte) {
                    // What is wrong behind a word is not wrong with it.
                    let is_word = before == At::Word && wrong == Wrong::Other;
                    if byte == b','
                        && (wrong == Wrong::TopLevelComma || matches!(before, At::ValueOrEnd | At::KeyOrEnd))
                    {
                        comma = Some((piece, offset));
                    }
                    let (piece, offset) = if is_word { word } else { (piece, offset) };
                    breaks.push(Break { piece, offset, wrong, read_over: false, comma });
                    return Reading { starts, breaks };
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
    breaks.extend(scanner.finish().err().map(|wrong| Break {
        piece: pieces.len(),
        offset: 0,
        wrong,
        read_over: false,
        comma,
    }));
    Reading { starts, breaks }
}

/// Whether a value prints a text that is no JSON, nor the start of it.
fn is_no_value(value: &Value, text: &str) -> bool {
    let is_start = match value {
        Value::Text(_) | Value::Concat(_) | Value::Made { .. } => {
            text.trim_start().starts_with(['{', '[', '"'])
        }
        // It can be a number.
        Value::External(source) => !source.is_word(),
        _ => false,
    };
    // What is put together may be several values.
    let is_json = is_json(text) || value.is_composed() && is_json(&format!("[{text}]"));
    !text.trim().is_empty() && !is_start && !text.contains(ANYTHING) && !is_json
}

/// Where a value of the request, printed inside a string, ends it or cannot be part of it.
fn end_of_string(scanner: &Scanner, value: &Value, text: &str) -> Option<usize> {
    // A string goes on with anything but these.
    if !text.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) && !scanner.is_escape() {
        return None;
    }
    let mut scanner = scanner.clone();
    let ends = |byte: u8| scanner.push(byte).is_err() || !matches!(scanner.at(), At::String { .. });
    let offset = text.bytes().position(ends).filter(|_| !leaves(value).is_empty())?;
    text.is_char_boundary(offset).then_some(offset)
}
