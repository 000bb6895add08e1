//! Form bodies: `Action=SendMessage&MessageBody=…`.

use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::ViolationKind;
use super::change::Change;
use super::confirm::{Candidate, Confirm, Shown};
use super::constraints::{Constraints, Shape};
use super::explore::Path;
use super::leaf::leaves;
use super::origin::Origin;
use super::value::{Piece, Value};
use super::violations::Violations;

/// Whether the output is a form: it starts with `name=`, followed by another field or an action.
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

/// Text that adds parameters to a form, and what it adds.
const BREAKING: &str = "x&y=z";

/// Records the violations of a path whose output is a form.
pub(super) fn violations(source: &str, path: &Path, confirm: &mut Confirm, out: &mut Violations) {
    let candidates = path.pieces.iter().enumerate().flat_map(|(index, piece)| {
        leaves(&piece.value).into_iter().filter_map(move |leaf| {
            let change = breaking(&path.constraints, &leaf.value)?;
            let kind = ViolationKind::UnencodedForm;
            Some(Candidate { kind, piece: index, span: piece.span, change, sink: () })
        })
    });
    let shows = |_: &Confirm, shown: &Shown<'_>, candidates: &[&Candidate<()>]| {
        // The same value may be unencoded in another place on purpose.
        candidates.iter().map(|it| shown.printed.piece(it.piece).contains(BREAKING)).collect()
    };
    let tell = |it: &Candidate<()>| path.pieces.get(it.piece).map(|piece| unencoded(source, piece));
    confirm.add(path, candidates, &shows, tell, out);
    blanks(path, out);
}

/// The change with a value that adds a parameter, if the client controls it.
fn breaking(constraints: &Constraints, value: &Value) -> Option<Change> {
    match value {
        Value::External(source)
            if source.is_untrusted()
                && constraints.shape(source).is_none()
                && !constraints.is_in_path(source) =>
        {
            if constraints.model.as_ref().is_some_and(|model| model.breaking(source).is_none()) {
                return None;
            }
            Some(Change::of(source.clone(), Shape::Text(constraints.fit(source, BREAKING))))
        }
        Value::Json(source) if !constraints.is_container(source) => {
            Some(Change::of(source.clone(), Shape::Text(BREAKING.into())))
        }
        // One more member, in addition to those that the template reads.
        Value::Json(_) | Value::Raw => {
            let payload = Origin::payload();
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
    let mut finding = Diagnostic::error(format!("`{text}` is not URL-encoded in the form body"), piece.span)
        .with_note("why", "`&` and `=` in the value add parameters of their own")
        .with_note("help", "write `$util.urlEncode(…)` around it");
    let escaped = matches!(&piece.value, Value::Made { by, .. } if by.escapes());
    if piece.is_reference && !escaped && text.starts_with('$') && !text.starts_with("$$") {
        let inner = text.strip_prefix("$!").map_or_else(|| text.to_owned(), |rest| format!("${rest}"));
        finding = finding.with_fix(Fix::new(
            "encode the value",
            vec![Edit::replace(piece.span, format!("$util.urlEncode({inner})"))],
            Applicability::Unsafe,
        ));
    }
    finding
}

/// White space inside the form. A line break at the end is ignored: most templates end with one.
fn blanks(path: &Path, out: &mut Violations) {
    if out.has_any_of(ViolationKind::OutputWhitespace) {
        return;
    }
    let is_blank = |piece: &Piece| matches!(&piece.value, Value::Text(text) if text.trim().is_empty());
    let end = path.pieces.iter().rposition(|piece| !is_blank(piece)).map_or(0, |at| at + 1);
    for (index, piece) in path.pieces.iter().take(end).enumerate() {
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
        let mut finding = Diagnostic::error(
            "this white space becomes part of the form",
            Span::new(start, start + len),
        )
        .with_note("why", "it is added to the value before it, or to the name after it")
        .with_note(
            "help",
            "write everything on one line, or end the line with `##`, which also removes the line break",
        );
        finding.witness = path.witness();
        out.add(ViolationKind::OutputWhitespace, finding);
        return;
    }
}
