//! What a choice breaks, found by two ways that differ in it alone.

pub(crate) mod brackets;
mod misplaced;
mod rounds;
mod separator;

use std::cmp::Ordering;

use vtlkit_syntax::ast::Template;
use vtlkit_text::{Diagnostic, Fix, Span};

pub(crate) use self::misplaced::not_json;
use self::misplaced::{Misplaced, is_inside_text, misplaced};
use super::FaultKind;
use super::confirm::Confirm;
use super::explore::Way;
use super::faults::Faults;
use super::json::Wrong;
use super::reading::Break;
use super::run::{Choice, Fork};
use super::value::{Piece, Value};

/// Where a break stands in the template.
fn place(way: &Way, at: Break) -> Option<Span> {
    let Some(piece) = way.pieces.get(at.piece) else {
        // At the end: what is printed last.
        let last = way.pieces.iter().rev().find(|piece| !piece.blank)?;
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

/// Two ways that differ in one choice, one of which breaks and the other does not, or later.
struct Pair<'w> {
    bad: &'w Way,
    good: &'w Way,
    /// Where the bad one breaks.
    broken: Break,
    /// The choice of the bad one.
    chosen: Choice,
    /// The choice of the good one.
    other: Choice,
}

/// What a choice is blamed for.
struct Blame {
    kind: FaultKind,
    span: Span,
    message: &'static str,
    /// Why it matters, and what to do.
    notes: [&'static str; 2],
    fix: Option<Fix>,
}

impl Blame {
    fn new(kind: FaultKind, span: Span, message: &'static str, notes: [&'static str; 2]) -> Self {
        Self { kind, span, message, notes, fix: None }
    }
}

impl<'w> Pair<'w> {
    /// Tells which of two ways is the bad one. `at` is the choice they differ in.
    fn of(parent: &'w Way, way: &'w Way, at: usize) -> Option<Self> {
        let (bad, good) = match way.damage().cmp(&parent.damage()) {
            Ordering::Greater => (way, parent),
            Ordering::Less => (parent, way),
            Ordering::Equal => return None,
        };
        let broken = bad.breaks.last().copied().filter(|_| parent.sure && way.sure)?;
        Some(Self { bad, good, broken, chosen: *bad.choices.get(at)?, other: *good.choices.get(at)? })
    }

    /// Whether a comma is what is wrong.
    fn is_comma(&self) -> bool {
        matches!(self.broken.wrong, Wrong::ExtraComma | Wrong::MissingComma)
    }

    /// The reference before the break that prints nothing.
    fn empty(&self) -> Option<&'w Piece> {
        let empty = self.bad.pieces.iter().take(self.broken.piece + 1).rev().find(|piece| piece.hole);
        empty.filter(|piece| piece.blank)
    }

    /// The place before the break where a text is printed that a loop may have put together.
    fn composed(&self) -> Option<Span> {
        let composed = |way: &Way, span: Span| {
            way.pieces.iter().any(|it| it.span == span && it.hole && it.value.is_composed())
        };
        let last = self.bad.pieces.iter().take(self.broken.piece + 1).rev().find(|piece| piece.hole)?;
        (composed(self.bad, last.span) || composed(self.good, last.span)).then_some(last.span)
    }

    /// The fork that is to blame: the size of a list may be asked for before the loop over it.
    fn fork(&self) -> Fork {
        let rounds = |choice: &Choice| choice.rounds().unwrap_or_default();
        let is_size = self.chosen.rounds().is_some();
        match self.chosen.fork {
            Fork::Branch(_) if is_size && rounds(&self.chosen) + rounds(&self.other) < 3 => self.chosen.fork,
            Fork::Branch(_) | Fork::Value | Fork::Missing if is_size => {
                let pieces = self.bad.pieces.iter().chain(&self.good.pieces);
                pieces.into_iter().find_map(|piece| piece.within).map_or(self.chosen.fork, Fork::Rounds)
            }
            fork => fork,
        }
    }

    fn blame(&self, source: &str, template: &Template) -> Option<Blame> {
        if self.chosen.is_missing()
            && self.broken.wrong == Wrong::MissingValue
            && let Some(piece) = self.empty()
        {
            return Some(Blame::new(
                FaultKind::EmptyValue,
                piece.span,
                "there is no value here when the list that is counted is missing",
                [
                    "what is missing has no size, and arithmetic without a number gives nothing",
                    "test the list with `!= \"\"`, and print `0` with `#else`",
                ],
            ));
        }
        let fork = self.fork();
        let rounds = self.chosen.rounds().zip(self.other.rounds());
        if let (Some(rounds), Fork::Rounds(_) | Fork::Value) = (rounds, fork)
            && let Some(text) = self.composed()
            && let Some(blame) = rounds::composed(self, fork, rounds.0, text)
        {
            return Some(blame);
        }
        match (fork, rounds) {
            (Fork::Branch(_), _) if is_inside_text(self.bad, self.broken) => {
                let Misplaced { span, message, help, fix } = misplaced(self.bad, self.broken)?;
                let why = "the output is no JSON when this is printed";
                Some(Blame { fix, ..Blame::new(FaultKind::OutputNotJson, span, message, [why, help]) })
            }
            (Fork::Rounds(forked), Some(rounds)) => rounds::blame(self, source, template, forked, rounds),
            (Fork::Branch(head), _) if self.is_comma() => Some(Blame::new(
                FaultKind::ConditionalComma,
                head,
                match self.bad.holds(head) {
                    Some(true) => "there is a comma too many or too few when this holds",
                    Some(false) => "there is a comma too many or too few when this does not hold",
                    None => "whether there is a comma too many or too few depends on this",
                },
                [
                    "the comma belongs to the part that is printed only sometimes",
                    "move it to the inner side of the `#if`",
                ],
            )),
            (Fork::Branch(_) | Fork::Value | Fork::Missing, _)
                if self.broken.wrong == Wrong::MissingValue =>
            {
                let empty = self.empty().map(|piece| piece.span);
                let (head, message) = match fork {
                    Fork::Branch(head) => {
                        (Some(head), "there is no value here when the condition does not hold")
                    }
                    _ => (None, "there is no value here when what it is made of is missing"),
                };
                Some(Blame::new(
                    FaultKind::EmptyValue,
                    empty.or(head)?,
                    message,
                    ["JSON needs a value here", "print another value with `#else`"],
                ))
            }
            _ => None,
        }
    }
}

