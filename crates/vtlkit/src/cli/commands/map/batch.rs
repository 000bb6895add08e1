/// Some lines of the input, and later their results.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Whether it is the start of the input.
    pub(super) is_first: bool,
    /// Whole lines; the last line of the input may have no newline.
    pub(super) input: Vec<u8>,
    /// Whether it ends with a line that exceeds the maximum length, which is not kept.
    pub(super) overlong: bool,
    /// The results, one per line.
    pub(super) output: Vec<u8>,
    /// The number of lines, including empty ones.
    pub(super) lines: u64,
    /// The number of non-empty lines.
    pub(super) requests: u64,
    /// The number of failed lines.
    pub(super) failed: u64,
    /// The first failed line.
    pub(super) first_failed: Option<Failed>,
}

/// A line that failed.
#[derive(Debug)]
pub(super) struct Failed {
    /// Its number in the batch, from 1.
    pub(super) line: u64,
    /// The error.
    pub(super) message: String,
}

/// The number of bytes that are read at once.
pub(super) const CHUNK: usize = 256 << 10;

/// A larger buffer is shrunk after use.
const KEPT: usize = 4 * CHUNK;

/// A batch with this many bytes of results returns its remaining lines.
pub(super) const MANY: usize = KEPT;

impl Batch {
    /// Records that the line counted last has failed.
    pub(super) fn fail(&mut self, message: impl FnOnce() -> String) {
        self.failed += 1;
        if self.first_failed.is_none() {
            self.first_failed = Some(Failed { line: self.lines, message: message() });
        }
    }

    /// Splits the lines from `at` on off the batch, into batches of as many lines as it has rendered.
    pub(super) fn split_off(&mut self, at: usize) -> Vec<Self> {
        let mut rest = &self.input[at..];
        let mut batches: Vec<Self> = Vec::new();
        while !rest.is_empty() {
            let lines = usize::try_from(self.lines).unwrap_or(usize::MAX).max(1);
            let end = memchr::memchr_iter(b'\n', rest).nth(lines - 1).map_or(rest.len(), |end| end + 1);
            let (input, behind) = rest.split_at(end);
            batches.push(Self { input: input.to_vec(), ..Self::default() });
            rest = behind;
        }
        if let Some(last) = batches.last_mut() {
            last.overlong = std::mem::take(&mut self.overlong);
            self.input.truncate(at);
        }
        batches
    }

    /// Shrinks buffers that a very long line has enlarged.
    pub(super) fn shrink(&mut self) {
        for buffer in [&mut self.input, &mut self.output] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
    }
}
