//! The queue of batches between the reader, the workers and the writer, in input order.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;

/// Maximum size of results that wait for an earlier batch.
const MOST_WAITING: usize = 8 << 20;

/// The batches from the next one to be written to the last one read.
///
/// A batch with many results returns the lines that have not been rendered, so that memory use depends neither on the
/// length of the stream nor on the size of a line's result.
pub(super) struct Queue {
    state: Mutex<State>,
    /// Signals a change of the state.
    changed: Condvar,
    /// Maximum number of batches that wait for a worker before reading pauses.
    ahead: usize,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    /// Written batches, for reuse.
    empty: Vec<Batch>,
    /// The size of the results in `entries`, in bytes.
    results: usize,
    /// The number of the next batch for a worker.
    taken: u64,
    /// Whether the input has ended.
    ended: bool,
    /// Whether a thread has panicked.
    panicked: bool,
}

enum Entry {
    Read(Batch),
    /// A worker has it, under this number.
    Taken(u64),
    Rendered(Batch),
}

/// The next thing to write.
pub(super) enum Next {
    Batch(Batch),
    End,
    /// A thread has panicked, and its batch is lost.
    Panicked,
}

impl Queue {
    pub(super) fn new(ahead: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `find` returns something.
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

    /// An empty batch for the reader, as soon as not too many are waiting.
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

    /// Marks the end of the input.
    pub(super) fn end(&self) {
        self.change(|state| state.ended = true);
    }

    /// Records the panic of a thread.
    pub(super) fn panicked(&self) {
        self.change(|state| state.panicked = true);
    }

    /// The first batch that no worker has, with its number. While too many results are waiting, only the first batch is
    /// handed out. `None` at the end.
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

    /// Returns a batch with its results; `rest` are the lines that were not rendered.
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

    /// The next batch to write.
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

    /// Returns a written batch for reuse.
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
    /// Whether no batch of a worker can return lines any more.
    fn is_settled(&self) -> bool {
        !self.entries.iter().any(|entry| matches!(entry, Entry::Taken(_)))
    }
}
