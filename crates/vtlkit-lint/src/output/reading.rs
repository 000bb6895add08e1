//! Reads the pieces of an output as JSON.

use super::facts::{Facts, Shape};
use super::json::{At, Scanner, Wrong, is_json};
use super::leaf::leaves;
use super::print::{ANYTHING, PROBE};
use super::source::Source;
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

/// Reads pieces as JSON: where each starts, and where it stops being JSON. Where a reference prints nothing though a
/// value has to come, or a text that is none, the reading goes on as if there were one, and where one ends the string
/// it stands in, as if it did not.
pub(crate) fn read(facts: &Facts, pieces: &[Piece]) -> (Vec<At>, Vec<Break>) {
    read_and_tell(facts, pieces, |_, _| {})
}

/// Where a value of the request lands that is printed as a part of a piece, where it is a text.
pub(crate) fn landing(facts: &Facts, pieces: &[Piece], source: &Source) -> Option<At> {
    let mut probing = facts.clone();
    probing.shapes.insert(source.clone(), Shape::Text(PROBE.into()));
    let mut found = None;
    read_and_tell(&probing, pieces, |c, at| {
        if c == PROBE && found.is_none() {
            found = Some(at);
        }
    });
    found
}

/// Reads pieces, and tells of each character where it lands.
fn read_and_tell(facts: &Facts, pieces: &[Piece], mut tell: impl FnMut(char, At)) -> (Vec<At>, Vec<Break>) {
    let view = facts.view();
    let mut scanner = Scanner::new();
    let mut starts = Vec::new();
    let mut breaks = Vec::new();
    // Where the word starts that is being read: what is wrong with it is seen at its end.
    let mut word = (0, 0);
    let mut comma = None;
    for (piece, it) in pieces.iter().enumerate() {
        starts.push(scanner.at());
        let mut text = String::new();
        view.print(&it.value, &mut text);
        let next = pieces.get(piece + 1).map(|next| &next.value);
        if it.hole
            && text.is_empty()
            && matches!(scanner.at(), At::Value { .. })
            && matches!(next, Some(Value::Text(next)) if next.trim_start().starts_with([',', '}', ']']))
        {
            breaks.push(Break { piece, offset: 0, wrong: Wrong::MissingValue, read_over: true, comma });
            text.push('1');
        }
        if it.hole
            && matches!(scanner.at(), At::Value { .. } | At::ValueOrEnd)
            && is_no_value(&it.value, &text)
            && matches!(next, Some(Value::Text(next)) if next.starts_with([',', '}', ']', ' ', '\t', '\r', '\n']))
        {
            breaks.push(Break { piece, offset: 0, wrong: Wrong::Other, read_over: true, comma });
            text.replace_range(.., "1");
        }
        if it.hole
            && matches!(scanner.at(), At::String { .. })
            && let Some(offset) = end_of_string(&scanner, &it.value, &text)
        {
            breaks.push(Break { piece, offset, wrong: Wrong::Other, read_over: true, comma });
            continue;
        }
        for (offset, c) in text.char_indices() {
            let mut bytes = [0; 4];
            tell(c, scanner.at());
            let c = if matches!(c, ANYTHING | PROBE) { '1' } else { c };
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
                    return (starts, breaks);
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
    (starts, breaks)
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
    let found = leaves(value);
    let mut scanner = scanner.clone();
    let ends = |byte: u8| scanner.push(byte).is_err() || !matches!(scanner.at(), At::String { .. });
    let offset = text.bytes().position(ends).filter(|_| !found.is_empty())?;
    text.is_char_boundary(offset).then_some(offset)
}

/// Whether the engine printed what the run has foretold.
pub(crate) fn foretold(facts: &Facts, pieces: &[Piece], output: &str) -> bool {
    let view = facts.view();
    let mut text = String::new();
    for piece in pieces {
        view.print(&piece.value, &mut text);
    }
    let mut parts = text.split(ANYTHING);
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
