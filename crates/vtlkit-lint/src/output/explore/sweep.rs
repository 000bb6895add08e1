//! Ways on which many choices are changed at once, where there are too many to change them one by one.

use std::collections::BTreeSet;

use vtlkit_text::Span;

use super::{Explorer, Syntax, Way};
use crate::output::Reason;
use crate::output::limits::Untried;
use crate::output::run::{Choice, Key, Run, keys};

/// How many ways are tried at least for the choices that are left, most of them with many changes at once.
const LEAST_SWEEPS: usize = 24;

/// How many choices in front of a break are tried by themselves.
const MOST_SUSPECTS: usize = 2;

/// How many pieces and choices these ways may have before there are no more of them.
const MOST_SWEPT: usize = 60_000;

/// An option that no way has taken.
struct Open {
    /// The way that has come to the choice, by its number.
    way: usize,
    /// The choice, by its number on that way.
    at: usize,
    key: Key,
    option: usize,
}

impl Explorer<'_> {
    /// Takes all options that no way has taken, many at once. Where that breaks the output, the choice in front of the
    /// break is tried by itself.
    pub(super) fn sweep(&mut self) {
        self.is_swept = true;
        self.ways.iter().for_each(|way| self.taken.note(&way.choices));
        self.mend_first();
        let (mut sweeps, mut swept) = (0, 0);
        while sweeps < LEAST_SWEEPS || swept < MOST_SWEPT {
            sweeps += 1;
            let Some(open) = self.first_open() else { return };
            let Some(way) = self.next_way(&open, &mut swept) else {
                self.taken.give_up(open.key, open.option);
                continue;
            };
            let is_worse = self.ways.first().is_some_and(|first| way.damage() > first.damage());
            let end =
                way.breaks.last().filter(|_| is_worse && self.syntax == Syntax::Json).map(|last| last.piece);
            let is_before = |choice: &&Choice| end.is_none_or(|end| choice.pieces <= end);
            self.taken.note(way.choices.iter().filter(is_before));
            if end.is_some() {
                self.blame_alone(&way, end.unwrap_or_default());
            }
            self.keep(way);
        }
    }

    /// A way that takes options that no way has taken: many at once where that can be predicted, otherwise the given
    /// one alone. `None` where that cannot be predicted either.
    fn next_way(&mut self, open: &Open, swept: &mut usize) -> Option<Way> {
        let taken = std::mem::take(&mut self.taken);
        let run = Run::other(self.template, self.source, &taken, self.base.clone());
        // What is reached on one way only.
        let is_new = keys(&run.choices).any(|(key, it)| it.taken > 0 && !taken.has(key, it.taken));
        let mut look = |this: &mut Self, run: Run<'_>| {
            *swept += run.pieces.len() + run.choices.len();
            this.look(run).filter(|way| way.sure)
        };
        let way = if is_new { look(self, run) } else { None };
        let way = way.or_else(|| {
            let given = self.given(open.way, open.at, open.option);
            let alone = Run::new(self.template, self.source, given, self.base.clone());
            look(self, alone)
        });
        self.taken = taken;
        way
    }

    /// An option that no way has taken.
    fn first_open(&self) -> Option<Open> {
        self.ways.iter().enumerate().rev().find_map(|(way, it)| {
            let mut choices = keys(&it.choices).enumerate();
            choices.find_map(|(at, (key, choice))| {
                let option = self.taken.open(key, choice.options)?;
                Some(Open { way, at, key, option })
            })
        })
    }

    /// The choices of which some option was not taken.
    fn open(&self) -> Vec<Span> {
        let choices = self.ways.iter().flat_map(|way| keys(&way.choices));
        let open = choices.filter(|(key, it)| self.taken.open(*key, it.options).is_some());
        let open: BTreeSet<Span> = open.map(|(_, it)| it.span()).collect();
        open.into_iter().collect()
    }

    /// What was not tried.
    pub(super) fn untried(&self) -> Vec<Untried> {
        let bounds = self.exploration.unknown.iter().filter(|it| it.reason == Reason::Budget);
        let open = if self.is_swept && self.syntax != Syntax::Other { self.open() } else { Vec::new() };
        vec![
            Untried {
                what: "places where the template does more than is followed",
                places: bounds.map(|it| it.span).collect(),
            },
            Untried { what: "conditions, loops or sizes that were not tried in each way", places: open },
            Untried { what: "values that were not tried", places: self.confirm.untried() },
            Untried {
                what: "or more requests that may fail and were not tried",
                places: self.failing.untried().into_iter().collect(),
            },
        ]
    }

    /// Where the first way breaks, tries the choices in front of it by themselves.
    fn mend_first(&mut self) {
        let Some(first) = self.ways.first().filter(|_| self.syntax == Syntax::Json) else { return };
        let Some(end) = first.breaks.last().filter(|last| !last.read_over).map(|last| last.piece) else {
            return;
        };
        let suspects = first.choices.iter().enumerate().rev().filter(|(_, choice)| choice.pieces <= end);
        let suspects =
            suspects.take(MOST_SUSPECTS).map(|(at, choice)| (at, choice.options)).collect::<Vec<_>>();
        for (at, options) in suspects {
            for option in 1..options {
                self.try_alone(at, option);
            }
        }
    }

    /// Changes one choice of the first way. Whether that makes its output worse is given.
    fn try_alone(&mut self, at: usize, option: usize) -> bool {
        let given = self.given(0, at, option);
        let run = Run::new(self.template, self.source, given, self.base.clone());
        let Some(way) = self.look(run) else { return false };
        self.compare(0, &way, at);
        self.ways.first().is_some_and(|first| way.damage() > first.damage())
    }

    /// Changes, in the first way, the last choices of another one in front of a place, each by itself.
    fn blame_alone(&mut self, way: &Way, end: usize) {
        let Some(first) = self.ways.first() else { return };
        let changed: Vec<_> = keys(&way.choices).filter(|(_, it)| it.taken > 0 && it.pieces <= end).collect();
        let known: Vec<_> = keys(&first.choices).map(|(key, _)| key).collect();
        let suspects = changed.iter().rev().filter_map(|(key, choice)| {
            let at = known.iter().position(|it| it == key)?;
            Some((at, choice.taken))
        });
        for (at, option) in suspects.take(MOST_SUSPECTS).collect::<Vec<_>>() {
            if self.try_alone(at, option) {
                return;
            }
        }
    }
}
