//! Decisions that break the output, found by comparing two paths that differ in one decision.

pub(crate) mod brackets;
mod misplaced;
mod rounds;
mod separator;

use std::cmp::Ordering;

use vtlkit_syntax::ast::Template;
use vtlkit_text::{Diagnostic, Fix, Span};

pub(crate) use self::misplaced::not_json;
use self::misplaced::{Misplaced, is_inside_text, misplaced};
use super::ViolationKind;
use super::confirm::Confirm;
use super::explore::Path;
use super::json::JsonErrorKind;
use super::reading::JsonError;
use super::run::{BranchPoint, Decision};
use super::value::{Piece, Value};
use super::violations::Violations;

/// The position of an error in the template.
fn place(path: &Path, at: JsonError) -> Option<Span> {
    let Some(piece) = path.pieces.get(at.piece) else {
        // At the end of the output: the last thing printed.
        let last = path.pieces.iter().rev().find(|piece| !piece.blank)?;
        let Value::Text(text) = &last.value else { return Some(last.span) };
        let kept = text.trim_end();
        let len = kept.chars().next_back().map_or(0, char::len_utf8);
        let end = last.span.start() + kept.len();
        return Some(if text.len() == last.span.len() { Span::new(end - len, end) } else { last.span });
    };
    let Value::Text(text) = &piece.value else { return Some(piece.span) };
    // Offsets in a piece are offsets in the template only if the text is printed unchanged.
    if text.len() != piece.span.len() {
        return Some(piece.span);
    }
    let start = piece.span.start() + at.offset;
    let rest = text.get(at.offset..).unwrap_or_default();
    let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let len = word.max(rest.chars().next().map_or(0, char::len_utf8));
    Some(Span::new(start, (start + len).min(piece.span.end())))
}

/// Two paths that differ in one decision. The output of one is broken; that of the other is valid, or broken later.
struct Pair<'w> {
    bad: &'w Path,
    good: &'w Path,
    /// The error in the output of `bad`.
    broken: JsonError,
    /// The decision of `bad`.
    chosen: Decision,
    /// The decision of `good`.
    other: Decision,
}

/// A violation that a decision causes.
struct Blame {
    kind: ViolationKind,
    span: Span,
    message: &'static str,
    /// Why it matters, and what to do.
    notes: [&'static str; 2],
    fix: Option<Fix>,
}

impl Blame {
    fn new(kind: ViolationKind, span: Span, message: &'static str, notes: [&'static str; 2]) -> Self {
        Self { kind, span, message, notes, fix: None }
    }
}

impl<'w> Pair<'w> {
    /// Orders two paths by how badly their output is broken. `at` is the index of the decision in which they differ.
    fn of(parent: &'w Path, path: &'w Path, at: usize) -> Option<Self> {
        let (bad, good) = match path.damage().cmp(&parent.damage()) {
            Ordering::Greater => (path, parent),
            Ordering::Less => (parent, path),
            Ordering::Equal => return None,
        };
        let broken = bad.errors.last().copied().filter(|_| parent.definite && path.definite)?;
        Some(Self { bad, good, broken, chosen: *bad.decisions.get(at)?, other: *good.decisions.get(at)? })
    }

    /// Whether the error is an extra or a missing comma.
    fn is_comma(&self) -> bool {
        matches!(self.broken.kind, JsonErrorKind::ExtraComma | JsonErrorKind::MissingComma)
    }

