//! Output that is invalid JSON for every request.

use vtlkit_syntax::ast::Template;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::rounds::separator_at_end;
use super::{Blame, place};
use crate::explore::Path;
use crate::json::{At, JsonErrorKind};
use crate::mock::has_status;
use crate::reading::{JsonError, read};
use crate::target::{Phase, Target};
use crate::value::{Piece, Value};
use crate::{Violation, ViolationKind};

/// The violation of a template that never renders valid JSON.
pub(crate) fn not_json(path: &Path, target: &Target, source: &str, template: &Template) -> Option<Violation> {
    let broken = *path.errors.first()?;
    // The service reads the request template of a mock integration with a lenient parser. A template without a
    // definition may be one.
    let may_be_mock = target.integration.is_none() && target.phase != Some(Phase::Response);
    if may_be_mock && path.rendered.as_ref().is_some_and(|(_, output)| has_status(output)) {
        return None;
    }
    let why = "the output starts like JSON, and is invalid for every request";
    let blame = if let Some(head) = listless(path, broken) {
        Blame::new(ViolationKind::OutputNotJson, head, SEVERAL, [why, LIST])
    } else if let Some(blame) = separator_at_end(path, broken, source, template) {
        // Removing the comma would break the output of two iterations.
        blame
    } else {
        let Misplaced { span, message, help, fix } = misplaced(path, broken)?;
        Blame { fix, ..Blame::new(ViolationKind::OutputNotJson, span, message, [why, help]) }
    };
    let Blame { kind, span, message, notes: [why, help], fix } = blame;
    let mut finding = Diagnostic::error(message, span).with_note("why", why).with_note("help", help);
    finding.witness = path.witness();
    finding.fix = fix;
    Some(Violation { kind, finding })
}

/// Message for a loop that prints several values outside of an array.
pub(super) const SEVERAL: &str = "this loop prints several values that are not in an array";
/// The help for it.
pub(super) const LIST: &str = "print `[` before the loop and `]` after it, and a comma only between the elements: `#if($foreach.hasNext),#end`";

/// The loop that prints several values where JSON allows one, if that is the cause of the error.
pub(super) fn listless(path: &Path, broken: JsonError) -> Option<Span> {
    let breaking = path.pieces.get(broken.piece);
    let of_comma = || path.pieces.get(broken.comma?.0)?.within;
    // Paths that are kept drop the grammar positions of their pieces; compute them again.
    let starts = || read(&path.printed, &path.pieces).starts;
    let head = match broken.kind {
        JsonErrorKind::TopLevelComma | JsonErrorKind::MissingKey => return of_comma(),
        JsonErrorKind::ExtraComma => {
            of_comma().filter(|head| breaking.is_none_or(|it| it.within != Some(*head)))?
        }
        JsonErrorKind::MissingComma => breaking?.again?,
        JsonErrorKind::MissingValue => breaking.filter(|it| starts_with_comma(it, broken.offset))?.within?,
        // One value per line may be meant: newline-delimited JSON.
        JsonErrorKind::Other if is_one_line(path) && starts().get(broken.piece) == Some(&At::Done) => {
            breaking?.again?
        }
        JsonErrorKind::Other => return None,
    };
    let first = path.pieces.iter().position(|piece| piece.within == Some(head))?;
    (starts().get(first) == Some(&At::Value { after_comma: false })).then_some(head)
}

/// Whether a piece starts, after white space, with the comma at `offset`.
fn starts_with_comma(piece: &Piece, offset: usize) -> bool {
    let Value::Text(text) = &piece.value else { return false };
    text.get(..offset).is_some_and(|before| before.trim().is_empty())
        && text.get(offset..).is_some_and(|rest| rest.starts_with(','))
}

fn is_one_line(path: &Path) -> bool {
    path.rendered.as_ref().is_some_and(|(_, output)| !output.trim().contains('\n'))
}

