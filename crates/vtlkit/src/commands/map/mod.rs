//! `vtlkit map`: one template, a stream of requests.
//!
//! One thread cuts the input into batches of whole lines, some render them, and the main one prints the results in
//! the order of the input. The batches go round: there are a fixed number of them, so the memory that is taken does
//! not depend on how long the stream is.

mod batch;
mod reader;
mod worker;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use vtlkit_gateway::{DIALECT, Template};
use vtlkit_report::{Style, text};

use self::batch::{Batch, Failed};
use self::worker::{Done, Worker};
use crate::args::MapArgs;
use crate::failure::{Failure, print_error};
use crate::template::TemplateFile;
use crate::{STACK, files, limit};

/// Renders the template for each line of standard input.
pub(crate) fn run(args: &MapArgs) -> Result<(), Failure> {
    if files::is_stdin(&args.template) {
        return Err(Failure::input_with_help(
            "the template cannot be standard input: the requests are",
            "put it into a file",
        ));
    }
    let file = TemplateFile::read(&args.template, "template")?;
    let template = Template::compile(file.text()).map_err(|errors| file.refuse(&errors))?;
    let (limits, dialect) = limit::apply(&args.limits.limits, DIALECT);
    let jobs = match args.jobs {
        Some(jobs) => usize::from(jobs),
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    let max_line = args.max_line as usize;

    // Each thread has a batch in its hands and one that waits.
    let batches = 2 * jobs + 2;
    let (give_back, empty) = sync_channel(batches);
    for _ in 0..batches {
        // The channel has room for all of them.
        let _ = give_back.send(Batch::default());
    }
    let (to_workers, full) = sync_channel(batches);
    let (to_writer, done) = sync_channel(batches);
    let reader = start("reader", move || reader::run(io::stdin().lock(), max_line, &empty, &to_workers))?;
    let (file, full) = (Arc::new(file), Arc::new(Mutex::new(full)));
    for number in 0..jobs {
        let (file, full, to_writer) = (Arc::clone(&file), Arc::clone(&full), to_writer.clone());
        let renderer = template.renderer_with(limits, dialect);
        let worker = Worker::new(&template, renderer, file, max_line);
        start(&format!("worker {number}"), move || worker.run(&full, &to_writer))?;
    }
    drop(to_writer);
    let summary = write(&done, &give_back)?;
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

/// Prints the batches in their order until the workers have no more.
fn write(done: &Receiver<Done>, give_back: &SyncSender<Batch>) -> Result<Summary, Failure> {
    let mut stdout = io::stdout().lock();
    let mut summary = Summary::default();
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    while let Ok(done) = done.recv() {
        let Done::Batch(batch) = done else { return Err(Failure::Panicked) };
        waiting.insert(batch.number, batch);
        while let Some(mut batch) = waiting.remove(&next) {
            next += 1;
            let written = stdout.write_all(&batch.output).and_then(|()| stdout.flush());
            written.map_err(|error| Failure::output(&error))?;
            summary.add(&mut batch);
            batch.shrink();
            // After the end of the input nobody takes it.
            let _ = give_back.try_send(batch);
        }
    }
    Ok(summary)
}