/// Blames a choice where it alone makes the difference.
pub(crate) fn compare(
    source: &str,
    template: &Template,
    parent: &Way,
    way: &Way,
    at: usize,
    confirm: &Confirm,
    out: &mut Faults,
) {
    let Some(pair) = Pair::of(parent, way, at) else { return };
    if !pair.bad.rendered.as_ref().is_some_and(|(_, output)| confirm.is_broken(output)) {
        return;
    }
    // In the midst of what a reference prints it is the value that breaks the output.
    let is_whole = |value: &Value| !matches!(value, Value::Text(_)) && !value.is_composed();
    let inside = pair.bad.pieces.get(pair.broken.piece).filter(|piece| is_whole(&piece.value));
    if inside.is_some() && pair.broken.offset > 0 {
        return;
    }
    let Some(Blame { kind, span, message, notes: [why, help], fix }) = pair.blame(source, template) else {
        return;
    };
    if out.has(kind, span) {
        return;
    }
    let mut finding = Diagnostic::error(message, span).with_note("why", why).with_note("help", help);
    if let Some(place) = place(pair.bad, pair.broken).filter(|place| *place != span) {
        finding = finding.with_label(place, "this is where it stops being JSON");
    }
    finding.witness = pair.bad.witness();
    finding.fix = fix;
    out.add(kind, finding);
}
