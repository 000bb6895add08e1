//! What a choice breaks, found by two ways that differ in it alone.

use std::cmp::Ordering;

use vtlkit_syntax::ast::Template;
use vtlkit_text::{Diagnostic, Fix, Span};

use super::explore::{Confirm, Way};
use super::json::Wrong;
use super::reading::Break;
use super::run::{Choice, Fork};
use super::separate::separate;
use super::value::{Piece, Value};
use super::{Fault, FaultKind};
use crate::target::Target;

/// Whether a piece prints nothing but blanks.
fn is_blank(way: &Way, piece: &Piece) -> bool {
    let mut text = String::new();
    way.facts.print(&piece.value, &mut text);
    text.trim().is_empty()
}

/// Where a break stands in the template.
fn place(way: &Way, at: Break) -> Option<Span> {
    let Some(piece) = way.pieces.get(at.piece) else {
        // At the end: what is printed last.
        let last = way.pieces.iter().rev().find(|piece| !is_blank(way, piece))?;
        let Value::Text(text) = &last.value else { return Some(last.span) };
        let kept = text.trim_end();
        let len = kept.chars().next_back().map_or(0, char::len_utf8);
        let end = last.span.start() + kept.len();
        return Some(if text.len() == last.span.len() { Span::new(end - len, end) } else { last.span });
    };
    let Value::Text(text) = &piece.value else { return Some(piece.span) };
    // Only where the text is printed as it stands is the place in it the place in the template.
    if text.len() != piece.span.len() {
        return Some(piece.span);
    }
    let start = piece.span.start() + at.offset;
    let rest = text.get(at.offset..).unwrap_or_default();
    let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let len = word.max(rest.chars().next().map_or(0, char::len_utf8));
    Some(Span::new(start, (start + len).min(piece.span.end())))
}