    /// The last reference before the error, if it prints nothing.
    fn empty(&self) -> Option<&'w Piece> {
        let empty = self.bad.pieces.iter().take(self.broken.piece + 1).rev().find(|piece| piece.is_reference);
        empty.filter(|piece| piece.blank)
    }

    /// The last reference before the error, if it prints text that a loop may have concatenated.
    fn composed(&self) -> Option<Span> {
        let composed = |path: &Path, span: Span| {
            path.pieces.iter().any(|it| it.span == span && it.is_reference && it.value.is_composed())
        };
        let last =
            self.bad.pieces.iter().take(self.broken.piece + 1).rev().find(|piece| piece.is_reference)?;
        (composed(self.bad, last.span) || composed(self.good, last.span)).then_some(last.span)
    }

    /// The branch point to blame. The size of a list may be decided before the loop over it.
    fn branch_point(&self) -> BranchPoint {
        let rounds = |decision: &Decision| decision.rounds().unwrap_or_default();
        let is_size = self.chosen.rounds().is_some();
        match self.chosen.branch_point {
            BranchPoint::Branch(_) if is_size && rounds(&self.chosen) + rounds(&self.other) < 3 => {
                self.chosen.branch_point
            }
            BranchPoint::Branch(_) | BranchPoint::Value | BranchPoint::Missing if is_size => {
                let pieces = self.bad.pieces.iter().chain(&self.good.pieces);
                pieces
                    .into_iter()
                    .find_map(|piece| piece.within)
                    .map_or(self.chosen.branch_point, BranchPoint::Rounds)
            }
            branch_point => branch_point,
        }
    }

    fn blame(&self, source: &str, template: &Template) -> Option<Blame> {
        if self.chosen.is_missing()
            && self.broken.kind == JsonErrorKind::MissingValue
            && let Some(piece) = self.empty()
        {
            return Some(Blame::new(
                ViolationKind::EmptyValue,
                piece.span,
                "no value here when the list that is counted is missing",
                [
                    "a missing list has no size, and arithmetic without a number prints nothing",
                    "test the list with `!= \"\"`, and print `0` with `#else`",
                ],
            ));
        }
        let branch_point = self.branch_point();
        let rounds = self.chosen.rounds().zip(self.other.rounds());
        if let (Some(rounds), BranchPoint::Rounds(_) | BranchPoint::Value) = (rounds, branch_point)
            && let Some(text) = self.composed()
            && let Some(blame) = rounds::composed(self, branch_point, rounds.0, text)
        {
            return Some(blame);
        }
        match (branch_point, rounds) {
            (BranchPoint::Branch(_), _) if is_inside_text(self.bad, self.broken) => {
                let Misplaced { span, message, help, fix } = misplaced(self.bad, self.broken)?;
                let why = "the output is invalid JSON when this is printed";
                Some(Blame { fix, ..Blame::new(ViolationKind::OutputNotJson, span, message, [why, help]) })
            }
            (BranchPoint::Rounds(looped), Some(rounds)) => {
                rounds::blame(self, source, template, looped, rounds)
            }
            (BranchPoint::Branch(head), _) if self.is_comma() => Some(Blame::new(
                ViolationKind::ConditionalComma,
                head,
                match self.bad.holds(head) {
                    Some(true) => "extra or missing comma when this is true",
                    Some(false) => "extra or missing comma when this is false",
                    None => "this decides whether there is an extra or a missing comma",
                },
                ["the comma belongs to the part that is printed conditionally", "move it inside the `#if`"],
            )),
            (BranchPoint::Branch(_) | BranchPoint::Value | BranchPoint::Missing, _)
                if self.broken.kind == JsonErrorKind::MissingValue =>
            {
                let empty = self.empty().map(|piece| piece.span);
                let (head, message) = match branch_point {
                    BranchPoint::Branch(head) => (Some(head), "no value here when the condition is false"),
                    _ => (None, "no value here when the value it is computed from is missing"),
                };
                Some(Blame::new(
                    ViolationKind::EmptyValue,
                    empty.or(head)?,
                    message,
                    ["JSON needs a value here", "print another value with `#else`"],
                ))
            }
            _ => None,
        }
    }
}

/// Blames the decision at index `at` if it alone makes the difference between valid and invalid JSON.
pub(crate) fn compare(
    source: &str,
    template: &Template,
    parent: &Path,
    path: &Path,
    at: usize,
    confirm: &Confirm,
    out: &mut Violations,
) {
    let Some(pair) = Pair::of(parent, path, at) else { return };
    if !pair.bad.rendered.as_ref().is_some_and(|(_, output)| confirm.is_broken(output)) {
        return;
    }
    // Inside of what a reference prints, the value is to blame, not the decision.
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
        finding = finding.with_label(place, "the JSON becomes invalid here");
    }
    finding.witness = pair.bad.witness();
    finding.fix = fix;
    out.add(kind, finding);
}
