//! API definitions from files.

mod args;
mod disk;

use std::path::{Path, PathBuf};

use vtlkit::{Api, Definition, Diagnostic, Error, Files as _, NoFiles};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::Severity;

use crate::cli::failure::{Failure, print_error};
use crate::cli::files::{self, Scope};

pub(crate) use self::args::DefinitionArgs;
pub(crate) use self::disk::DiskFiles;

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
        /// What is wrong with it, and with the files that it names.
        error: Box<Error>,
    },
}

impl Broken {
    /// Shows what is wrong with the definition.
    fn shown(self, path: &Path) -> Failure {
        match self {
            Self::Read(failure) => failure,
            Self::Definition { text, error } => {
                print_error(&shown(path, &text, error.all(), Severity::Error, Style::Colored));
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

/// Reads the API that a file defines, the one of this name if there are several. What is wrong with the file, missing or
/// unknown is shown.
pub(crate) fn read(
    path: &Path,
    name: Option<&str>,
    args: &DefinitionArgs,
    outside: bool,
) -> Result<Api, Failure> {
    read_definition(path, args, outside)?.into_api(name).map_err(Failure::from)
}

/// Reads the API that a file defines, the one of this name if there are several, and the text of the file. One that the
/// service would refuse is broken.
pub(crate) fn load(
    path: &Path,
    name: Option<&str>,
    args: &DefinitionArgs,
    outside: bool,
) -> Result<(String, Api), Broken> {
    let (text, definition) = definition(path, args, outside)?;
    if let Some(error) = definition.refused() {
        return Err(Broken::Definition { text, error: Box::new(error) });
    }
    Ok((text, definition.into_api(name).map_err(Failure::from)?))
}

/// Reads a definition. What is wrong with the file, missing or unknown is shown.
pub(crate) fn read_definition(
    path: &Path,
    args: &DefinitionArgs,
    outside: bool,
) -> Result<Definition, Failure> {
    let (_, definition) = definition(path, args, outside).map_err(|broken| broken.shown(path))?;
    show(path, &definition, definition.refusals(), Severity::Error);
    show(path, &definition, definition.notes(), Severity::Warning);
    Ok(definition)
}

/// Reads a definition, and shows nothing. `Err` is the first thing that is wrong, in a line.
pub(crate) fn read_quietly(path: &Path) -> Result<Definition, String> {
    let read = definition(path, &DefinitionArgs::default(), false);
    read.map(|(_, definition)| definition).map_err(|broken| match broken {
        Broken::Read(Failure::Input { message, .. }) => message,
        Broken::Read(_) => "it cannot be read".to_owned(),
        Broken::Definition { error, .. } => error.message.into_owned(),
    })
}

/// Shows what is wrong with, missing or unknown in a definition.
pub(crate) fn show(path: &Path, definition: &Definition, errors: &[Error], severity: Severity) {
    let text = definition.sources().files().next().map(|source| &*source.text).unwrap_or_default();
    let text = shown(path, text, errors.iter(), severity, Style::Colored);
    if !text.is_empty() {
        print_error(&text);
    }
}

/// Errors with the lines that they are about, in whichever file of the definition.
pub(crate) fn shown<'e>(
    path: &Path,
    text: &str,
    errors: impl Iterator<Item = &'e Error>,
    severity: Severity,
    style: Style,
) -> String {
    let name = files::name(path);
    let shown = errors.map(|error| {
        let diagnostic = Diagnostic { severity, ..error.diagnostic() };
        match &error.file {
            Some(file) => {
                let beside = files::name(&path.with_file_name(&*file.path));
                text::render(&Source::new(&beside, &file.text), &[diagnostic], style)
            }
            None => text::render(&Source::new(&name, text), &[diagnostic], style),
        }
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn definition(path: &Path, args: &DefinitionArgs, outside: bool) -> Result<(String, Definition), Broken> {
    let file_name = files::name(path);
    let source = files::read_text(path, "the definition", LARGEST_DEFINITION)?;
    let settings = args.settings(path)?;
    // What is read from standard input may be either: YAML takes JSON too.
    let read = if files::is_stdin(path) {
        Definition::read_with("definition.yaml", &source, &NoFiles, &settings)
    } else {
        Definition::read_with(&file_name, &source, &DiskFiles::around(path, outside), &settings)
    };
    match read {
        Ok(definition) => Ok((source, definition.with_name(&file_name))),
        Err(error) => Err(Broken::Definition { error: Box::new(error), text: source }),
    }
}

/// A path of the command line that names a definition.
pub(crate) fn definition_path(text: &str) -> Result<PathBuf, std::convert::Infallible> {
    Ok(file_of(Path::new(text)))
}

/// The file of a definition: of a folder with a module of Terraform, `main.tf` or the first of its files.
pub(crate) fn file_of(path: &Path) -> PathBuf {
    if files::is_stdin(path) || !path.is_dir() {
        return path.to_owned();
    }
    let scope = Scope::of(&[path.to_owned()], false);
    let names = DiskFiles::of_folder(path, &scope).list("");
    let is_main = |name: &&String| *name == "main.tf";
    let found = names.iter().find(is_main).or_else(|| names.iter().find(|name| is_of_module(name)));
    found.map_or_else(|| path.to_owned(), |name| path.join(name))
}

/// Whether a file is one of a module of Terraform, by its name.
pub(crate) fn is_of_module(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end))
}
