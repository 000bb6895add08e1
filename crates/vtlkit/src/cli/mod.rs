//! The command line: arguments, files, terminal. The functionality is in the library.

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
mod threads;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::args::{Args, Command};
use crate::cli::failure::Failure;

/// Makes writing beyond the file size limit of the process (`ulimit -f`) fail with an error. Without a handler, the
/// signal would end the process before it can report it.
fn report_file_size_limit() {
    #[cfg(unix)]
    {
        let seen = std::sync::Arc::<std::sync::atomic::AtomicBool>::default();
        // Without it, the process ends early, with no harm to files.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
    }
}

/// WASI starts a command in the root. The host passes the current folder in `PWD`.
fn enter_folder() {
    #[cfg(target_os = "wasi")]
    if let Some(folder) = std::env::var_os("PWD") {
        // Without it, relative paths do not exist, and the messages say so.
        let _ = std::env::set_current_dir(folder);
    }
}

/// An error of the command line. Help and version are errors only if they cannot be printed.
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

/// Runs the command with the process's arguments, and returns its exit code.
pub(crate) fn main() -> ExitCode {
    report_file_size_limit();
    enter_folder();
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
    match threads::run(run).flatten() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.exit(),
    }
}
