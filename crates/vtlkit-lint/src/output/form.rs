//! Form bodies: `Action=SendMessage&MessageBody=…`.

use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::FaultKind;
use super::change::Change;
use super::confirm::{Candidate, Confirm, Shown};
use super::explore::Way;
use super::facts::{Facts, Shape};
use super::faults::Faults;
use super::leaf::leaves;
use super::source::Source;
use super::value::{Piece, Value};

/// Whether pieces of output are a form: `name=` first, and more of it or an action.
pub(super) fn is_form(pieces: &[Piece]) -> bool {
    let mut start = "";
    let mut fields = false;
    for piece in pieces {
        let Value::Text(text) = &piece.value else { continue };
        if start.is_empty() {
            start = text.trim_start();
        }
        fields |= text.contains('&') && text.contains('=');
    }
    let name = start.split('=').next().unwrap_or_default();
    let is_name = !name.is_empty()
        && name.len() < start.len()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    is_name && (name == "Action" || fields)
}

/// What makes other parameters out of a value, and what the values bring.
const BREAKING: &str = "x&y=z";

/// What is wrong with a way whose output is a form.
pub(super) fn faults(source: &str, way: &Way, confirm: &mut Confirm, out: &mut Faults) {
    let candidates = way.pieces.iter().enumerate().flat_map(|(index, piece)| {
        leaves(&piece.value).into_iter().filter_map(move |leaf| {
            let change = breaking(&way.facts, &leaf.value)?;
            let kind = FaultKind::UnencodedForm;
            Some(Candidate { kind, piece: index, span: piece.span, change, told: () })
        })
    });
    let shows = |_: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<()>]| {
        // Elsewhere the same value may stand as it is.
        candidates.iter().map(|it| shown.printed.piece(it.piece).contains(BREAKING)).collect()
    };
    let tell = |it: &Candidate<()>| way.pieces.get(it.piece).map(|piece| unencoded(source, piece));
    confirm.add(way, candidates, &shows, tell, out);
    blanks(way, out);
}

/// A request with a value that makes other parameters, if anybody can send one.
fn breaking(facts: &Facts, value: &Value) -> Option<Change> {
    match value {
        Value::External(source)
            if source.is_anybodys() && facts.shape(source).is_none() && !facts.is_in_path(source) =>
        {
            if facts.model.as_ref().is_some_and(|model| model.breaking(source).is_none()) {
                return None;
            }
            Some(Change::of(source.clone(), Shape::Text(facts.fit(source, BREAKING))))
        }
        Value::Json(source) if !facts.is_container(source) => {
            Some(Change::of(source.clone(), Shape::Text(BREAKING.into())))
        }
        // A member more, beside those that the template reads.
        Value::Json(_) | Value::Raw => {
            let payload = Source::payload();
            let source = if let Value::Json(source) = value { source } else { &payload };
            let inside = source.key("a")?;
            let change = Change::of(inside.clone(), Shape::Text(BREAKING.into()));
            Some(Change { touched: Some(inside), ..change })
        }
        _ => None,
    }
}

fn unencoded(source: &str, piece: &Piece) -> Diagnostic {
    let text = piece.span.text(source);
    let mut finding = Diagnostic::error(format!("`{text}` is put into the form as it is"), piece.span)
        .with_note("why", "`&` and `=` in the value make parameters of their own")
        .with_note("help", "write `$util.urlEncode(…)` around it");
    let escaped = matches!(&piece.value, Value::Made { by, .. } if by.escapes());
    if piece.hole && !escaped && text.starts_with('$') && !text.starts_with("$$") {
        let inner = text.strip_prefix("$!").map_or_else(|| text.to_owned(), |rest| format!("${rest}"));
        finding = finding.with_fix(Fix::new(
            "encode the value",
            vec![Edit::replace(piece.span, format!("$util.urlEncode({inner})"))],
            Applicability::Unsafe,
        ));
    }
    finding
}

/// Blanks inside the form. One at the end is left alone: most ways to write a template end it with a line end.
fn blanks(way: &Way, out: &mut Faults) {
    if out.has_any_of(FaultKind::OutputWhitespace) {
        return;
    }
    let is_blank = |piece: &Piece| matches!(&piece.value, Value::Text(text) if text.trim().is_empty());
    let end = way.pieces.iter().rposition(|piece| !is_blank(piece)).map_or(0, |at| at + 1);
    for (index, piece) in way.pieces.iter().take(end).enumerate() {
        let Value::Text(text) = &piece.value else { continue };
        let text = if index + 1 == end { text.trim_end() } else { text };
        let Some(at) = text.find([' ', '\t', '\r', '\n']) else { continue };
        if piece.span.len() < text.len()
            || matches!(&piece.value, Value::Text(all) if all.len() != piece.span.len())
        {
            continue;
        }
        let blank = text.get(at..).unwrap_or_default();
        let len = blank.len() - blank.trim_start().len();
        let start = piece.span.start() + at;
        let mut finding = Diagnostic::error("this blank gets into the form", Span::new(start, start + len))
            .with_note("why", "it belongs to the value in front of it, or to the name after it")
            .with_note(
                "help",
                "write all on one line, or end the line with `##`, which takes the line end with it",
            );
        finding.witness = way.witness();
        out.add(FaultKind::OutputWhitespace, finding);
        return;
    }
}
