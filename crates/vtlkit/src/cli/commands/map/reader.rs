use std::io::{self, Read};

use memchr::{memchr, memrchr};

use super::batch::{Batch, CHUNK};

/// Cuts the input into batches of whole lines. Lines are passed on as they arrive, so that a slow stream is not
/// delayed.
pub(super) struct Reader<R> {
    input: R,
    max_line: usize,
    /// Input read after the last batch.
    rest: Vec<u8>,
    is_first: bool,
}

impl<R: Read> Reader<R> {
    pub(super) const fn new(input: R, max_line: usize) -> Self {
        Self { input, max_line, rest: Vec::new(), is_first: true }
    }

    /// Fills a batch. False at the end of the input.
    pub(super) fn read(&mut self, batch: &mut Batch) -> io::Result<bool> {
        batch.is_first = std::mem::take(&mut self.is_first);
        batch.input.clear();
        batch.input.append(&mut self.rest);
        fill(batch, &mut self.input, self.max_line, &mut self.rest)
    }
}

/// Reads until there is a whole line, and moves what comes after the last newline to `rest`. `false` at the end.
fn fill(batch: &mut Batch, input: &mut impl Read, max_line: usize, rest: &mut Vec<u8>) -> io::Result<bool> {
    batch.overlong = false;
    let mut known = 0;
    loop {
        if let Some(end) = memrchr(b'\n', &batch.input[known..]) {
            let end = known + end + 1;
            rest.extend_from_slice(&batch.input[end..]);
            batch.input.truncate(end);
            return Ok(true);
        }
        known = batch.input.len();
        // The newline may be `\r\n`.
        if known > max_line.saturating_add(1) {
            batch.overlong = true;
            batch.input.clear();
            return skip_line(input, rest);
        }
        if read(input, &mut batch.input)? == 0 {
            return Ok(false);
        }
    }
}

/// Skips to the end of a line and moves what comes after it to `rest`. `false` at the end of the input.
fn skip_line(input: &mut impl Read, rest: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        rest.clear();
        if read(input, rest)? == 0 {
            return Ok(false);
        }
        if let Some(end) = memchr(b'\n', rest) {
            rest.drain(..=end);
            return Ok(true);
        }
    }
}

/// Reads at most a chunk of the input; returns its length, 0 at the end.
fn read(input: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let known = buffer.len();
    buffer.resize(known + CHUNK, 0);
    let read = loop {
        match input.read(&mut buffer[known..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read,
        }
    };
    buffer.truncate(known + *read.as_ref().unwrap_or(&0));
    read
}
