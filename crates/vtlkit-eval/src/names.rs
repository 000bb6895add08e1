//! The names of a program's variables.

use std::ops::Range;

/// The slots that every program has.
pub(crate) mod slots {
    pub(crate) const VELOCITY_COUNT: u32 = 0;
    pub(crate) const VELOCITY_HAS_NEXT: u32 = 1;
    pub(crate) const FOREACH: u32 = 2;
    pub(crate) const BODY_CONTENT: u32 = 3;
    /// The number of these slots.
    pub(crate) const COUNT: usize = 4;
    /// The names of their variables.
    pub(crate) const NAMES: [&str; COUNT] = ["velocityCount", "velocityHasNext", "foreach", "bodyContent"];
}

/// The names of a program's variables, by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// The concatenated names.
    text: String,
    /// The end of each name.
    ends: Vec<u32>,
}

impl Names {
    /// The names of the predefined slots, with capacity for a few more.
    pub(crate) fn of_slots() -> Self {
        let mut names = Self { text: String::with_capacity(128), ends: Vec::with_capacity(16) };
        for name in slots::NAMES {
            names.push(name);
        }
        names
    }

    /// Adds a new name. Returns its slot.
    pub(crate) fn push(&mut self, name: &str) -> u32 {
        self.text.push_str(name);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// The number of names.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The slot of a name.
    pub(crate) fn slot(&self, name: &str) -> Option<usize> {
        self.iter().position(|known| known == name)
    }

    /// The names, by slot.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|slot| self.text.get(self.range(slot)).unwrap_or_default())
    }

    fn range(&self, slot: usize) -> Range<usize> {
        let start = slot.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[slot] as usize
    }
}
