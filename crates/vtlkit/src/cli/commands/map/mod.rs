//! `vtlkit map`: one template, a stream of requests.
//!
//! One thread cuts the input into batches of whole lines, some render them, and the main one prints the results in
//! the order of the input. Only so many batches are read ahead, and only so many bytes of results wait to be printed, so
//! the memory that is taken does not depend on how long the stream is.

mod batch;
mod queue;
mod reader;
mod worker;

use std::io::{self, Write as _};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use vtlkit::{RenderOptions, Template};
use vtlkit_report::{Style, text};

use self::batch::{Batch, Failed};
use self::queue::{Next, Queue};
use self::worker::{Alarm, Worker};
use crate::cli::args::MapArgs;
use crate::cli::failure::{Failure, print_error};
use crate::cli::progress::Progress;
use crate::cli::template::TemplateFile;
use crate::cli::{STACK, files, limit};

/// Renders the template for each line of standard input.
pub(crate) fn run(args: &MapArgs) -> Result<(), Failure> {
    if files::is_stdin(&args.template) {
        return Err(Failure::input_with_help(
            "the template cannot be standard input: the requests are",
            "put it into a file",
        ));
    }
    let file = TemplateFile::read(&args.template, "template")?;
    let mut options = RenderOptions::default();
    limit::apply(&args.limits.limits, &mut options);
    let template = Template::compile(file.text(), &options).map_err(|error| file.refuse(&error))?;
    let jobs = match args.jobs {
        Some(jobs) => usize::from(jobs),
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    let max_line = args.max_line as usize;

    // One batch waits for each thread while it has another.
    let queue = Arc::new(Queue::new(jobs + 1));
    let of_reader = Arc::clone(&queue);
    let reader = start("reader", move || {
        let _alarm = Alarm(&of_reader);
        let result = reader::run(io::stdin().lock(), max_line, &of_reader);
        of_reader.end();
        result
    })?;
    let file = Arc::new(file);
    for number in 0..jobs {
        let (file, queue) = (Arc::clone(&file), Arc::clone(&queue));
        let worker = Worker::new(template.clone(), file, max_line);
        start(&format!("worker {number}"), move || worker.run(&queue))?;
    }
    let summary = write(&queue)?;
    match reader.join() {
        Ok(Ok(())) => summary.result(),
        Ok(Err(error)) => Err(Failure::input(format!("cannot read standard input: {error}"))),
        Err(_) => Err(Failure::Panicked),
    }
}

fn start<T: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Failure> {
    let thread = thread::Builder::new().name(name.into()).stack_size(STACK).spawn(run);
    thread.map_err(|error| Failure::input(format!("cannot start a thread: {error}")))
}

/// What is to be said when all is done.
#[derive(Debug, Default)]
struct Summary {
    lines: u64,
    requests: u64,
    failed: u64,
    /// The number of the first line that failed, and why it did.
    first: Option<(u64, String)>,
}

impl Summary {
    fn add(&mut self, batch: &mut Batch) {
        self.failed += batch.failed;
        self.requests += batch.requests;
        if let Some(Failed { line, message }) = batch.first_failed.take() {
            let line = self.lines + line;
            self.first.get_or_insert((line, message));
        }
        self.lines += batch.lines;
    }

    fn result(self) -> Result<(), Failure> {
        let Some((line, why)) = self.first else { return Ok(()) };
        let message =
            format!("{} of {} requests failed, the first on line {line}: {why}", self.failed, self.requests);
        print_error(&text::message(&message, None, Style::Colored));
        Err(Failure::Template)
    }
}

/// Prints the batches in their order until there are no more.
fn write(queue: &Queue) -> Result<Summary, Failure> {
    let mut stdout = io::stdout().lock();
    let mut summary = Summary::default();
    let progress = Progress::of_stream("requests");
    loop {
        let mut batch = match queue.next() {
            Next::Batch(batch) => batch,
            Next::End => return Ok(summary),
            Next::Panicked => return Err(Failure::Panicked),
        };
        let written = stdout.write_all(&batch.output).and_then(|()| stdout.flush());
        written.map_err(|error| Failure::output(&error))?;
        progress.add(batch.requests);
        summary.add(&mut batch);
        queue.give_back(batch);
    }
}
