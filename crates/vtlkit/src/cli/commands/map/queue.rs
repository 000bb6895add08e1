//! The batches between the reader, the workers and the writer, in the order of the input.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;

/// So many bytes of results may wait for one that comes before them.
const MOST_WAITING: usize = 8 << 20;

/// The batches from the one that is written next to the one that was read last.
///
/// A batch whose results are many gives up the lines it has not come to, so that the memory of all depends neither on
/// how long the stream is nor on how much a line gives.
pub(super) struct Queue {
    state: Mutex<State>,
    /// Something has changed.
    changed: Condvar,
    /// How many batches may wait for a worker before no more are read.
    ahead: usize,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    /// Batches that are written, to be used again.
    empty: Vec<Batch>,
    /// How many bytes the results in `entries` have.
    results: usize,
    /// The number of the next batch that a worker takes.
    taken: u64,
    /// Whether there is no more input.
    ended: bool,
    /// Whether a thread has panicked.
    panicked: bool,
}

enum Entry {
    Read(Batch),
    /// A worker has it, by the number that it was given.
    Taken(u64),
    Rendered(Batch),
}

/// What there is to be written.
pub(super) enum Next {
    Batch(Batch),
    End,
    /// A thread has panicked, and what it had is lost.
    Panicked,
}

impl Queue {
    pub(super) fn new(ahead: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something, and gives it.
    fn wait<T>(&self, mut find: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut state = self.lock();
        loop {
            if let Some(found) = find(&mut state) {
                return found;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// An empty batch for what is read next, as soon as not too many wait.
    pub(super) fn empty(&self) -> Batch {
        self.wait(|state| {
            let waiting = state.entries.iter().filter(|entry| matches!(entry, Entry::Read(_))).count();
            (waiting < self.ahead).then(|| state.empty.pop().unwrap_or_default())
        })
    }

    /// Appends a batch that was read.
    pub(super) fn push(&self, batch: Batch) {
        self.change(|state| state.entries.push_back(Entry::Read(batch)));
    }

    /// Notes that there is no more input.
    pub(super) fn end(&self) {
        self.change(|state| state.ended = true);
    }

    /// Notes that a thread panics.
    pub(super) fn panicked(&self) {
        self.change(|state| state.panicked = true);
    }

    /// The first batch that nobody has taken, and its number. Of those behind others none is given while too many results
    /// wait. None at the end.
    pub(super) fn take(&self) -> Option<(u64, Batch)> {
        self.wait(|state| {
            let at = state.entries.iter().position(|entry| matches!(entry, Entry::Read(_)));
            let Some(at) = at else { return (state.ended && state.is_settled()).then_some(None) };
            if at > 0 && state.results > MOST_WAITING {
                return None;
            }
            let number = state.taken;
            state.taken += 1;
            let entry = state.entries.get_mut(at).map(|entry| std::mem::replace(entry, Entry::Taken(number)));
            let Some(Entry::Read(batch)) = entry else { return None };
            Some(Some((number, batch)))
        })
    }

    /// Puts a batch back with its results; `rest` are the lines that it did not come to.
    pub(super) fn put(&self, number: u64, batch: Batch, rest: Vec<Batch>) {
        self.change(|state| {
            let taken = |entry: &Entry| matches!(entry, Entry::Taken(other) if *other == number);
            let Some(at) = state.entries.iter().position(taken) else { return };
            state.results += batch.output.len();
            let mut behind = state.entries.split_off(at + 1);
            state.entries.pop_back();
            state.entries.push_back(Entry::Rendered(batch));
            state.entries.extend(rest.into_iter().map(Entry::Read));
            state.entries.append(&mut behind);
        });
    }

    /// The batch that is written next.
    pub(super) fn next(&self) -> Next {
        self.wait(|state| {
            if state.panicked {
                return Some(Next::Panicked);
            }
            match state.entries.pop_front() {
                Some(Entry::Rendered(batch)) => Some(Next::Batch(batch)),
                Some(entry) => {
                    state.entries.push_front(entry);
                    None
                }
                None => state.ended.then_some(Next::End),
            }
        })
    }

    /// Takes back a batch that is written.
    pub(super) fn give_back(&self, mut batch: Batch) {
        self.change(|state| {
            state.results -= batch.output.len();
            if state.empty.len() < self.ahead {
                batch.shrink();
                state.empty.push(batch);
            }
        });
    }
}

impl State {
    /// Whether no batch that a worker has can give up lines any more.
    fn is_settled(&self) -> bool {
        !self.entries.iter().any(|entry| matches!(entry, Entry::Taken(_)))
    }
}
