//! Paths with many changed decisions, for templates with too many decisions to change one at a time.

use std::collections::BTreeSet;

use vtlkit_text::Span;

use super::{Explorer, Path, Syntax};
use crate::Reason;
use crate::limits::Untried;
use crate::run::{Decision, Key, Run, keys};

/// The least number of paths tried for the remaining decisions, most with many changes at once.
const LEAST_SWEEPS: usize = 24;

/// The most decisions before an error that are tried alone.
const MOST_SUSPECTS: usize = 2;

/// The most pieces and decisions over all these paths.
const MOST_SWEPT: usize = 60_000;

/// An option that no path has taken.
struct Open {
    /// The index of the path that reached the decision.
    path: usize,
    /// The index of the decision on that path.
    at: usize,
    key: Key,
    option: usize,
}

impl Explorer<'_> {
    /// Takes all options that no path has taken, many at once. If that breaks the output, the decision before the
    /// error is tried alone.
    pub(super) fn sweep(&mut self) {
        self.is_swept = true;
        self.paths.iter().for_each(|path| self.taken.note(&path.decisions));
        self.mend_first();
        let (mut sweeps, mut swept) = (0, 0);
        while sweeps < LEAST_SWEEPS || swept < MOST_SWEPT {
            sweeps += 1;
            let Some(open) = self.first_open() else { return };
            let Some(path) = self.next_way(&open, &mut swept) else {
                self.taken.give_up(open.key, open.option);
                continue;
            };
            let is_worse = self.paths.first().is_some_and(|first| path.damage() > first.damage());
            let end =
                path.errors.last().filter(|_| is_worse && self.syntax == Syntax::Json).map(|last| last.piece);
            let is_before = |decision: &&Decision| end.is_none_or(|end| decision.pieces <= end);
            self.taken.note(path.decisions.iter().filter(is_before));
            if end.is_some() {
                self.blame_alone(&path, end.unwrap_or_default());
            }
            self.keep(path);
        }
    }

    /// A path with options that no path has taken: many at once if the engine renders it as predicted, otherwise the
    /// given one alone. `None` if that is not predicted either.
    fn next_way(&mut self, open: &Open, swept: &mut usize) -> Option<Path> {
        let taken = std::mem::take(&mut self.taken);
        let run = Run::other(self.template, self.source, &taken, self.base.clone());
        // Branch points that only one path reaches.
        let is_new = keys(&run.decisions).any(|(key, it)| it.taken > 0 && !taken.has(key, it.taken));
        let mut look = |this: &mut Self, run: Run<'_>| {
            *swept += run.pieces.len() + run.decisions.len();
            this.look(run).filter(|path| path.definite)
        };
        let path = if is_new { look(self, run) } else { None };
        let path = path.or_else(|| {
            let given = self.given(open.path, open.at, open.option);
            let alone = Run::new(self.template, self.source, given, self.base.clone());
            look(self, alone)
        });
        self.taken = taken;
        path
    }

    /// The first option that no path has taken.
    fn first_open(&self) -> Option<Open> {
        self.paths.iter().enumerate().rev().find_map(|(path, it)| {
            let mut decisions = keys(&it.decisions).enumerate();
            decisions.find_map(|(at, (key, decision))| {
                let option = self.taken.open(key, decision.options)?;
                Some(Open { path, at, key, option })
            })
        })
    }

    /// The branch points of which an option was not taken.
    fn open(&self) -> Vec<Span> {
        let decisions = self.paths.iter().flat_map(|path| keys(&path.decisions));
        let open = decisions.filter(|(key, it)| self.taken.open(*key, it.options).is_some());
        let open: BTreeSet<Span> = open.map(|(_, it)| it.span()).collect();
        open.into_iter().collect()
    }

    /// What was not tried, for the finding about the limit.
    pub(super) fn untried(&self) -> Vec<Untried> {
        let bounds = self.exploration.unknown.iter().filter(|it| it.reason == Reason::Budget);
        let open = if self.is_swept && self.syntax != Syntax::Other { self.open() } else { Vec::new() };
        vec![
            Untried {
                what: "places where the analysis stopped following the template",
                places: bounds.map(|it| it.span).collect(),
            },
            Untried { what: "conditions, loops or sizes of which not every outcome was tried", places: open },
            Untried { what: "values that were not tried", places: self.confirm.untried() },
            Untried {
                what: "or more requests that may fail and were not tried",
                places: self.failing.untried().into_iter().collect(),
            },
        ]
    }

    /// If the first path is broken, changes the decisions before the error, each alone.
    fn mend_first(&mut self) {
        let Some(first) = self.paths.first().filter(|_| self.syntax == Syntax::Json) else { return };
        let Some(end) = first.errors.last().filter(|last| !last.read_over).map(|last| last.piece) else {
            return;
        };
        let suspects =
            first.decisions.iter().enumerate().rev().filter(|(_, decision)| decision.pieces <= end);
        let suspects =
            suspects.take(MOST_SUSPECTS).map(|(at, decision)| (at, decision.options)).collect::<Vec<_>>();
        for (at, options) in suspects {
            for option in 1..options {
                self.try_alone(at, option);
            }
        }
    }

    /// Changes one decision of the first path. Returns whether the output gets worse.
    fn try_alone(&mut self, at: usize, option: usize) -> bool {
        let given = self.given(0, at, option);
        let run = Run::new(self.template, self.source, given, self.base.clone());
        let Some(path) = self.look(run) else { return false };
        self.compare(0, &path, at);
        self.paths.first().is_some_and(|first| path.damage() > first.damage())
    }

    /// Applies the last changed decisions of another path before `end` to the first path, each alone.
    fn blame_alone(&mut self, path: &Path, end: usize) {
        let Some(first) = self.paths.first() else { return };
        let changed: Vec<_> =
            keys(&path.decisions).filter(|(_, it)| it.taken > 0 && it.pieces <= end).collect();
        let known: Vec<_> = keys(&first.decisions).map(|(key, _)| key).collect();
        let suspects = changed.iter().rev().filter_map(|(key, decision)| {
            let at = known.iter().position(|it| it == key)?;
            Some((at, decision.taken))
        });
        for (at, option) in suspects.take(MOST_SUSPECTS).collect::<Vec<_>>() {
            if self.try_alone(at, option) {
                return;
            }
        }
    }
}
