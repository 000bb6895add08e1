//! Branch points, and the decisions that paths have made at them.

use std::collections::{HashMap, HashSet};

use vtlkit_text::Span;

use super::Run;

/// A place where the path depends on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BranchPoint {
    /// The condition of an `#if`; the first option is true.
    Branch(Span),
    /// A loop; the options are numbers of iterations.
    Rounds(Span),
    /// Whether a list without elements is missing; the first option is that it is present.
    Missing,
    /// Something else, such as the size of a list that is read before its loop.
    Value,
}

/// A decision on a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decision {
    pub(crate) branch_point: BranchPoint,
    pub(crate) options: usize,
    pub(crate) taken: usize,
    /// The number of pieces of output before it.
    pub(crate) pieces: usize,
    /// The item at which it was made.
    place: Span,
    /// Whether it decides a number of elements.
    is_size: bool,
}

/// Identifies a decision on all paths: branch point, item, and how many were made there before.
pub(crate) type Key = (BranchPoint, Span, usize);

/// The options that paths have taken.
#[derive(Default)]
pub(crate) struct Taken {
    options: HashSet<(Key, usize)>,
}

impl Taken {
    /// Records the decisions of a path.
    pub(crate) fn note<'c>(&mut self, decisions: impl IntoIterator<Item = &'c Decision>) {
        for (key, decision) in keys(decisions) {
            self.options.insert((key, decision.taken));
        }
    }

    /// Records an option whose path cannot be predicted.
    pub(crate) fn give_up(&mut self, key: Key, option: usize) {
        self.options.insert((key, option));
    }

    /// Whether a path has taken an option.
    pub(crate) fn has(&self, key: Key, option: usize) -> bool {
        self.options.contains(&(key, option))
    }

    /// The first option that no path has taken.
    pub(crate) fn open(&self, key: Key, options: usize) -> Option<usize> {
        (1..options).find(|option| !self.options.contains(&(key, *option)))
    }
}

/// Decisions with their keys.
pub(crate) fn keys<'c>(
    decisions: impl IntoIterator<Item = &'c Decision>,
) -> impl Iterator<Item = (Key, &'c Decision)> {
    let mut counts = HashMap::new();
    decisions.into_iter().map(move |decision| (decision.key(&mut counts), decision))
}

/// The number of iterations for each option; a run takes the first one by default.
pub(crate) const ROUNDS: [usize; 3] = [1, 2, 0];

impl Decision {
    fn key(&self, counts: &mut HashMap<(BranchPoint, Span), usize>) -> Key {
        let count = counts.entry((self.branch_point, self.place)).or_default();
        *count += 1;
        (self.branch_point, self.place, *count)
    }

    /// Its place in the template.
    pub(crate) fn span(&self) -> Span {
        match self.branch_point {
            BranchPoint::Branch(span) | BranchPoint::Rounds(span) => span,
            BranchPoint::Missing | BranchPoint::Value => self.place,
        }
    }

    /// The number of iterations, if it decides a number of elements; zero for a missing list.
    pub(crate) fn rounds(&self) -> Option<usize> {
        self.is_size.then(|| ROUNDS.get(self.taken).copied().unwrap_or_default())
    }

    /// Whether it decides that a list is missing.
    pub(crate) fn is_missing(&self) -> bool {
        self.branch_point == BranchPoint::Missing && self.taken == 1 || self.taken == ROUNDS.len()
    }
}

impl Run<'_> {
    pub(super) fn choose(&mut self, options: usize) -> usize {
        let mut decision = Decision {
            branch_point: self.branch_point,
            options,
            taken: 0,
            pieces: self.pieces.len(),
            place: self.place,
            is_size: false,
        };
        let given = self.given.get(self.decisions.len()).copied();
        decision.taken = match self.avoided {
            Some(taken) => taken.open(decision.key(&mut self.counts), options).unwrap_or(0),
            None => given.unwrap_or(0).min(options - 1),
        };
        self.decisions.push(decision);
        decision.taken
    }

    /// Decides a number of elements.
    pub(super) fn branch_on_size(&mut self, options: usize) -> usize {
        let taken = self.choose(options);
        if let Some(decision) = self.decisions.last_mut() {
            decision.is_size = true;
        }
        ROUNDS.get(taken).copied().unwrap_or_default()
    }
}
