//! Storage for the elements of lists and the entries of maps.

use std::ops::{Deref, DerefMut};

use crate::Value;

/// A buffer of values with two ends. At the front are those of lists and maps; at the back, in reverse order, those of
/// containers that are being read. When a container ends, its values move to the front, so no value is stored twice.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    storage: Vec<Value>,
    /// The number of values at the front.
    front: usize,
    /// The start of the values at the back.
    back: usize,
    /// The final number of values of the text that is being read, if known: no need to grow beyond it.
    enough: usize,
    /// The maximum number of values.
    most: usize,
}

impl Slots {
    pub(crate) fn clear(&mut self) {
        self.front = 0;
        self.back = self.storage.len();
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        if self.back - self.front < more {
            self.grow(more);
        }
    }

    pub(crate) fn extend_from_slice(&mut self, values: &[Value]) {
        self.reserve(values.len());
        let to = self.front + values.len();
        self.storage[self.front..to].copy_from_slice(values);
        self.front = to;
    }

    /// Appends a copy of `len` values from `start` on.
    pub(crate) fn extend_from_within(&mut self, start: usize, len: usize) {
        self.reserve(len);
        self.storage.copy_within(start..start + len, self.front);
        self.front += len;
    }

    /// Appends nulls up to a length of `len`.
    pub(crate) fn extend_to(&mut self, len: usize) {
        let more = len.saturating_sub(self.front);
        self.reserve(more);
        self.storage[self.front..self.front + more].fill(Value::Null);
        self.front += more;
    }

    /// Starts reading containers with about `enough` values in total, and at most `most`.
    pub(crate) fn start(&mut self, enough: usize, most: usize) {
        (self.enough, self.most) = (enough, most);
        self.back = self.storage.len();
    }

    /// Ends reading, and drops pending values.
    pub(crate) fn finish(&mut self) {
        self.start(usize::MAX, usize::MAX);
    }

    /// The number of pending values: read, but not yet in a container.
    #[inline]
    pub(crate) fn waiting(&self) -> usize {
        self.storage.len() - self.back
    }

    /// Adds a pending value; `false` if the limit is reached.
    #[inline]
    pub(crate) fn wait(&mut self, value: Value) -> bool {
        if self.back == self.front && !self.grow(1) {
            return false;
        }
        self.back -= 1;
        self.storage[self.back] = value;
        true
    }

    /// Takes the last pending value.
    pub(crate) fn pop(&mut self) -> Option<Value> {
        let last = self.storage.get(self.back).copied();
        self.back += usize::from(last.is_some());
        last
    }

    /// Truncates the front to `len` values.
    pub(crate) fn cut(&mut self, len: usize) {
        self.front = len.min(self.front);
    }

    /// Moves the pending values after the first `first` to the front, in order.
    #[inline]
    pub(crate) fn settle(&mut self, first: usize) {
        let (from, to) = (self.back, self.storage.len() - first);
        let len = to - from;
        if self.front + len <= from {
            let (front, back) = self.storage.split_at_mut(from);
            let values = back[..len].iter().rev();
            front[self.front..self.front + len]
                .iter_mut()
                .zip(values)
                .for_each(|(slot, value)| *slot = *value);
        } else {
            self.storage[from..to].reverse();
            self.storage.copy_within(from..to, self.front);
        }
        self.front += len;
        self.back = to;
    }

    /// Makes room for `more` values between the two ends; `false` if the limit does not allow it.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) -> bool {
        let waiting = self.waiting();
        let needed = self.front + waiting + more;
        if needed > self.most {
            return false;
        }
        let len = self.storage.len();
        // Not to slightly less than `enough`, since growing briefly takes twice the memory.
        let is_near = (needed..=3 * len).contains(&self.enough);
        let wanted = if is_near { self.enough } else { (2 * len).max(8) };
        let wanted = wanted.min(self.most).max(needed);
        self.storage.reserve_exact(wanted - len);
        self.storage.resize(wanted, Value::Null);
        self.storage.copy_within(self.back..len, wanted - waiting);
        self.back = wanted - waiting;
        true
    }
}

impl Default for Slots {
    fn default() -> Self {
        Self { storage: Vec::new(), front: 0, back: 0, enough: usize::MAX, most: usize::MAX }
    }
}

impl Deref for Slots {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.storage[..self.front]
    }
}

impl DerefMut for Slots {
    fn deref_mut(&mut self) -> &mut [Value] {
        &mut self.storage[..self.front]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[Value]) -> Vec<i32> {
        values.iter().map(|value| if let Value::Int(n) = value { *n } else { -1 }).collect()
    }

    #[test]
    fn what_is_read_moves_to_the_front_in_its_order() {
        for count in 0..40 {
            let mut slots = Slots::default();
            slots.extend_from_slice(&[Value::Int(100)]);
            for n in 0..count {
                assert!(slots.wait(Value::Int(n)));
            }
            let first = count as usize / 2;
            slots.settle(first);
            assert_eq!(numbers(&slots[1..]), (count / 2..count).collect::<Vec<_>>());
            assert_eq!(slots.waiting(), first);
            slots.settle(0);
            assert_eq!(numbers(&slots[1 + (count as usize - first)..]), (0..count / 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn it_grows_to_what_is_enough_and_no_further_than_it_may() {
        let mut slots = Slots::default();
        slots.start(20, 30);
        let waiting = (0..100).take_while(|n| slots.wait(Value::Int(*n))).count();
        assert_eq!(waiting, 30);
        slots.finish();
        slots.extend_from_slice(&[Value::Null; 31]);
        assert_eq!(slots.len(), 31);
    }
}
