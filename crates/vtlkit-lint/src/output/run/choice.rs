//! Where a way depends on the request, and which options ways have taken.

use std::collections::{HashMap, HashSet};

use vtlkit_text::Span;

use super::Run;

/// A place where the way depends on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fork {
    /// A condition of an `#if`: the first option is that it holds.
    Branch(Span),
    /// A loop, and how many rounds it goes.
    Rounds(Span),
    /// Whether a list without elements misses: the first option is that it is there.
    Missing,
    /// Something else, such as the size of a list that is asked for before its loop.
    Value,
}

/// A choice that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) fork: Fork,
    pub(crate) options: usize,
    pub(crate) taken: usize,
    /// How many pieces of output are in front of it.
    pub(crate) pieces: usize,
    /// The item at which it was made.
    place: Span,
    /// Whether it is about how many elements there are.
    is_size: bool,
}

/// What tells a choice from others, in all ways: where it is made, and how many are made there before it.
pub(crate) type Key = (Fork, Span, usize);

/// Options that ways have taken.
#[derive(Default)]
pub(crate) struct Taken {
    options: HashSet<(Key, usize)>,
}

impl Taken {
    /// Notes what a way has taken.
    pub(crate) fn note<'c>(&mut self, choices: impl IntoIterator<Item = &'c Choice>) {
        for (key, choice) in keys(choices) {
            self.options.insert((key, choice.taken));
        }
    }

    /// Notes an option that leads to what cannot be predicted.
    pub(crate) fn give_up(&mut self, key: Key, option: usize) {
        self.options.insert((key, option));
    }

    /// Whether a way has taken an option.
    pub(crate) fn has(&self, key: Key, option: usize) -> bool {
        self.options.contains(&(key, option))
    }

    /// The first option that is not taken yet.
    pub(crate) fn open(&self, key: Key, options: usize) -> Option<usize> {
        (1..options).find(|option| !self.options.contains(&(key, *option)))
    }
}

/// Choices with their keys.
pub(crate) fn keys<'c>(
    choices: impl IntoIterator<Item = &'c Choice>,
) -> impl Iterator<Item = (Key, &'c Choice)> {
    let mut counts = HashMap::new();
    choices.into_iter().map(move |choice| (choice.key(&mut counts), choice))
}

/// How many rounds the options of a loop stand for; the first is what a run takes by itself.
pub(crate) const ROUNDS: [usize; 3] = [1, 2, 0];

impl Choice {
    fn key(&self, counts: &mut HashMap<(Fork, Span), usize>) -> Key {
        let count = counts.entry((self.fork, self.place)).or_default();
        *count += 1;
        (self.fork, self.place, *count)
    }

    /// Where it is made.
    pub(crate) fn span(&self) -> Span {
        match self.fork {
            Fork::Branch(span) | Fork::Rounds(span) => span,
            Fork::Missing | Fork::Value => self.place,
        }
    }

    /// How many rounds are taken, if it is about the size of a list. One that misses has none.
    pub(crate) fn rounds(&self) -> Option<usize> {
        self.is_size.then(|| ROUNDS.get(self.taken).copied().unwrap_or_default())
    }

    /// Whether a list is taken to miss.
    pub(crate) fn is_missing(&self) -> bool {
        self.fork == Fork::Missing && self.taken == 1 || self.taken == ROUNDS.len()
    }
}

impl Run<'_> {
    pub(super) fn choose(&mut self, options: usize) -> usize {
        let mut choice = Choice {
            fork: self.fork,
            options,
            taken: 0,
            pieces: self.pieces.len(),
            place: self.place,
            is_size: false,
        };
        let given = self.given.get(self.choices.len()).copied();
        choice.taken = match self.avoided {
            Some(taken) => taken.open(choice.key(&mut self.counts), options).unwrap_or(0),
            None => given.unwrap_or(0).min(options - 1),
        };
        self.choices.push(choice);
        choice.taken
    }

    /// Chooses how many elements there are.
    pub(super) fn choose_size(&mut self, options: usize) -> usize {
        let taken = self.choose(options);
        if let Some(choice) = self.choices.last_mut() {
            choice.is_size = true;
        }
        ROUNDS.get(taken).copied().unwrap_or_default()
    }
}
