//! The `vtlkit` command: arguments, files, terminal. The functionality is in the rest of the library.
//!
//! Results go to standard output, messages to standard error. Exit codes: 0; 1 if a template fails or has a finding;
//! 2 if the command line is wrong or a file cannot be read.
//!
//! [`run`] is the entry point of the binary and of the Python package.

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

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;

use clap::Parser as _;
use vtlkit::Files;

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

/// Runs the command with its arguments (the first is the name of the program), and returns its exit code. All output is
/// written when it returns.
///
/// ```
/// assert_eq!(vtlkit::cli::run(["vtlkit", "render", "no-such-file.vtl"]), 2);
/// ```
pub fn run<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> u8 {
    report_file_size_limit();
    enter_folder();
    let result = match Args::try_parse_from(arguments) {
        Ok(args) => {
            output::choose_color(args.color);
            execute(args.command)
        }
        Err(error) => Err(usage(error)),
    };
    // The end of a process flushes standard output only in the binary.
    let flushed = io::stdout().flush().map_err(|error| Failure::output(&error));
    result.and(flushed).map_or_else(Failure::exit, |()| 0)
}

/// The files around a definition on disk that the command may read: those of its repository, or of its folder if it is
/// in no repository; with `allow_outside` all files.
pub fn files_around(definition: &Path, allow_outside: bool) -> impl Files + Send + Sync + use<> {
    definition::DiskFiles::around(definition, allow_outside)
}

/// The text of a file's bytes, by the command's rules for encodings.
///
/// # Errors
///
/// If they are not UTF-8: the reason and the help text.
pub fn decode(bytes: Vec<u8>) -> Result<String, (String, &'static str)> {
    files::text(bytes).map_err(|error| (error.to_string(), error.help()))
}

/// Runs a command on a thread with a large stack.
fn execute(command: Command) -> Result<(), Failure> {
    let run = move || match command {
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
    threads::run(run).flatten()
}
