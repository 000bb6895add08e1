//! The output string.

use crate::error::ErrorKind;
use crate::text::Sink;
use vtlkit_java::wtf8;

/// Limits of an operation. Each call takes off what it used, so one budget can serve many calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps of the matcher: about one for each part of the pattern tried at each position, fewer where characters are
    /// skipped.
    pub steps: u64,
    /// Bytes that may be written to outputs.
    pub output_bytes: usize,
}

impl Budget {
    /// A budget of steps, with unlimited output.
    pub fn steps(steps: u64) -> Self {
        Self { steps, output_bytes: usize::MAX }
    }
}

/// A string at the end of a buffer, with a limit. Adjacent halves of a surrogate pair become one character.
#[derive(Debug)]
pub(crate) struct Output<'o> {
    out: &'o mut Vec<u8>,
    start: usize,
    left: usize,
}

impl<'o> Output<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>, limit: usize) -> Self {
        let start = out.len();
        Self { out, start, left: limit }
    }

    /// The remaining limit.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Removes everything that was written.
    pub(crate) fn discard(self) {
        self.out.truncate(self.start);
    }

    fn take(&mut self, length: usize) -> Result<(), ErrorKind> {
        self.left = self.left.checked_sub(length).ok_or(ErrorKind::OutputLimit)?;
        Ok(())
    }
}

impl Sink for Output<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), ErrorKind> {
        let mut rest = bytes;
        if let [0xed, 0xb0..=0xbf, _, after @ ..] = bytes
            && let Some((low, _)) = wtf8::code_point(bytes, 0)
        {
            self.code_point(low)?;
            rest = after;
        }
        self.take(rest.len())?;
        self.out.extend_from_slice(rest);
        Ok(())
    }

    fn code_point(&mut self, c: u32) -> Result<(), ErrorKind> {
        self.take(wtf8::encoded_len(c))?;
        let high =
            if wtf8::is_low_surrogate(c) { wtf8::pop_high_surrogate(self.out, self.start) } else { None };
        wtf8::encode(self.out, high.map_or(c, |high| wtf8::join(high, c)));
        Ok(())
    }
}
