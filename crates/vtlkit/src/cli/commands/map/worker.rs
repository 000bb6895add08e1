use std::sync::Arc;

use memchr::memchr;
use serde_json::Map;
use vtlkit::{ErrorKind, Template};

use super::batch::{Batch, MANY};
use super::queue::Queue;
use crate::cli::template::TemplateFile;
use crate::cli::{files, outcome};

/// Renders batches one after another with the same buffers.
#[derive(Clone)]
pub(super) struct Worker {
    template: Template,
    file: Arc<TemplateFile>,
    max_line: usize,
}

impl Worker {
    pub(super) const fn new(template: Template, file: Arc<TemplateFile>, max_line: usize) -> Self {
        Self { template, file, max_line }
    }

    /// Renders batches until the end.
    pub(super) fn run(mut self, queue: &Queue) {
        let _alarm = Alarm(queue);
        while let Some((number, mut batch)) = queue.take() {
            let rest = self.batch(&mut batch);
            queue.put(number, batch, rest);
        }
    }

    /// Renders the lines of a batch. If the results are large, returns the remaining lines.
    pub(super) fn batch(&mut self, batch: &mut Batch) -> Vec<Batch> {
        (batch.lines, batch.requests, batch.failed) = (0, 0, 0);
        batch.output.clear();
        let input = std::mem::take(&mut batch.input);
        let mut rest = &input[..];
        if batch.is_first {
            // Some editors write a byte order mark.
            rest = rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest);
        }
        while !rest.is_empty() && batch.output.len() < MANY {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            batch.lines += 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.iter().all(u8::is_ascii_whitespace) {
                batch.requests += 1;
                self.line(line, batch);
            }
        }
        let left = rest.len();
        batch.input = input;
        let rest = batch.split_off(batch.input.len() - left);
        if batch.overlong {
            batch.lines += 1;
            batch.requests += 1;
            self.overlong(batch);
        }
        rest
    }

    fn line(&mut self, line: &[u8], batch: &mut Batch) {
        if line.len() > self.max_line {
            return self.overlong(batch);
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => {
                return refuse(batch, not_utf8(line), Some(error.valid_up_to() + 1));
            }
        };
        match self.template.render_json(text, None) {
            Ok(rendered) => {
                outcome::push_output(&mut batch.output, &rendered.text(), &rendered.overrides(), None);
            }
            Err(error) if error.kind != ErrorKind::Request => {
                outcome::push_error(&mut batch.output, &self.file.source(), &error);
                batch.fail(|| error.to_string());
            }
            Err(_) if files::wide(line).is_some() => refuse(batch, not_utf8(line), Some(1)),
            Err(error) => {
                refuse(batch, error.message.into_owned(), error.span.map(|span| span.start() + 1));
            }
        }
    }

    fn overlong(&self, batch: &mut Batch) {
        let message = format!("the line is longer than {} bytes: raise `--max-line`", self.max_line);
        refuse(batch, message, None);
    }
}

/// The message for a line in another encoding.
#[cold]
fn not_utf8(line: &[u8]) -> String {
    match files::wide(line) {
        Some(encoding) => format!("the line is not UTF-8: it looks like {encoding}"),
        None => "the line is not UTF-8".into(),
    }
}

/// Records that a line is not a request; `column` in bytes, from 1.
#[cold]
fn refuse(batch: &mut Batch, message: String, column: Option<usize>) {
    let mut members = Map::new();
    members.insert("message".into(), message.as_str().into());
    members.extend(column.map(|column| ("column".into(), column.into())));
    outcome::push_members(&mut batch.output, "request", members);
    batch.fail(|| message);
}

/// Notifies the writer of a panic, so that it does not wait for a lost batch.
pub(super) struct Alarm<'q>(pub(super) &'q Queue);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.panicked();
        }
    }
}
