//! Renders the requests that show faults.
//!
//! The first faults of a template are shown by requests of their own, which are read most easily. Of the others many are
//! shown by one request, each at its own place of the output, so that the work grows with the template and not with its
//! square.

use std::collections::HashSet;
use std::sync::Arc;

use vtlkit_gateway::{Renderer, Request};
use vtlkit_text::{Diagnostic, Span, Witness};

use super::change::{Change, Together};
use super::explore::Way;
use super::faults::Faults;
use super::json::is_json;
use super::reading::Printed;
use super::value::Piece;
use super::{FaultKind, mock};
use crate::model::RequestModel;

/// How many faults of one template are shown by requests of their own.
const MOST_ALONE: usize = 16;

/// How many pieces of output may be looked at for them.
const MOST_PIECES: usize = 200_000;

/// How many requests are rendered that show many faults.
const MOST_TOGETHER: usize = 128;

/// Renders witnesses, as many as there is time for.
pub(crate) struct Confirm {
    renderer: Renderer,
    alone: usize,
    pieces: usize,
    together: usize,
    model: Option<Arc<RequestModel>>,
    mock: bool,
    /// What was tried, and the places that there was no time for.
    tried: HashSet<(FaultKind, Span)>,
    untried: HashSet<(FaultKind, Span)>,
}

/// A request and what comes out.
pub(crate) fn witness(request: &Request, output: impl Into<String>) -> Witness {
    Witness { request: serde_json::Value::Object(request.to_json()).to_string(), output: output.into() }
}

/// A fault that a reference may have.
pub(super) struct Candidate<T> {
    pub(super) kind: FaultKind,
    /// The piece of output.
    pub(super) piece: usize,
    /// Where it is said.
    pub(super) span: Span,
    /// What shows it.
    pub(super) change: Change,
    /// What else is needed to tell it.
    pub(super) told: T,
}

/// The render of a request that is to show faults.
pub(super) struct Shown<'w> {
    pub(super) pieces: &'w [Piece],
    /// What was foretold, and came out.
    pub(super) printed: Printed,
    pub(super) output: String,
}

/// Whether a render shows faults, in the order in which they are given.
pub(super) type Shows<'s, T> = &'s dyn Fn(&Confirm, &Shown<'_>, &[&Candidate<T>]) -> Vec<bool>;

impl Confirm {
    pub(super) fn new(renderer: Renderer, model: Option<Arc<RequestModel>>, mock: bool) -> Self {
        let (tried, untried) = (HashSet::new(), HashSet::new());
        Self {
            renderer,
            alone: MOST_ALONE,
            pieces: MOST_PIECES,
            together: MOST_TOGETHER,
            model,
            mock,
            tried,
            untried,
        }
    }

    /// The places that there was no time for.
    pub(super) fn untried(&self) -> Vec<Span> {
        let places: HashSet<Span> = self.untried.difference(&self.tried).map(|(_, span)| *span).collect();
        places.into_iter().collect()
    }

    /// Whether whoever reads an output refuses it. A mock integration takes more than JSON.
    pub(crate) fn is_broken(&self, output: &str) -> bool {
        if self.mock { !mock::has_status(output) } else { !is_json(output) }
    }

    /// Whether what comes out for a request starts as JSON does.
    pub(super) fn prints_json(&mut self, request: &Request) -> bool {
        let output = self.render(request).unwrap_or_default();
        output.trim_start().starts_with(['{', '['])
    }

    /// Whether a request matches the model.
    pub(super) fn lets_through(&self, request: &Request) -> bool {
        self.model.as_ref().is_none_or(|model| model.accepts(&request.body))
    }

    /// What the engine renders for a request that matches the model; `None` where it fails.
    pub(crate) fn render(&mut self, request: &Request) -> Option<String> {
        if !self.lets_through(request) {
            return None;
        }
        self.renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
    }

    /// Whether there is time for a request of one fault.
    fn has_time(&mut self, pieces: usize) -> bool {
        let left = self.alone.checked_sub(1).zip(self.pieces.checked_sub(pieces));
        if let Some((alone, pieces)) = left {
            (self.alone, self.pieces) = (alone, pieces);
        }
        left.is_some()
    }

    /// Renders the request of a way with changes, if what comes out is what was foretold.
    fn try_out<'w>(&mut self, way: &'w Way, changes: &[&Change]) -> Option<(Request, Shown<'w>)> {
        let mut facts = way.facts.clone();
        for change in changes {
            change.apply(&mut facts);
        }
        let view = facts.view();
        let request = view.request();
        let output = self.render(&request)?;
        let printed = Printed::of(&view, &way.pieces);
        let shown = Shown { pieces: &way.pieces, printed, output };
        shown.printed.is(&shown.output).then_some((request, shown))
    }

    /// Adds the faults of a way that are shown by a request of their own, or together with others. Candidates come in
    /// the order of their pieces.
    pub(super) fn add<T>(
        &mut self,
        way: &Way,
        candidates: impl Iterator<Item = Candidate<T>>,
        shows: Shows<'_, T>,
        tell: impl Fn(&Candidate<T>) -> Option<Diagnostic>,
        out: &mut Faults,
    ) {
        let mut left = Vec::new();
        for candidate in candidates {
            if out.has(candidate.kind, candidate.span) {
                continue;
            }
            if !self.has_time(way.pieces.len()) {
                left.push(candidate);
                continue;
            }
            let Some((request, shown)) = self.try_out(way, &[&candidate.change]) else { continue };
            if shows(self, &shown, &[&candidate]).contains(&true) {
                let finding = tell(&candidate).map(|it| it.with_witness(witness(&request, shown.output)));
                if let Some(finding) = finding {
                    out.add(candidate.kind, finding);
                }
            }
        }
        let mut open = vec![left];
        while let Some(mut group) = open.pop() {
            group.retain(|candidate| !out.has(candidate.kind, candidate.span));
            let mut together = Together::new();
            let (group, others): (Vec<_>, Vec<_>) =
                group.into_iter().partition(|candidate| together.add(&candidate.change));
            if !others.is_empty() {
                open.push(others);
            }
            if group.is_empty() {
                continue;
            }
            let Some(rest) = self.together.checked_sub(1) else {
                self.untried.extend(group.iter().map(|candidate| (candidate.kind, candidate.span)));
                continue;
            };
            self.together = rest;
            self.tried.extend(group.iter().map(|candidate| (candidate.kind, candidate.span)));
            let changes: Vec<&Change> = group.iter().map(|candidate| &candidate.change).collect();
            let Some((request, shown)) = self.try_out(way, &changes) else {
                open.extend(halves(group));
                continue;
            };
            let found = shows(self, &shown, &group.iter().collect::<Vec<_>>());
            let any = found.contains(&true);
            let witness = Arc::new(witness(&request, shown.output));
            let mut unseen = Vec::new();
            for (candidate, is_shown) in group.into_iter().zip(found) {
                if is_shown && !out.has(candidate.kind, candidate.span) {
                    let Some(mut finding) = tell(&candidate) else { continue };
                    finding.witness = Some(Arc::clone(&witness));
                    out.add(candidate.kind, finding);
                } else if !is_shown {
                    unseen.push(candidate);
                }
            }
            // What is broken may hide what comes behind it.
            if any {
                open.push(unseen);
            }
        }
    }
}

/// The halves of a group, if it can be divided.
fn halves<T>(mut group: Vec<T>) -> Vec<Vec<T>> {
    if group.len() < 2 {
        return Vec::new();
    }
    let second = group.split_off(group.len() / 2);
    vec![second, group]
}
