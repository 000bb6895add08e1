//! `vtlkit map`: one template, a stream of requests.
//!
//! One thread cuts the input into batches of whole lines, some render them, and the main one prints the results in
//! the order of the input. Only so many batches are read ahead, and only so many bytes of results wait to be printed, so
//! the memory that is taken does not depend on how long the stream is. Where there are no threads, one batch is read,
//! rendered and printed after another.

mod batch;
mod queue;
mod reader;
mod worker;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use vtlkit::{RenderOptions, Template};
use vtlkit_report::{Style, text};

use self::batch::{Batch, Failed};
use self::queue::{Next, Queue};
use self::reader::Reader;
use self::worker::{Alarm, Worker};
use crate::cli::args::MapArgs;
use crate::cli::failure::{Failure, print_error};
use crate::cli::progress::Progress;
use crate::cli::template::TemplateFile;
use crate::cli::{files, limit, threads};

/// Renders the template for each line of standard input.
pub(crate) fn run(args: &MapArgs) -> Result<(), Failure> {
    if files::is_stdin(&args.template) {
        return Err(Failure::input_with_help(
            "the template cannot be standard input: the requests are",
            "save it to a file",
        ));
    }
    let file = TemplateFile::read(&args.template, "template")?;
    let mut options = RenderOptions::default();
    limit::apply(&args.limits.limits, &mut options);
    let template = Template::compile(file.text(), &options).map_err(|error| file.refuse(&error))?;
    let max_line = args.max_line as usize;
    let worker = Worker::new(template, Arc::new(file), max_line);
    if threads::SUPPORTED {
        parallel(&worker, max_line, threads::count(args.jobs))
    } else {
        if args.jobs.is_some_and(|jobs| jobs > 1) {
            print_error(ONE_THREAD);
        }
        serial(worker, max_line)
    }
}

/// The message if more threads are requested than are possible.
const ONE_THREAD: &str = "warning: `--jobs` has no effect: the WebAssembly build of vtlkit has one thread\n";

/// Reads, renders and prints at once, on several threads.
fn parallel(worker: &Worker, max_line: usize, jobs: usize) -> Result<(), Failure> {
    // One batch waits for each worker while it renders another.
    let queue = Arc::new(Queue::new(jobs + 1));
    let of_reader = Arc::clone(&queue);
    let reader = threads::start("reader", move || {
        let _alarm = Alarm(&of_reader);
        let result = read(max_line, &of_reader);
        of_reader.end();
        result
    })?;
    for number in 0..jobs {
        let (worker, queue) = (worker.clone(), Arc::clone(&queue));
        threads::start(&format!("worker {number}"), move || worker.run(&queue))?;
    }
    let summary = write(&queue)?;
    match reader.join() {
        Ok(Ok(())) => summary.result(),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(_) => Err(Failure::Panicked),
    }
}

/// Puts the batches of standard input into the queue.
fn read(max_line: usize, queue: &Queue) -> io::Result<()> {
    let mut reader = Reader::new(io::stdin().lock(), max_line);
    loop {
        let mut batch = queue.empty();
        let more = reader.read(&mut batch)?;
        queue.push(batch);
        if !more {
            return Ok(());
        }
    }
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::input(format!("cannot read standard input: {error}"))
}

/// Runs without threads, one step after another.
fn serial(mut worker: Worker, max_line: usize) -> Result<(), Failure> {
    let mut reader = Reader::new(io::stdin().lock(), max_line);
    let mut stdout = io::stdout().lock();
    let mut summary = Summary::default();
    let mut more = true;
    while more {
        let mut read = Batch::default();
        more = reader.read(&mut read).map_err(|error| unreadable(&error))?;
        let mut batches = VecDeque::from([read]);
        while let Some(mut batch) = batches.pop_front() {
            let rest = worker.batch(&mut batch);
            print(&mut stdout, &batch)?;
            summary.add(&mut batch);
            for batch in rest.into_iter().rev() {
                batches.push_front(batch);
            }
        }
    }
    summary.result()
}

/// The summary at the end.
#[derive(Debug, Default)]
struct Summary {
    lines: u64,
    requests: u64,
    failed: u64,
    /// The number of the first failed line, with its error.
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

/// Prints the batches in order until the end.
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
        print(&mut stdout, &batch)?;
        progress.add(batch.requests);
        summary.add(&mut batch);
        queue.give_back(batch);
    }
}

fn print(stdout: &mut impl io::Write, batch: &Batch) -> Result<(), Failure> {
    let written = stdout.write_all(&batch.output).and_then(|()| stdout.flush());
    written.map_err(|error| Failure::output(&error))
}
