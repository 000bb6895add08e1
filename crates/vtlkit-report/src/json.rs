//! Diagnostics as JSON, and formatting of JSON output.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use vtlkit_text::{Diagnostic, Span};

use crate::Source;

/// Formats a value as JSON; with `pretty`, on several lines. DEL and C1 control characters are escaped too, because
/// terminals interpret them.
pub fn text(value: &Value, pretty: bool) -> String {
    let text = if pretty { format!("{value:#}") } else { value.to_string() };
    let acts = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    if !text.contains(acts) {
        return text;
    }
    // They only occur in strings.
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if acts(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
        out
    })
}

/// A diagnostic as an object: `message`, `line` and `column` (from 1, columns in characters), `start` and `end` (byte
/// offsets in the template), an optional `help`, and `in`, the enclosing macros and loops, innermost first.
pub fn object(source: &Source<'_>, diagnostic: &Diagnostic) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("message".into(), (*diagnostic.message).into());
    object.extend(place(source, diagnostic.primary.span));
    let help = diagnostic.notes.iter().find(|note| note.name == "help");
    object.extend(help.map(|help| ("help".into(), (*help.text).into())));
    let frames: Vec<Value> = diagnostic
        .notes
        .iter()
        .filter_map(|note| {
            let mut frame = Map::new();
            frame.insert("what".into(), (*note.text).into());
            frame.extend(place(source, note.span?));
            Some(frame.into())
        })
        .collect();
    if !frames.is_empty() {
        object.insert("in".into(), frames.into());
    }
    object
}

fn place(source: &Source<'_>, span: Span) -> Map<String, Value> {
    let place = source.place(span.start());
    let place = json!({"line": place.line, "column": place.column, "start": span.start(), "end": span.end()});
    if let Value::Object(place) = place { place } else { Map::new() }
}