/// Blames a choice where it alone makes the difference.
pub(crate) fn compare(
    source: &str,
    template: &Template,
    parent: &Way,
    way: &Way,
    at: usize,
    confirm: &Confirm,
    out: &mut Vec<Fault>,
) {
    // A break behind which nothing is read counts for more than those that are read over.
    let breaks = |way: &Way| {
        let last = way.breaks.last();
        (last.is_some_and(|last| !last.read_over), way.breaks.len())
    };
    let (bad, good) = match breaks(way).cmp(&breaks(parent)) {
        Ordering::Greater => (way, parent),
        Ordering::Less => (parent, way),
        Ordering::Equal => return,
    };
    let Some(broken) = bad.breaks.last().copied().filter(|_| parent.sure && way.sure) else { return };
    if !bad.rendered.as_ref().is_some_and(|(_, output)| confirm.is_broken(output)) {
        return;
    }
    let (Some(chosen), Some(other)) = (bad.choices.get(at), good.choices.get(at)) else { return };
    // In the midst of what a reference prints it is the value that breaks the output.
    let is_whole = |value: &Value| !matches!(value, Value::Text(_)) && !value.is_composed();
    let inside = bad.pieces.get(broken.piece).filter(|piece| is_whole(&piece.value));
    if inside.is_some() && broken.offset > 0 {
        return;
    }
    let comma = matches!(broken.wrong, Wrong::ExtraComma | Wrong::MissingComma);
    let mut add =
        |kind, message: &'static str, [why, help]: [&'static str; 2], span: Span, fix: Option<Fix>| {
            if out.iter().any(|fault| fault.kind == kind && fault.finding.primary.span == span) {
                return;
            }
            let mut finding = Diagnostic::error(message, span).with_note("why", why).with_note("help", help);
            if let Some(place) = place(bad, broken).filter(|place| *place != span) {
                finding = finding.with_label(place, "this is where it stops being JSON");
            }
            finding.witness = bad.witness();
            finding.fix = fix;
            out.push(Fault { kind, finding });
        };
    // The size of a list may be asked for before the loop over it.
    let is_size = chosen.rounds().is_some();
    let rounds = |choice: &Choice| choice.rounds().unwrap_or_default();
    let empty = || {
        let empty = bad.pieces.iter().take(broken.piece + 1).rev().find(|piece| piece.hole);
        empty.filter(|piece| is_blank(bad, piece))
    };
    if chosen.is_missing()
        && broken.wrong == Wrong::MissingValue
        && let Some(piece) = empty()
    {
        let message = "there is no value here when the list that is counted is missing";
        let notes = [
            "what is missing has no size, and arithmetic without a number gives nothing",
            "test the list with `!= \"\"`, and print `0` with `#else`",
        ];
        return add(FaultKind::EmptyValue, message, notes, piece.span, None);
    }
    let fork = match chosen.fork {
        Fork::Branch(_) if is_size && rounds(chosen) + rounds(other) < 3 => chosen.fork,
        Fork::Branch(_) | Fork::Value | Fork::Missing if is_size => {
            let pieces = bad.pieces.iter().chain(&good.pieces);
            pieces.into_iter().find_map(|piece| piece.within).map_or(chosen.fork, Fork::Rounds)
        }
        fork => fork,
    };
    // Texts that a loop puts together are printed behind it.
    let composed = |way: &Way, span: Span| {
        way.pieces.iter().any(|it| it.span == span && it.hole && it.value.is_composed())
    };
    let last = bad.pieces.iter().take(broken.piece + 1).rev().find(|piece| piece.hole);
    let text = last.map(|piece| piece.span).filter(|span| composed(bad, *span) || composed(good, *span));
    match fork {
        Fork::Rounds(_) | Fork::Value
            if is_size
                && rounds(chosen) == 0
                && let Some(text) = text =>
        {
            let (message, notes) = if broken.wrong == Wrong::ExtraComma {
                (
                    "there is a comma too many behind this when it holds no element",
                    [
                        "an empty object or list needs no comma",
                        "print the comma only where there is an element",
                    ],
                )
            } else {
                (
                    "without any round of the loop this cuts off what is no comma",
                    [
                        "the last character goes even if no element has put a comma there",
                        "put the comma there with `#if($foreach.hasNext),#end`, and cut nothing",
                    ],
                )
            };
            add(FaultKind::ConditionalComma, message, notes, text, None);
        }
        Fork::Rounds(forked) if is_size && broken.wrong == Wrong::ExtraComma && text.is_some() => {
            add(
                FaultKind::LoopSeparator,
                "this loop puts a comma after its last round",
                [
                    "JSON has no comma before the end of a list or object",
                    "put it there with `#if($foreach.hasNext),#end`",
                ],
                forked,
                None,
            );
        }
        Fork::Rounds(forked) if is_size => {
            // Another loop over the same list takes as many rounds: the one at the break is meant.
            let again = bad.pieces.get(broken.piece).and_then(|piece| piece.again);
            let again = again.filter(|_| broken.wrong == Wrong::MissingComma);
            let starts_before = bad.pieces.get(broken.piece).is_some_and(|piece| {
                matches!(&piece.value, Value::Text(text) if text.get(..broken.offset).is_some_and(|it| !it.trim().is_empty()))
            });
            let before = bad.pieces.iter().take(broken.piece + usize::from(starts_before)).rev();
            let last = before.into_iter().find(|piece| !is_blank(bad, piece));
            let before = match last {
                // Of a loop that does not run the way that is good has the place.
                Some(last) if rounds(chosen) == 0 => {
                    let at = good.pieces.iter().rposition(|piece| piece.span == last.span);
                    let behind = at.and_then(|at| good.pieces.get(at + 1..));
                    behind.and_then(|pieces| pieces.iter().find_map(|piece| piece.within))
                }
                last => last.and_then(|piece| piece.within),
            };
            let head = again.or(before.filter(|_| comma)).unwrap_or(forked);
            match (rounds(chosen), rounds(other)) {
                (2, 1) if again.is_some() => add(
                    FaultKind::LoopSeparator,
                    "the rounds of this loop are not separated",
                    [
                        "two elements give two values with no comma between them",
                        "end the round with `#if($foreach.hasNext),#end`",
                    ],
                    head,
                    separate(source, template, head),
                ),
                // Within the first round: the comma is none between rounds.
                (1 | 2, 0)
                    if comma
                        && before == Some(head)
                        && bad
                            .pieces
                            .get(broken.piece)
                            .is_some_and(|piece| piece.within == before && piece.again.is_none()) =>
                {
                    let Some((span, message, help)) = misplaced(bad, broken) else { return };
                    let why = "each round of the loop prints it";
                    add(FaultKind::OutputNotJson, message, [why, help], span, None);
                }
                (1 | 2, 0) | (2, 1) if broken.wrong == Wrong::ExtraComma && before.is_some() => add(
                    FaultKind::LoopSeparator,
                    "this loop prints a comma after its last round",
                    [
                        "JSON has no comma before the end of a list or object",
                        "print it with `#if($foreach.hasNext),#end`",
                    ],
                    head,
                    separate(source, template, head),
                ),
                (1 | 2, 0) if comma && before == Some(head) => add(
                    FaultKind::ConditionalComma,
                    "with a round of this loop there is a comma too few behind it",
                    [
                        "what follows the loop needs a comma only where the loop has printed something",
                        "print it in the loop, after each round",
                    ],
                    head,
                    None,
                ),
                (0, _) if comma => add(
                    FaultKind::ConditionalComma,
                    "without any round of this loop there is a comma too many or too few",
                    [
                        "the comma stands outside of the loop it belongs to",
                        "print it in the loop, or only when the list has an element",
                    ],
                    head,
                    None,
                ),
                _ => {}
            }
        }
        Fork::Branch(head) if comma => add(
            FaultKind::ConditionalComma,
            match bad.holds(head) {
                Some(true) => "there is a comma too many or too few when this holds",
                Some(false) => "there is a comma too many or too few when this does not hold",
                None => "whether there is a comma too many or too few depends on this",
            },
            [
                "the comma belongs to the part that is printed only sometimes",
                "move it to the inner side of the `#if`",
            ],
            head,
            None,
        ),
        Fork::Branch(_) | Fork::Value | Fork::Missing if broken.wrong == Wrong::MissingValue => {
            let head = match fork {
                Fork::Branch(head) => head,
                _ => match empty() {
                    Some(piece) => piece.span,
                    None => return,
                },
            };
            add(
                FaultKind::EmptyValue,
                match fork {
                    Fork::Branch(_) => "there is no value here when the condition does not hold",
                    _ => "there is no value here when what it is made of is missing",
                },
                ["JSON needs a value here", "print another value with `#else`"],
                empty().map_or(head, |piece| piece.span),
                None,
            );
        }
        _ => {}
    }
}

/// A template that never gives JSON.
pub(crate) fn not_json(way: &Way, target: &Target) -> Option<Fault> {
    let broken = *way.breaks.first()?;
    // The service reads the answer of a mock integration with a parser that takes more than JSON.
    let mock = way
        .pieces
        .iter()
        .any(|piece| matches!(&piece.value, Value::Text(text) if text.contains("statusCode")));
    if mock && target.integration.is_none() {
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
fn misplaced(way: &Way, broken: Break) -> Option<(Span, &'static str, &'static str)> {
    let (message, help) = match broken.wrong {
        Wrong::MissingValue => ("a value is missing here", "write a value, `null` or `\"\"` for none"),
        Wrong::ExtraComma => ("there is a comma too many", "remove it"),
        Wrong::MissingComma => ("a comma is missing before this", "write it"),
        Wrong::Other if broken.piece >= way.pieces.len() => {
            ("the output ends before its JSON does", "close each `{`, `[` and `\"`")
        }
        Wrong::Other => {
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
