//! A property of all code points, kept as runs of equal values.

/// Values by runs: one byte for the value, then the length of the run in base 128, low digits first.
#[derive(Debug)]
pub(crate) struct Runs {
    /// The first code point of every 32nd run and where its bytes start, so that a look-up reads few runs.
    pub(super) marks: &'static [(u32, u16)],
    pub(super) data: &'static [u8],
}

impl Runs {
    /// The value of a code point, and how far into its run it stands. A code point beyond the last has the value 0.
    pub(crate) fn get(&self, c: u32) -> (u8, u32) {
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
                return (value, c - start);
            }
            start += length;
        }
        (0, 0)
    }
}
