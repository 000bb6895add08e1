//! Confirmation: renders the requests that show violations.
//!
//! The first violations of a template get a request each, which is easiest to read. Of the others, many share one
//! request, each at its own place in the output, so that the work is linear in the size of the template and not
//! quadratic.

use std::collections::HashSet;
use std::sync::Arc;

use vtlkit_gateway::{Renderer, Request};
use vtlkit_text::{Diagnostic, Span, Witness};

use super::change::{Change, Together};
use super::explore::Path;
use super::json::is_json;
use super::reading::Printed;
use super::value::Piece;
use super::violations::Violations;
use super::{ViolationKind, mock};
use crate::model::RequestModel;

/// The most violations of one template with a request of their own.
const MOST_ALONE: usize = 16;

/// The most pieces of output rendered for these.
const MOST_PIECES: usize = 200_000;

/// The most requests that show many violations at once.
const MOST_TOGETHER: usize = 128;

/// Renders counterexamples within a budget.
pub(crate) struct Confirm {
    renderer: Renderer,
    alone: usize,
    pieces: usize,
    together: usize,
    model: Option<Arc<RequestModel>>,
    mock: bool,
    /// Candidates that were tried, and the spans for which the budget did not suffice.
    tried: HashSet<(ViolationKind, Span)>,
    untried: HashSet<(ViolationKind, Span)>,
}

/// A request and its output, as the witness of a finding.
pub(crate) fn witness(request: &Request, output: impl Into<String>) -> Witness {
    Witness { request: serde_json::Value::Object(request.to_json()).to_string(), output: output.into() }
}

/// A violation that a reference may cause.
pub(super) struct Candidate<T> {
    pub(super) kind: ViolationKind,
    /// The index of the piece of output.
    pub(super) piece: usize,
    /// The span of the finding.
    pub(super) span: Span,
    /// The change of the request that shows it.
    pub(super) change: Change,
    /// Data for the message.
    pub(super) sink: T,
}

/// The render of a request that should show violations.
pub(super) struct Shown<'w> {
    pub(super) pieces: &'w [Piece],
    /// The predicted output, and the output of the engine.
    pub(super) printed: Printed,
    pub(super) output: String,
}

/// Decides for each candidate, in order, whether a render shows its violation.
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

    /// The spans for which the budget did not suffice.
    pub(super) fn untried(&self) -> Vec<Span> {
        let places: HashSet<Span> = self.untried.difference(&self.tried).map(|(_, span)| *span).collect();
        places.into_iter().collect()
    }

    /// Whether the reader of an output rejects it. A mock integration accepts more than JSON.
    pub(crate) fn is_broken(&self, output: &str) -> bool {
        if self.mock { !mock::has_status(output) } else { !is_json(output) }
    }

    /// Whether the output for a request starts like JSON.
    pub(super) fn prints_json(&mut self, request: &Request) -> bool {
        let output = self.render(request).unwrap_or_default();
        output.trim_start().starts_with(['{', '['])
    }

    /// Whether a request matches the model.
    pub(super) fn lets_through(&self, request: &Request) -> bool {
        self.model.as_ref().is_none_or(|model| model.accepts(&request.body))
    }

    /// Renders a request that matches the model; `None` if the render fails or the model rejects the request.
    pub(crate) fn render(&mut self, request: &Request) -> Option<String> {
        if !self.lets_through(request) {
            return None;
        }
        self.renderer.render(request).ok().map(|rendered| rendered.text().into_owned())
    }

    /// Takes the cost of one single-violation request from the budget. Returns whether it sufficed.
    fn has_time(&mut self, pieces: usize) -> bool {
        let left = self.alone.checked_sub(1).zip(self.pieces.checked_sub(pieces));
        if let Some((alone, pieces)) = left {
            (self.alone, self.pieces) = (alone, pieces);
        }
        left.is_some()
    }

    /// Renders the request of a path with changes; `None` unless the output is as predicted.
    fn try_out<'w>(&mut self, path: &'w Path, changes: &[&Change]) -> Option<(Request, Shown<'w>)> {
        let mut constraints = path.constraints.clone();
        for change in changes {
            change.apply(&mut constraints);
        }
        let view = constraints.view();
        let request = view.request();
        let output = self.render(&request)?;
        let printed = Printed::of(&view, &path.pieces);
        let shown = Shown { pieces: &path.pieces, printed, output };
        shown.printed.is(&shown.output).then_some((request, shown))
    }

    /// Adds the violations of a path that a request confirms, alone or together with others. `candidates` are in the
    /// order of their pieces.
    pub(super) fn add<T>(
        &mut self,
        path: &Path,
        candidates: impl Iterator<Item = Candidate<T>>,
        shows: Shows<'_, T>,
        tell: impl Fn(&Candidate<T>) -> Option<Diagnostic>,
        out: &mut Violations,
    ) {
        let mut left = Vec::new();
        for candidate in candidates {
            if out.has(candidate.kind, candidate.span) {
                continue;
            }
            if !self.has_time(path.pieces.len()) {
                left.push(candidate);
                continue;
            }
            let Some((request, shown)) = self.try_out(path, &[&candidate.change]) else { continue };
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
            let Some((request, shown)) = self.try_out(path, &changes) else {
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
            // A broken place may hide others after it.
            if any {
                open.push(unseen);
            }
        }
    }
}

/// The two halves of a group that can be divided.
fn halves<T>(mut group: Vec<T>) -> Vec<Vec<T>> {
    if group.len() < 2 {
        return Vec::new();
    }
    let second = group.split_off(group.len() / 2);
    vec![second, group]
}
