//! Outputs that are no JSON whatever the request is.

use vtlkit_text::{Diagnostic, Span};

use super::{is_blank, place};
use crate::output::explore::Way;
use crate::output::json::Wrong;
use crate::output::mock::has_status;
use crate::output::reading::Break;
use crate::output::value::Value;
use crate::output::{Fault, FaultKind};
use crate::target::{Phase, Target};

/// A template that never gives JSON.
pub(crate) fn not_json(way: &Way, target: &Target) -> Option<Fault> {
    let broken = *way.breaks.first()?;
    // The service reads the request template of a mock integration with a parser that takes more than JSON. Of a
    // template by itself it is not known whether it is one.
    let may_be_mock = target.integration.is_none() && target.phase != Some(Phase::Response);
    if may_be_mock && way.rendered.as_ref().is_some_and(|(_, output)| has_status(output)) {
        return None;
    }
    let (span, message, help) = misplaced(way, broken)?;
    let mut finding = Diagnostic::error(message, span)
        .with_note("why", "the output starts like JSON, and is JSON for no request")
        .with_note("help", help);
    finding.witness = way.witness();
    Some(Fault { kind: FaultKind::OutputNotJson, finding })
}

/// What is wrong at a break that no value of the request makes: where, and what to do.
pub(super) fn misplaced(way: &Way, broken: Break) -> Option<(Span, &'static str, &'static str)> {
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
    Some((comma.or_else(|| place(way, broken))?, message, help))
}

/// The comma behind which a break is, if the template itself has it.
fn comma_before(way: &Way, broken: Break) -> Option<Span> {
    for (index, piece) in way.pieces.iter().enumerate().take(broken.piece + 1).rev() {
        let Value::Text(text) = &piece.value else {
            if is_blank(way, piece) {
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
