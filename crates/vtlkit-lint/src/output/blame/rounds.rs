//! What the number of a loop's rounds breaks.

use vtlkit_syntax::ast::Template;
use vtlkit_text::Span;

use super::misplaced::{LIST, Misplaced, SEVERAL, listless, misplaced};
use super::separator::{Where, separate};
use super::{Blame, Pair};
use crate::output::FaultKind;
use crate::output::explore::Way;
use crate::output::json::Wrong;
use crate::output::reading::Break;
use crate::output::run::Fork;
use crate::output::value::{Piece, Value};

/// What breaks where texts that a loop puts together are printed behind it.
pub(super) fn composed(pair: &Pair<'_>, fork: Fork, rounds: usize, text: Span) -> Option<Blame> {
    let wrong = pair.broken.wrong;
    match fork {
        _ if rounds == 0 && wrong == Wrong::ExtraComma => Some(Blame::new(
            FaultKind::ConditionalComma,
            text,
            "there is a comma too many behind this when it holds no element",
            ["an empty object or list needs no comma", "print the comma only where there is an element"],
        )),
        _ if rounds == 0 => Some(Blame::new(
            FaultKind::ConditionalComma,
            text,
            "without any round of the loop this cuts off what is no comma",
            [
                "the last character goes even if no element has put a comma there",
                "put the comma there with `#if($foreach.hasNext),#end`, and cut nothing",
            ],
        )),
        Fork::Rounds(forked) if wrong == Wrong::ExtraComma => Some(Blame::new(
            FaultKind::LoopSeparator,
            forked,
            "this loop puts a comma after its last round",
            [
                "JSON has no comma before the end of a list or object",
                "put it there with `#if($foreach.hasNext),#end`",
            ],
        )),
        _ => None,
    }
}

/// What breaks because a loop takes so many rounds, given those of the bad and of the good way.
pub(super) fn blame(
    pair: &Pair<'_>,
    source: &str,
    template: &Template,
    forked: Span,
    rounds: (usize, usize),
) -> Option<Blame> {
    // Without any round nothing in the loop is at fault.
    if rounds.0 > 0
        && let Some(blame) =
            no_list(pair).or_else(|| separator_at_end(pair.bad, pair.broken, source, template))
    {
        return Some(blame);
    }
    let Pair { bad, broken, .. } = *pair;
    let breaking = bad.pieces.get(broken.piece);
    // Another loop over the same list takes as many rounds: the one at the break is meant.
    let again = breaking.and_then(|piece| piece.again).filter(|_| broken.wrong == Wrong::MissingComma);
    if let ((2, 1), Some(head)) = (rounds, again) {
        let mut blame = Blame::new(
            FaultKind::LoopSeparator,
            head,
            "the rounds of this loop are not separated",
            [
                "two elements give two values with no comma between them",
                "end the round with `#if($foreach.hasNext),#end`",
            ],
        );
        blame.fix = separate(source, template, head, Where::Behind);
        return Some(blame);
    }
    if !pair.is_comma() {
        return None;
    }
    let before = loop_before(pair, rounds.0);
    let head = again.or(before).unwrap_or(forked);
    match rounds {
        // Within the first round: the comma is none between rounds.
        (1 | 2, 0)
            if before == Some(head)
                && breaking.is_some_and(|piece| piece.within == before && piece.again.is_none()) =>
        {
            let Misplaced { span, message, help, fix } = misplaced(bad, broken)?;
            let why = "each round of the loop prints it";
            Some(Blame { fix, ..Blame::new(FaultKind::OutputNotJson, span, message, [why, help]) })
        }
        (1 | 2, 0) if before == Some(head) => Some(Blame::new(
            FaultKind::ConditionalComma,
            head,
            "with a round of this loop there is a comma too few behind it",
            [
                "what follows the loop needs a comma only where the loop has printed something",
                "print it in the loop, after each round",
            ],
        )),
        (0, _) => Some(Blame::new(
            FaultKind::ConditionalComma,
            head,
            "without any round of this loop there is a comma too many or too few",
            [
                "the comma stands outside of the loop it belongs to",
                "print it in the loop, or only when the list has an element",
            ],
        )),
        _ => None,
    }
}

/// The piece that has the comma at the break, and the loop it is printed in.
fn comma(way: &Way, broken: Break) -> Option<(&Piece, Span)> {
    let piece = way.pieces.get(broken.comma?.0)?;
    Some((piece, piece.within?))
}

/// A loop that prints several values where JSON has one.
fn no_list(pair: &Pair<'_>) -> Option<Blame> {
    let head = listless(pair.bad, pair.broken)?;
    Some(Blame::new(FaultKind::OutputNotJson, head, SEVERAL, ["JSON has one value here", LIST]))
}

/// A loop that prints a comma before its first round or after its last one.
pub(super) fn separator_at_end(way: &Way, broken: Break, source: &str, template: &Template) -> Option<Blame> {
    end_comma(way, broken, source, template).or_else(|| start_comma(way, broken, source, template))
}

/// A loop that prints a comma after its last round.
fn end_comma(way: &Way, broken: Break, source: &str, template: &Template) -> Option<Blame> {
    let (piece, head) = comma(way, broken).filter(|_| broken.wrong == Wrong::ExtraComma)?;
    let is_within = way.pieces.get(broken.piece).is_some_and(|piece| piece.within == Some(head));
    if !piece.last || is_within {
        return None;
    }
    let mut blame = Blame::new(
        FaultKind::LoopSeparator,
        head,
        "this loop prints a comma after its last round",
        [
            "JSON has no comma before the end of a list or object",
            "print it with `#if($foreach.hasNext),#end`",
        ],
    );
    blame.fix = separate(source, template, head, Where::Behind);
    Some(blame)
}

/// A loop that prints a comma before its first round.
fn start_comma(way: &Way, broken: Break, source: &str, template: &Template) -> Option<Blame> {
    let (piece, head) = comma(way, broken).filter(|_| broken.wrong == Wrong::ExtraComma)?;
    if broken.comma != Some((broken.piece, broken.offset)) || piece.again == Some(head) {
        return None;
    }
    let mut blame = Blame::new(
        FaultKind::LoopSeparator,
        head,
        "this loop prints a comma before its first round",
        [
            "JSON has no comma after the start of a list or object",
            "print it with `#if($foreach.index > 0),#end`",
        ],
    );
    blame.fix = separate(source, template, head, Where::Before);
    Some(blame)
}

/// The loop that has printed what stands before the break. Of a loop that does not run the way that is good has the
/// place.
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
