//! API definitions from files.

use std::path::Path;

use vtlkit::{Api, Definition, Diagnostic};
use vtlkit_report::{Source, Style, text};

use crate::cli::failure::{Failure, print_error};
use crate::cli::files;

/// A larger definition is not read: the service takes 6 MB.
const LARGEST_DEFINITION: u64 = 64 << 20;

/// Why there is no API.
pub(crate) enum Broken {
    /// The file cannot be read, or has no such API.
    Read(Failure),
    /// The definition is wrong.
    Definition {
        /// The file.
        text: String,
        /// What is wrong with it.
        diagnostics: Vec<Diagnostic>,
    },
}

impl Broken {
    /// Shows what is wrong with the definition.
    fn shown(self, path: &Path) -> Failure {
        match self {
            Self::Read(failure) => failure,
            Self::Definition { text, diagnostics } => {
                let name = files::name(path);
                print_error(&text::render(&Source::new(&name, &text), &diagnostics, Style::Colored));
                Failure::Template
            }
        }
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Read(failure)
    }
}

/// Reads the API that a file defines, the one of this name if there are several. What is wrong with the file is shown.
pub(crate) fn read(path: &Path, name: Option<&str>) -> Result<Api, Failure> {
    load(path, name).map(|(_, api)| api).map_err(|broken| broken.shown(path))
}

/// Reads the API that a file defines, the one of this name if there are several, and the text of the file.
pub(crate) fn load(path: &Path, name: Option<&str>) -> Result<(String, Api), Broken> {
    let (text, definition) = definition(path)?;
    Ok((text, definition.into_api(name).map_err(Failure::from)?))
}

/// Reads a definition. What is wrong with the file is shown.
pub(crate) fn read_definition(path: &Path) -> Result<Definition, Failure> {
    definition(path).map(|(_, definition)| definition).map_err(|broken| broken.shown(path))
}

fn definition(path: &Path) -> Result<(String, Definition), Broken> {
    let file_name = files::name(path);
    let source = files::read_text(path, "the definition", LARGEST_DEFINITION)?;
    // What is read from standard input may be either: YAML takes JSON too.
    let kind = if files::is_stdin(path) { "definition.yaml" } else { &file_name };
    match Definition::read(kind, &source) {
        Ok(definition) => Ok((source, definition.with_name(&file_name))),
        Err(error) => Err(Broken::Definition { diagnostics: error.diagnostics(), text: source }),
    }
}
