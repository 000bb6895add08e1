//! Outputs that are no JSON whatever the request is.

use vtlkit_syntax::ast::Template;
use vtlkit_text::{Applicability, Diagnostic, Edit, Fix, Span};

use super::rounds::separator_at_end;
use super::{Blame, place};
use crate::output::explore::Way;
use crate::output::json::{At, Wrong};
use crate::output::mock::has_status;
use crate::output::reading::{Break, read};
use crate::output::value::{Piece, Value};
use crate::output::{Fault, FaultKind};
use crate::target::{Phase, Target};

/// A template that never gives JSON.
pub(crate) fn not_json(way: &Way, target: &Target, source: &str, template: &Template) -> Option<Fault> {
    let broken = *way.breaks.first()?;
    // The service reads the request template of a mock integration with a parser that takes more than JSON. Of a
    // template by itself it is not known whether it is one.
    let may_be_mock = target.integration.is_none() && target.phase != Some(Phase::Response);
    if may_be_mock && way.rendered.as_ref().is_some_and(|(_, output)| has_status(output)) {
        return None;
    }
    let why = "the output starts like JSON, and is JSON for no request";
    let blame = if let Some(head) = listless(way, broken) {
        Blame::new(FaultKind::OutputNotJson, head, SEVERAL, [why, LIST])
    } else if let Some(blame) = separator_at_end(way, broken, source, template) {
        // Removing the comma would break the output of two rounds.
        blame
    } else {
        let Misplaced { span, message, help, fix } = misplaced(way, broken)?;
        Blame { fix, ..Blame::new(FaultKind::OutputNotJson, span, message, [why, help]) }
    };
    let Blame { kind, span, message, notes: [why, help], fix } = blame;
    let mut finding = Diagnostic::error(message, span).with_note("why", why).with_note("help", help);
    finding.witness = way.witness();
    finding.fix = fix;
    Some(Fault { kind, finding })
}

/// What is said of a loop that prints values which are not in a list.
pub(super) const SEVERAL: &str = "this loop prints several values that are not in a list";
/// And what to do.
pub(super) const LIST: &str = "print `[` in front of the loop and `]` behind it, and a comma only between the rounds: `#if($foreach.hasNext),#end`";

/// The loop that prints several values where JSON has one, if the break comes of it.
pub(super) fn listless(way: &Way, broken: Break) -> Option<Span> {
    let breaking = way.pieces.get(broken.piece);
    let of_comma = || way.pieces.get(broken.comma?.0)?.within;
    // A way that was kept no longer has the grammar places of its pieces: they are computed again.
    let starts = || read(&way.printed, &way.pieces).starts;
    let head = match broken.wrong {
        Wrong::TopLevelComma | Wrong::MissingKey => return of_comma(),
        Wrong::ExtraComma => of_comma().filter(|head| breaking.is_none_or(|it| it.within != Some(*head)))?,
        Wrong::MissingComma => breaking?.again?,
        Wrong::MissingValue => breaking.filter(|it| starts_with_comma(it, broken.offset))?.within?,
        // What is in lines of its own may be meant to be read line by line.
        Wrong::Other if is_one_line(way) && starts().get(broken.piece) == Some(&At::Done) => {
            breaking?.again?
        }
        Wrong::Other => return None,
    };
    let first = way.pieces.iter().position(|piece| piece.within == Some(head))?;
    (starts().get(first) == Some(&At::Value { after_comma: false })).then_some(head)
}

/// Whether a comma is the first that a piece prints, and stands at a place of it.
fn starts_with_comma(piece: &Piece, offset: usize) -> bool {
    let Value::Text(text) = &piece.value else { return false };
    text.get(..offset).is_some_and(|before| before.trim().is_empty())
        && text.get(offset..).is_some_and(|rest| rest.starts_with(','))
}

fn is_one_line(way: &Way) -> bool {
    way.rendered.as_ref().is_some_and(|(_, output)| !output.trim().contains('\n'))
}

/// Whether a comma is missing or too much in the midst of a text of the template, whatever is printed around it.
pub(super) fn is_inside_text(way: &Way, broken: Break) -> bool {
    let Some(Value::Text(text)) = way.pieces.get(broken.piece).map(|piece| &piece.value) else {
        return false;
    };
    let end = match (broken.wrong, broken.comma) {
        (Wrong::MissingComma, _) => broken.offset,
        (Wrong::ExtraComma, Some((piece, offset))) if piece == broken.piece => offset,
        _ => return false,
    };
    text.get(..end).is_some_and(|before| !before.trim().is_empty())
}

/// What is wrong at a break that no value of the request makes.
pub(super) struct Misplaced {
    pub(super) span: Span,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
    /// A fix, which is to be tried: one that is safe has to make JSON.
    pub(super) fix: Option<Fix>,
}

pub(super) fn misplaced(way: &Way, broken: Break) -> Option<Misplaced> {
    let (message, help) = match broken.wrong {
        Wrong::MissingValue => ("a value is missing here", "write a value, `null` or `\"\"` for none"),
        Wrong::ExtraComma => ("there is a comma too many", "remove it"),
        Wrong::MissingComma => ("a comma is missing before this", "write it"),
        Wrong::TopLevelComma => (
            "there are several values that are not in a list",
            "print `[` in front of the first and `]` behind the last, or all in one object",
        ),
        Wrong::Other if broken.piece >= way.pieces.len() => {
            ("the output ends before its JSON does", "close each `{`, `[` and `\"`")
        }
        Wrong::MissingKey | Wrong::Other => {
            ("this cannot stand here in JSON", "put texts in quotes, and escape what is special in them")
        }
    };
    let comma = if broken.wrong == Wrong::ExtraComma { comma_before(way, broken) } else { None };
    // A comma before a value that is printed mends nothing but where it makes JSON.
    let is_text = way.pieces.get(broken.piece).is_some_and(|piece| matches!(piece.value, Value::Text(_)));
    let trust = if is_text { Applicability::Unsafe } else { Applicability::Safe };
    let fix = |message, edit| Fix::new(message, vec![edit], trust);
    let fix = match broken.wrong {
        Wrong::ExtraComma => comma.map(|comma| fix("remove the comma", Edit::delete(comma))),
        Wrong::MissingComma => end_before(way, broken).map(|at| fix("write a comma", Edit::insert(at, ","))),
        _ => None,
    };
    Some(Misplaced { span: comma.or_else(|| place(way, broken))?, message, help, fix })
}

/// Where what is printed before a break ends, or what the break is in starts.
fn end_before(way: &Way, broken: Break) -> Option<usize> {
    let breaking = way.pieces.get(broken.piece)?;
    let end = |piece: &Piece, text: &str| {
        let kept = text.trim_end();
        (!kept.is_empty()).then(|| piece.span.start() + kept.len())
    };
    match &breaking.value {
        Value::Text(text) if text.len() == breaking.span.len() => {
            end(breaking, text.get(..broken.offset)?).or(Some(breaking.span.start()))
        }
        _ if breaking.hole && broken.offset == 0 => {
            let before = way.pieces.get(broken.piece.checked_sub(1)?)?;
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

/// The comma behind which a break is, if the template itself has it.
fn comma_before(way: &Way, broken: Break) -> Option<Span> {
    for (index, piece) in way.pieces.iter().enumerate().take(broken.piece + 1).rev() {
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
