//! A property of all code points, stored as runs of equal values.

/// Run-length encoded values: one byte for the value, then the length of the run in base 128, low digits first.
#[derive(Debug)]
pub(super) struct Runs {
    /// The first code point of every 64th run and the offset of its bytes, to bound the cost of a lookup.
    pub(super) marks: &'static [(u32, u16)],
    /// From this value on, a value is the index of a pair of alternating values.
    pub(super) first_pair: u8,
    pub(super) pairs: &'static [(u8, u8)],
    pub(super) data: &'static [u8],
}

impl Runs {
    /// The value of a code point; 0 beyond the last.
    pub(super) fn get(&self, c: u32) -> u8 {
        let mark = self.marks.partition_point(|&(start, _)| start <= c).saturating_sub(1);
        let (mut start, offset) = self.marks.get(mark).copied().unwrap_or_default();
        let mut bytes = self.data.get(usize::from(offset)..).unwrap_or_default().iter();
        while let Some(&value) = bytes.next() {
            let mut length = 0;
            for (&byte, shift) in bytes.by_ref().zip((0..).step_by(7)) {
                length |= u32::from(byte & 127) << shift;
                if byte < 128 {
                    break;
                }
            }
            if c < start + length {
                let Some(pair) = value.checked_sub(self.first_pair) else { return value };
                let (even, odd) = self.pairs.get(usize::from(pair)).copied().unwrap_or_default();
                return if (c - start).is_multiple_of(2) { even } else { odd };
            }
            start += length;
        }
        0
    }
}
