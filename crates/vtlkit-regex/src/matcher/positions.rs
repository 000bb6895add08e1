//! A set of positions.

/// The positions at which another iteration of a loop has failed, within one search.
#[derive(Debug, Clone, Default)]
pub(super) struct Positions {
    words: Vec<u64>,
    /// The range of words that may be non-zero, so that clearing costs no more than adding did.
    used: Option<(usize, usize)>,
}

impl Positions {
    pub(super) fn contains(&self, at: u32) -> bool {
        self.words.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 != 0)
    }

    pub(super) fn add(&mut self, at: u32) {
        let index = at as usize / 64;
        if index >= self.words.len() {
            self.words.resize(index + 1, 0);
        }
        if let Some(word) = self.words.get_mut(index) {
            *word |= 1 << (at % 64);
        }
        let (low, high) = self.used.unwrap_or((index, index));
        self.used = Some((low.min(index), high.max(index)));
    }

    pub(super) fn clear(&mut self) {
        if let Some((low, high)) = self.used.take() {
            self.words.get_mut(low..=high).unwrap_or_default().fill(0);
        }
    }
}
