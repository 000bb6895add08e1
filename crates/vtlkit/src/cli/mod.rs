//! The command line: arguments, files, terminal. What it does is in the library.

mod args;
mod commands;
mod definition;
mod failure;
mod files;
mod hint;
mod input;
mod inputs;
mod json;
mod limit;
mod outcome;
mod output;
mod patch;
mod progress;
mod template;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::args::{Args, Command};
use crate::cli::failure::Failure;

/// The stack of a thread that renders, of which a system only takes what is used. Templates and values nest to
/// bounded depths, and the deepest of them fit; the main thread's stack is 1 MB on some systems.
const STACK: usize = 64 << 20;

/// Where a file grows beyond the limit of the process (`ulimit -f`), writing fails with an error. Without a handler the
/// signal would end the process before it says so.
fn report_file_size_limit() {
    #[cfg(unix)]
    {
        let seen = std::sync::Arc::<std::sync::atomic::AtomicBool>::default();
        // Without it the process ends early, with no harm to files.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
    }
}

/// What is wrong with the command line. The help and the version are no failure unless they cannot be printed.
fn usage(error: clap::Error) -> Failure {
    if let Some(failure) = hint::for_command(&error) {
        return failure;
    }
    if error.use_stderr() {
        return Failure::Usage(Box::new(error));
    }
    match error.print().and_then(|()| io::stdout().flush()) {
        Ok(()) => Failure::Closed,
        Err(error) => Failure::output(&error),
    }
}

/// Runs the command of the process's arguments, and gives its exit code.
pub(crate) fn main() -> ExitCode {
    report_file_size_limit();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage(error).exit(),
    };
    output::choose_color(args.color);
    let run = move || match args.command {
        Command::Init(args) => commands::init::run(&args),
        Command::Render(args) => commands::render::run(&args),
        Command::Map(args) => commands::map::run(&args),
        Command::Invoke(args) => commands::invoke::run(&args),
        Command::Routes(args) => commands::routes::run(&args),
        Command::Validate(args) => commands::validate::run(&args),
        Command::Test(args) => commands::test::run(&args),
        Command::Attack(args) => commands::attack::run(&args),
        Command::Lint(args) => commands::lint::run(&args),
        Command::Rules(args) => commands::lint::rules(&args),
        Command::Extract(args) => commands::extract::run(&args),
        Command::Explain(args) => commands::lint::explain(&args),
        Command::Completions(args) => commands::shell::completions(&args),
        Command::Man(args) => commands::shell::man(&args),
        Command::Version(args) => commands::shell::version(&args),
    };
    let done = std::thread::Builder::new().stack_size(STACK).spawn(run);
    let result = match done.map(std::thread::JoinHandle::join) {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Failure::Panicked),
        Err(error) => Err(Failure::input(format!("cannot start a thread: {error}"))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.exit(),
    }
}
