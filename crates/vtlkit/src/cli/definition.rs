//! API definitions from files.

use std::path::Path;

use vtlkit_api::Api;
use vtlkit_host::HostError;
use vtlkit_report::{Source, Style, text};
use vtlkit_text::Diagnostic;

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

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Read(failure)
    }
}

/// Reads the API that a file defines, the one of this name if there are several. What is wrong with the file is shown.
pub(crate) fn read(path: &Path, name: Option<&str>) -> Result<Api, Failure> {
    load(path, name).map(|(_, api)| api).map_err(|broken| match broken {
        Broken::Read(failure) => failure,
        Broken::Definition { text, diagnostics } => {
            let name = files::name(path);
            print_error(&text::render(&Source::new(&name, &text), &diagnostics, Style::Colored));
            Failure::Template
        }
    })
}

/// Reads the API that a file defines, the one of this name if there are several, and the text of the file.
pub(crate) fn load(path: &Path, name: Option<&str>) -> Result<(String, Api), Broken> {
    let file_name = files::name(path);
    let source = files::read_text(path, "the definition", LARGEST_DEFINITION)?;
    // What is read from standard input may be either: YAML takes JSON too.
    let kind = if files::is_stdin(path) { "definition.yaml" } else { &file_name };
    let file = vtlkit_host::read_apis(kind, &source);
    if !file.errors.is_empty() {
        let diagnostics = file.errors.iter().map(diagnostic).collect();
        return Err(Broken::Definition { text: source, diagnostics });
    }
    let api = choose(file.apis, name, &file_name)?;
    Ok((source, api))
}

fn diagnostic(error: &HostError) -> Diagnostic {
    let diagnostic = Diagnostic::error(error.message.clone(), error.span);
    match &error.help {
        Some(help) => diagnostic.with_note("help", help.clone()),
        None => diagnostic,
    }
}

fn choose(apis: Vec<Api>, name: Option<&str>, file_name: &str) -> Result<Api, Failure> {
    let names: Vec<String> = apis.iter().map(|api| api_name(api).to_owned()).collect();
    let mut fitting: Vec<Api> =
        apis.into_iter().filter(|api| name.is_none_or(|name| api_name(api) == name)).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(api), true) => Ok(api),
        (Some(_), false) => Err(Failure::input_with_help(
            format!("`{file_name}` defines several APIs: {}", names.join(", ")),
            "say which one with `--api-name`",
        )),
        (None, _) if names.is_empty() => Err(Failure::input_with_help(
            format!("`{file_name}` defines no REST API"),
            "an OpenAPI, SAM or CloudFormation file in YAML or JSON does",
        )),
        (None, _) => Err(Failure::input_with_help(
            format!("`{file_name}` has no API `{}`", name.unwrap_or_default()),
            format!("it has {}", names.join(", ")),
        )),
    }
}

fn api_name(api: &Api) -> &str {
    api.name.as_ref().map_or("", |name| name.value.as_str())
}
