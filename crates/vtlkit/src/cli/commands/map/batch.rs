/// Some lines of the input, and later their results.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Whether the input starts with it.
    pub(super) is_first: bool,
    /// Whole lines; the last line of the input may have no end.
    pub(super) input: Vec<u8>,
    /// Whether another line was here that is longer than what is kept of one.
    pub(super) overlong: bool,
    /// The results, a line each.
    pub(super) output: Vec<u8>,
    /// How many lines there are, empty ones counted.
    pub(super) lines: u64,
    /// How many lines there are that are not empty.
    pub(super) requests: u64,
    /// How many of them failed.
    pub(super) failed: u64,
    /// The first of those.
    pub(super) first_failed: Option<Failed>,
}

/// A line that failed.
#[derive(Debug)]
pub(super) struct Failed {
    /// Its number in the batch, from 1.
    pub(super) line: u64,
    /// What is wrong.
    pub(super) message: String,
}

/// How many bytes are asked for at once.
pub(super) const CHUNK: usize = 256 << 10;

/// A buffer that has grown beyond this gives its memory back.
const KEPT: usize = 4 * CHUNK;

/// A batch with so many bytes of results gives up the lines that are left.
pub(super) const MANY: usize = KEPT;

impl Batch {
    /// Notes that the line that was counted last has failed.
    pub(super) fn fail(&mut self, message: impl FnOnce() -> String) {
        self.failed += 1;
        if self.first_failed.is_none() {
            self.first_failed = Some(Failed { line: self.lines, message: message() });
        }
    }

    /// Takes the lines from `at` on out of the batch, as batches of so many lines as it has rendered.
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

    /// Gives back the memory that a very long line has taken.
    pub(super) fn shrink(&mut self) {
        for buffer in [&mut self.input, &mut self.output] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
    }
}
