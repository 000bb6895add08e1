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

/// Maximum size of a definition: the service accepts 6 MB.
const LARGEST_DEFINITION: u64 = 64 << 20;

/// Why an API cannot be read.
pub(crate) enum Broken {
    /// The file cannot be read, or has no such API.
    Read(Failure),
    /// The definition has errors.
    Definition {
        /// The file.
        text: String,
        /// The errors of the file and of those that it refers to.
        error: Box<Error>,
    },
}

impl Broken {
    /// Prints the errors of the definition.
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

/// Reads the API of a file, by name if there are several. Prints errors, missing files and unknown values.
pub(crate) fn read(
    path: &Path,
    name: Option<&str>,
    args: &DefinitionArgs,
    outside: bool,
) -> Result<Api, Failure> {
    read_definition(path, args, outside)?.into_api(name).map_err(Failure::from)
}

/// Reads the API of a file, by name if there are several, and the text of the file. A definition that the service would
/// reject is an error.
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

/// Reads a definition. Prints errors, missing files and unknown values.
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

/// Reads a definition without printing. `Err` is the first error on one line.
pub(crate) fn read_quietly(path: &Path) -> Result<Definition, String> {
    let read = definition(path, &DefinitionArgs::default(), false);
    read.map(|(_, definition)| definition).map_err(|broken| match broken {
        Broken::Read(Failure::Input { message, .. }) => message,
        Broken::Read(_) => "it cannot be read".to_owned(),
        Broken::Definition { error, .. } => error.message.into_owned(),
    })
}

/// Prints errors, missing files and unknown values of a definition.
pub(crate) fn show(path: &Path, definition: &Definition, errors: &[Error], severity: Severity) {
    let text = definition.sources().files().next().map(|source| &*source.text).unwrap_or_default();
    let text = shown(path, text, errors.iter(), severity, Style::Colored);
    if !text.is_empty() {
        print_error(&text);
    }
}

/// Renders errors with their source lines, in any file of the definition.
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
    // Standard input may be JSON or YAML: YAML includes JSON.
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

/// Parses the path of a definition.
pub(crate) fn definition_path(text: &str) -> Result<PathBuf, std::convert::Infallible> {
    Ok(file_of(Path::new(text)))
}

/// The file of a definition: for the folder of a Terraform module, `main.tf` or the first of its files.
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

/// Whether a file belongs to a Terraform module, by its name.
pub(crate) fn is_of_module(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| name.ends_with(end))
}
