//! Loops whose number of iterations breaks the output.

use vtlkit_syntax::ast::Template;
use vtlkit_text::Span;

use super::misplaced::{LIST, Misplaced, SEVERAL, listless, misplaced};
use super::separator::{Where, separate};
use super::{Blame, Pair};
use crate::ViolationKind;
use crate::explore::Path;
use crate::json::JsonErrorKind;
use crate::reading::JsonError;
use crate::run::BranchPoint;
use crate::value::{Piece, Value};

/// Blame for text that a loop concatenates and that is printed after it.
pub(super) fn composed(
    pair: &Pair<'_>,
    branch_point: BranchPoint,
    rounds: usize,
    text: Span,
) -> Option<Blame> {
    let kind = pair.broken.kind;
    match branch_point {
        _ if rounds == 0 && kind == JsonErrorKind::ExtraComma => Some(Blame::new(
            ViolationKind::ConditionalComma,
            text,
            "extra comma after this when it has no element",
            ["an empty object or list needs no comma", "print the comma only if there is an element"],
        )),
        _ if rounds == 0 => Some(Blame::new(
            ViolationKind::ConditionalComma,
            text,
            "this cuts off a character that is not a comma when the loop has no iteration",
            [
                "the last character is removed even if no element printed a comma",
                "print the comma with `#if($foreach.hasNext),#end`, and cut nothing",
            ],
        )),
        BranchPoint::Rounds(looped) if kind == JsonErrorKind::ExtraComma => Some(Blame::new(
            ViolationKind::LoopSeparator,
            looped,
            "this loop prints a comma after its last element",
            [
                "JSON has no comma before the end of an array or object",
                "print it with `#if($foreach.hasNext),#end`",
            ],
        )),
        _ => None,
    }
}

/// Blame for a loop, given its iterations on the bad and on the good path.
pub(super) fn blame(
    pair: &Pair<'_>,
    source: &str,
    template: &Template,
    looped: Span,
    rounds: (usize, usize),
) -> Option<Blame> {
    // Without an iteration, nothing inside the loop can be wrong.
    if rounds.0 > 0
        && let Some(blame) =
            no_list(pair).or_else(|| separator_at_end(pair.bad, pair.broken, source, template))
    {
        return Some(blame);
    }
    let Pair { bad, broken, .. } = *pair;
    let breaking = bad.pieces.get(broken.piece);
    // Several loops over one list have the same number of iterations; the one at the error is meant.
    let again = breaking.and_then(|piece| piece.again).filter(|_| broken.kind == JsonErrorKind::MissingComma);
    if let ((2, 1), Some(head)) = (rounds, again) {
        let mut blame = Blame::new(
            ViolationKind::LoopSeparator,
            head,
            "the elements that this loop prints are not separated",
            [
                "two elements print two values without a comma between them",
                "end the block with `#if($foreach.hasNext),#end`",
            ],
        );
        blame.fix = separate(source, template, head, Where::Behind);
        return Some(blame);
    }
    if !pair.is_comma() {
        return None;
    }
    let before = loop_before(pair, rounds.0);
    let head = again.or(before).unwrap_or(looped);
    match rounds {
        // Inside of the first iteration: the comma is not a separator.
        (1 | 2, 0)
            if before == Some(head)
                && breaking.is_some_and(|piece| piece.within == before && piece.again.is_none()) =>
        {
            let Misplaced { span, message, help, fix } = misplaced(bad, broken)?;
            let why = "each iteration of the loop prints it";
            Some(Blame { fix, ..Blame::new(ViolationKind::OutputNotJson, span, message, [why, help]) })
        }
        (1 | 2, 0) if before == Some(head) => Some(Blame::new(
            ViolationKind::ConditionalComma,
            head,
            "missing comma after this loop when it has an iteration",
            [
                "what follows the loop needs a comma only if the loop printed something",
                "print it in the loop, after each element",
            ],
        )),
        (0, _) => Some(Blame::new(
            ViolationKind::ConditionalComma,
            head,
            "extra or missing comma when this loop has no iteration",
            [
                "the comma is outside of the loop it belongs to",
                "print it in the loop, or only when the list has an element",
            ],
        )),
        _ => None,
    }
}

/// The piece with the comma at the error, and the loop that prints it.
fn comma(path: &Path, broken: JsonError) -> Option<(&Piece, Span)> {
    let piece = path.pieces.get(broken.comma?.0)?;
    Some((piece, piece.within?))
}

/// A loop that prints several values where JSON allows one.
fn no_list(pair: &Pair<'_>) -> Option<Blame> {
    let head = listless(pair.bad, pair.broken)?;
    Some(Blame::new(ViolationKind::OutputNotJson, head, SEVERAL, ["JSON allows one value here", LIST]))
}

/// A loop that prints a comma before its first or after its last iteration.
pub(super) fn separator_at_end(
    path: &Path,
    broken: JsonError,
    source: &str,
    template: &Template,
) -> Option<Blame> {
    end_comma(path, broken, source, template).or_else(|| start_comma(path, broken, source, template))
}

/// A loop that prints a comma after its last iteration.
fn end_comma(path: &Path, broken: JsonError, source: &str, template: &Template) -> Option<Blame> {
    let (piece, head) = comma(path, broken).filter(|_| broken.kind == JsonErrorKind::ExtraComma)?;
    let is_within = path.pieces.get(broken.piece).is_some_and(|piece| piece.within == Some(head));
    if !piece.last || is_within {
        return None;
    }
    let mut blame = Blame::new(
        ViolationKind::LoopSeparator,
        head,
        "this loop prints a comma after its last element",
        [
            "JSON has no comma before the end of an array or object",
            "print it with `#if($foreach.hasNext),#end`",
        ],
    );
    blame.fix = separate(source, template, head, Where::Behind);
    Some(blame)
}

/// A loop that prints a comma before its first iteration.
fn start_comma(path: &Path, broken: JsonError, source: &str, template: &Template) -> Option<Blame> {
    let (piece, head) = comma(path, broken).filter(|_| broken.kind == JsonErrorKind::ExtraComma)?;
    if broken.comma != Some((broken.piece, broken.offset)) || piece.again == Some(head) {
        return None;
    }
    let mut blame = Blame::new(
        ViolationKind::LoopSeparator,
        head,
        "this loop prints a comma before its first element",
        [
            "JSON has no comma after the start of an array or object",
            "print it with `#if($foreach.index > 0),#end`",
        ],
    );
    blame.fix = separate(source, template, head, Where::Before);
    Some(blame)
}

/// The loop that printed what is before the error. If it has no iteration on the bad path, the good path shows where
/// it is.
fn loop_before(pair: &Pair<'_>, rounds: usize) -> Option<Span> {
    let Pair { bad, good, broken, .. } = *pair;
    let starts_before = bad.pieces.get(broken.piece).is_some_and(|piece| {
        matches!(&piece.value, Value::Text(text) if text.get(..broken.offset).is_some_and(|it| !it.trim().is_empty()))
    });
    let before = bad.pieces.iter().take(broken.piece + usize::from(starts_before)).rev();
    let last = before.into_iter().find(|piece| !piece.blank)?;
    if rounds > 0 {
        return last.within;
    }
    let at = good.pieces.iter().rposition(|piece| piece.span == last.span)?;
    good.pieces.get(at + 1..)?.iter().find_map(|piece| piece.within)
}
