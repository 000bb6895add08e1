//! Case files, and the templates and definitions that they use.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use vtlkit_api::Api;
use vtlkit_gateway::Template;
use vtlkit_report::{Source, Style, text};
use vtlkit_schema::{ApiModels, References};
use vtlkit_suite::{BackendAnswer, Body, Case, Subject, Suite};
use vtlkit_text::Severity;

use crate::cli::definition::{self, Broken, DefinitionArgs};
use crate::cli::failure::Failure;
use crate::cli::files::{self, REFUSAL_HELP, Scope, Step, Walk};

/// The suffixes of case files.
const NAMES: [&str; 3] = [".test.yaml", ".test.yml", ".test.json"];

/// Maximum size of a case file.
const LARGEST: u64 = 64 << 20;

/// A case file.
pub(super) struct CaseFile {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) suite: Suite,
}

impl CaseFile {
    /// Reads a case file. `Err` is the error, formatted.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let name = files::name(path);
        let text = files::read_text(path, "the cases", LARGEST).map_err(Failure::into_text)?;
        let suite = Suite::read(&text)
            .map_err(|errors| text::render(&Source::new(&name, &text), &errors, Style::Colored))?;
        Ok(Self { path: path.to_owned(), name, text, suite })
    }

    /// The body files that its cases refer to.
    pub(super) fn bodies(&self) -> Vec<PathBuf> {
        let bodies = self.suite.cases.iter().flat_map(|case| {
            let answer = match &case.backend {
                BackendAnswer::Response { body, .. } => Some(body),
                BackendAnswer::Error(_) => None,
            };
            [Some(&case.body), answer]
        });
        let named = bodies.flatten().filter_map(|body| match body {
            Body::File(path) => Some(self.path_of(&path.value)),
            _ => None,
        });
        named.collect()
    }

    /// A path in the file, relative to the current folder.
    pub(super) fn path_of(&self, named: &str) -> PathBuf {
        let joined = self.path.parent().unwrap_or(Path::new("")).join(named);
        plain(&joined)
    }
}

/// A path without `.`, and without `..` after a name.
fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// The targets of cases, by path; each is loaded once.
pub(super) struct Targets<'a> {
    scope: &'a Scope,
    /// The deployment settings of the command line.
    definition: &'a DefinitionArgs,
    loaded: HashMap<(PathBuf, Option<String>), Target>,
}

/// The target of a case: a template or a definition.
pub(super) enum Target {
    Template {
        name: String,
        text: String,
        /// `Err` has the message of the first error, and its position.
        compiled: Result<Template, (String, String)>,
    },
    Api {
        name: String,
        text: String,
        api: Box<Api>,
        references: Box<References>,
    },
    /// It cannot be read, for this reason.
    Missing(String),
}

/// A target that cannot be read; `why` is formatted for a terminal.
fn missing(why: &str) -> Target {
    Target::Missing(anstream::adapter::strip_str(why).to_string())
}

/// Why a file that a case refers to is not read, with help.
fn refusal(scope: &Scope, path: &Path) -> String {
    format!("{}; {REFUSAL_HELP}", scope.refusal(path))
}

impl<'a> Targets<'a> {
    /// No targets; files outside of the scope will not be read.
    pub(super) fn new(scope: &'a Scope, definition: &'a DefinitionArgs) -> Self {
        Self { scope, definition, loaded: HashMap::new() }
    }

    /// Loads the targets of a file's cases.
    pub(super) fn load(&mut self, file: &CaseFile) {
        let (scope, definition) = (self.scope, self.definition);
        for case in &file.suite.cases {
            self.loaded.entry(key(file, case)).or_insert_with_key(|(path, name)| match &case.subject {
                _ if !scope.reads(path) => Target::Missing(refusal(scope, path)),
                Subject::Template { .. } => template(path),
                Subject::Api { .. } => api(path, name.as_deref(), definition, scope.reads_everything()),
            });
        }
    }

    /// Loads a template, whether or not a case uses it.
    pub(super) fn load_template(&mut self, path: PathBuf) {
        self.loaded.entry((plain(&path), None)).or_insert_with_key(|(path, _)| template(path));
    }

    /// Why a file that a case refers to is not read, if it is outside.
    pub(super) fn refusal(&self, path: &Path) -> Option<String> {
        (!self.scope.reads(path)).then(|| refusal(self.scope, path))
    }

    /// The target of a case.
    pub(super) fn of(&self, file: &CaseFile, case: &Case) -> Option<&Target> {
        self.loaded.get(&key(file, case))
    }

    /// All targets with their paths, sorted.
    pub(super) fn all(&self) -> Vec<(&Path, &Target)> {
        let mut all: Vec<_> = self.loaded.iter().collect();
        all.sort_by_key(|(key, _)| *key);
        all.into_iter().map(|((path, _), target)| (path.as_path(), target)).collect()
    }
}

pub(super) fn key(file: &CaseFile, case: &Case) -> (PathBuf, Option<String>) {
    let name = match &case.subject {
        Subject::Template { .. } => None,
        Subject::Api { name, .. } => name.clone(),
    };
    (file.path_of(&case.subject.path().value), name)
}

fn template(path: &Path) -> Target {
    let name = files::name(path);
    let text = files::require_regular(path, "the template")
        .and_then(|()| files::read_text(path, "the template", files::LARGEST_TEMPLATE));
    let text = match text {
        Ok(text) => text,
        Err(failure) => return missing(&failure.into_text()),
    };
    let compiled = Template::compile(&text).map_err(|errors| {
        let Some(first) = errors.first() else { return Default::default() };
        let place = Source::new(&name, &text).place(first.span.start());
        (first.to_string(), format!("{name}:{}:{}", place.line, place.column))
    });
    Target::Template { name, text, compiled }
}

fn api(path: &Path, api_name: Option<&str>, args: &DefinitionArgs, outside: bool) -> Target {
    let name = files::name(path);
    if let Err(failure) = files::require_regular(path, "the definition") {
        return missing(&failure.into_text());
    }
    match definition::load(path, api_name, args, outside) {
        Ok((text, api)) => {
            let references = Box::new(ApiModels::references(&api));
            Target::Api { name, text, api: Box::new(api), references }
        }
        Err(Broken::Read(failure)) => missing(&failure.into_text()),
        Err(Broken::Definition { text, error }) => {
            missing(&definition::shown(path, &text, error.all().take(1), Severity::Error, Style::Plain))
        }
    }
}

/// The case files that the paths name, and the folders among the paths. `Err` has the paths that cannot be read.
pub(super) fn collect(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>, Vec<String>) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let (mut found, mut templates, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        for step in Walk::new(path, |_| true) {
            match step {
                Step::Entry(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let path = entry.path().strip_prefix("./").unwrap_or(entry.path()).to_path_buf();
                    let name = path.to_string_lossy();
                    if NAMES.iter().any(|end| name.ends_with(end)) {
                        found.push(path);
                    } else if vtlkit_host::Format::of_name(&name) == Some(vtlkit_host::Format::Standalone) {
                        templates.push(path);
                    }
                }
                Step::Entry(_) => {}
                Step::Unreadable(file) => {
                    let message = format!("cannot read `{}`: it is not a regular file", files::name(&file));
                    errors.push(text::message(&message, None, Style::Colored));
                }
                Step::Failed(error) => errors.push(text::message(&error.to_string(), None, Style::Colored)),
            }
        }
    }
    files::once_each(&mut found);
    (found, templates, errors)
}
