//! The trace of a render as text.

use std::fmt::Write as _;

use vtlkit_eval::Trace;
use vtlkit_text::Span;

use crate::{Source, visible};

/// Maximum number of lines of each kind; only the number of further ones is shown.
const MOST: usize = 200;

/// Maximum length of a piece of template or of a value, in characters.
const LONGEST: usize = 60;

/// The branches, loops and values of a trace: one line each with its location, aligned. Ends with a newline.
///
/// Control characters are replaced by symbols, so that values cannot control a terminal.
pub fn text(source: &Source<'_>, trace: &Trace) -> String {
    let mut out = String::new();
    let branches = trace.branches.iter().map(|branch| {
        let taken = if branch.taken { "taken" } else { "not taken" };
        (branch.template, format!("{taken}: {}", shown(&branch.reason, 200)))
    });
    section(&mut out, "branches", source, branches);
    let loops = trace.loops.iter().map(|run| {
        let rounds = if run.rounds == 1 { "round" } else { "rounds" };
        let cut = if run.cut { ", stopped by the iteration limit" } else { "" };
        (run.template, format!("{} {rounds}{cut}", run.rounds))
    });
    section(&mut out, "loops", source, loops);
    let values = trace.pieces.iter().filter_map(|piece| {
        let value = piece.value.as_ref()?;
        let text = match value.class {
            "missing" => "missing".to_owned(),
            class => format!("{} ({class})", shown(&value.text, LONGEST)),
        };
        Some((piece.template, text))
    });
    section(&mut out, "values", source, values);
    if trace.cut {
        out.push_str("the rest of the trace is omitted\n");
    }
    out
}

fn section(
    out: &mut String,
    title: &str,
    source: &Source<'_>,
    lines: impl Iterator<Item = (Span, String)> + Clone,
) {
    let lines: Vec<(String, String, String)> = lines
        .map(|(span, text)| {
            let place = source.place(span.start());
            let template = source.text().get(span.range()).unwrap_or_default();
            (format!("{}:{}", place.line, place.column), shown(template.trim(), LONGEST), text)
        })
        .collect();
    if lines.is_empty() {
        return;
    }
    let width = |part: fn(&(String, String, String)) -> &String| {
        lines.iter().take(MOST).map(|line| part(line).chars().count()).max().unwrap_or_default()
    };
    let (places, templates) = (width(|line| &line.0), width(|line| &line.1));
    let _ = writeln!(out, "{title}");
    for (place, template, text) in lines.iter().take(MOST) {
        let _ = writeln!(out, "  {place:<places$}  {template:<templates$}  {text}");
    }
    if let Some(more @ 1..) = lines.len().checked_sub(MOST) {
        let _ = writeln!(out, "  … and {more} more");
    }
}

/// A text on one line, cut at the end if it is too long.
fn shown(text: &str, longest: usize) -> String {
    let start: String =
        text.chars().take(longest).map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
    let mut shown = visible::line(&start).into_owned();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}