/// Whether an extra or missing comma is in the middle of literal text of the template, so that no value matters.
pub(super) fn is_inside_text(path: &Path, broken: JsonError) -> bool {
    let Some(Value::Text(text)) = path.pieces.get(broken.piece).map(|piece| &piece.value) else {
        return false;
    };
    let end = match (broken.kind, broken.comma) {
        (JsonErrorKind::MissingComma, _) => broken.offset,
        (JsonErrorKind::ExtraComma, Some((piece, offset))) if piece == broken.piece => offset,
        _ => return false,
    };
    text.get(..end).is_some_and(|before| !before.trim().is_empty())
}

/// An error that does not depend on a value of the request.
pub(super) struct Misplaced {
    pub(super) span: Span,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
    /// A fix that the caller has to try: a safe one must make the output valid JSON.
    pub(super) fix: Option<Fix>,
}

pub(super) fn misplaced(path: &Path, broken: JsonError) -> Option<Misplaced> {
    let (message, help) = match broken.kind {
        JsonErrorKind::MissingValue => ("missing value", "write a value, `null` or `\"\"` for none"),
        JsonErrorKind::ExtraComma => ("extra comma", "remove it"),
        JsonErrorKind::MissingComma => ("missing comma before this", "insert `,`"),
        JsonErrorKind::TopLevelComma => (
            "several values that are not in an array",
            "print `[` before the first and `]` after the last, or put all into one object",
        ),
        JsonErrorKind::Other if broken.piece >= path.pieces.len() => {
            ("the output ends before its JSON is complete", "close each `{`, `[` and `\"`")
        }
        JsonErrorKind::MissingKey | JsonErrorKind::Other => (
            "this is not allowed here in JSON",
            "put strings in quotes, and escape special characters in them",
        ),
    };
    let comma = if broken.kind == JsonErrorKind::ExtraComma { comma_before(path, broken) } else { None };
    // Removing a comma before a printed value helps only where the result is valid JSON.
    let is_text = path.pieces.get(broken.piece).is_some_and(|piece| matches!(piece.value, Value::Text(_)));
    let trust = if is_text { Applicability::Unsafe } else { Applicability::Safe };
    let fix = |message, edit| Fix::new(message, vec![edit], trust);
    let fix = match broken.kind {
        JsonErrorKind::ExtraComma => comma.map(|comma| fix("remove the comma", Edit::delete(comma))),
        JsonErrorKind::MissingComma => {
            end_before(path, broken).map(|at| fix("insert a comma", Edit::insert(at, ",")))
        }
        _ => None,
    };
    Some(Misplaced { span: comma.or_else(|| place(path, broken))?, message, help, fix })
}

/// The end of what is printed before an error, or the start of the piece with the error.
fn end_before(path: &Path, broken: JsonError) -> Option<usize> {
    let breaking = path.pieces.get(broken.piece)?;
    let end = |piece: &Piece, text: &str| {
        let kept = text.trim_end();
        (!kept.is_empty()).then(|| piece.span.start() + kept.len())
    };
    match &breaking.value {
        Value::Text(text) if text.len() == breaking.span.len() => {
            end(breaking, text.get(..broken.offset)?).or(Some(breaking.span.start()))
        }
        _ if breaking.is_reference && broken.offset == 0 => {
            let before = path.pieces.get(broken.piece.checked_sub(1)?)?;
            let end = match &before.value {
                Value::Text(text)
                    if text.len() == before.span.len() && before.span.end() == breaking.span.start() =>
                {
                    end(before, text)
                }
                _ => None,
            };
            end.or(Some(breaking.span.start()))
        }
        _ => None,
    }
}

/// The comma before an error, if it is literal text of the template.
fn comma_before(path: &Path, broken: JsonError) -> Option<Span> {
    for (index, piece) in path.pieces.iter().enumerate().take(broken.piece + 1).rev() {
        let Value::Text(text) = &piece.value else {
            if piece.blank {
                continue;
            }
            return None;
        };
        let text = if index == broken.piece { text.get(..broken.offset)? } else { text };
        let kept = text.trim_end();
        if !kept.is_empty() {
            let end = piece.span.start() + kept.len();
            return (kept.ends_with(',') && end <= piece.span.end()).then(|| Span::new(end - 1, end));
        }
    }
    None
}
