use std::io;

use vtlkit_report::{Style, text};

use crate::cli::output;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The template fails; the error has been printed.
    Template,
    /// The arguments are contradictory.
    Usage(Box<clap::Error>),
    /// An input is missing or invalid.
    Input {
        /// What is wrong.
        message: String,
        /// How to fix it.
        help: Option<String>,
    },
    /// An input is invalid; the error has been printed.
    Reported,
    /// A thread has panicked and printed its message: a bug.
    Panicked,
    /// Standard output was closed by its reader.
    Closed,
}

impl From<vtlkit::Error> for Failure {
    /// An error of an input without a position.
    fn from(error: vtlkit::Error) -> Self {
        Self::Input { message: error.message.into_owned(), help: error.help.map(Into::into) }
    }
}

impl Failure {
    /// A missing or invalid input.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::Input { message: message.into(), help: None }
    }

    /// A missing or invalid input, with help.
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

    /// The message that has not been printed yet.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Usage(error) => error.to_string(),
            Self::Input { message, help } => text::message(&message, help.as_deref(), Style::Colored),
            Self::Closed | Self::Template | Self::Reported | Self::Panicked => String::new(),
        }
    }

    /// Prints the message that has not been printed yet, and returns the exit code.
    pub(crate) fn exit(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Template => 1,
            Self::Reported => 2,
            Self::Panicked => 101,
            Self::Usage(error) => {
                // A closed standard error cannot be reported.
                let _ = error.print();
                2
            }
            Self::Input { .. } => {
                print_error(&self.into_text());
                2
            }
        }
    }
}

/// Prints to standard error, with colors if the terminal supports them and `NO_COLOR` is not set.
pub(crate) fn print_error(text: &str) {
    output::error(text);
}
