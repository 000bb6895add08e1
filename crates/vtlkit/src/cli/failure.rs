use std::io;
use std::process::ExitCode;

use vtlkit_report::{Style, text};

use crate::cli::output;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The template fails; what is wrong has been printed.
    Template,
    /// The arguments contradict each other.
    Usage(Box<clap::Error>),
    /// A file is missing or is not what it should be.
    Input {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// An input is not what it should be; what is wrong has been printed.
    Reported,
    /// A thread has panicked, and said so: a bug.
    Panicked,
    /// Nobody reads the output any more.
    Closed,
}

impl From<vtlkit::Error> for Failure {
    /// What is wrong with an input, at no place of it.
    fn from(error: vtlkit::Error) -> Self {
        Self::Input { message: error.message.into_owned(), help: error.help.map(Into::into) }
    }
}

impl Failure {
    /// A missing or wrong input.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into(), help: None }
    }

    /// A missing or wrong input, and what to do about it.
    pub(crate) fn input_with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Input { message: message.into(), help: Some(help.into()) }
    }

    /// A failure to write to standard output.
    pub(crate) fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::input(format!("cannot write the output: {error}")),
        }
    }

    /// What is left to be said, as it is printed.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Usage(error) => error.to_string(),
            Self::Input { message, help } => text::message(&message, help.as_deref(), Style::Colored),
            Self::Closed | Self::Template | Self::Reported | Self::Panicked => String::new(),
        }
    }

    /// Says what is left to be said, and gives the exit code.
    pub(crate) fn exit(self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Template => ExitCode::from(1),
            Self::Reported => ExitCode::from(2),
            Self::Panicked => ExitCode::from(101),
            Self::Usage(error) => {
                // There is nothing to be done about a closed standard error.
                let _ = error.print();
                ExitCode::from(2)
            }
            Self::Input { .. } => {
                print_error(&self.into_text());
                ExitCode::from(2)
            }
        }
    }
}

/// Prints to standard error, in colours where a terminal shows them and `NO_COLOR` does not forbid it.
pub(crate) fn print_error(text: &str) {
    output::error(text);
}
