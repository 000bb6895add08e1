//! Finds the definitions and templates of a project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vtlkit::{Definition, DefinitionKind};
use vtlkit_definition::NoteKind;
use vtlkit_host::Format;

use crate::cli::definition::{file_of, read_quietly};
use crate::cli::failure::Failure;
use crate::cli::files::{self, LARGEST_TEMPLATE, Step, Walk};

/// The suffixes of files of test cases.
const CASES: [&str; 3] = [".test.yaml", ".test.yml", ".test.json"];

/// The contents of a folder.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub(super) definitions: Vec<DefinitionFile>,
    /// Template files that no definition refers to.
    pub(super) templates: Vec<TemplateText>,
    /// Whether there are test cases.
    pub(super) has_cases: bool,
    /// What was skipped, and why.
    pub(super) notes: Vec<String>,
}

/// A file that defines APIs.
#[derive(Debug)]
pub(super) struct DefinitionFile {
    pub(super) path: PathBuf,
    pub(super) kind: DefinitionKind,
    /// `Err` is why it cannot be read.
    pub(super) definition: Result<Box<Definition>, String>,
}

/// A template file.
#[derive(Debug)]
pub(super) struct TemplateText {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Project {
    /// Finds the contents of a folder, without files ignored by git.
    pub(super) fn find(folder: &Path) -> Result<Self, Failure> {
        let mut project = Self::default();
        let mut definitions: BTreeSet<(PathBuf, DefinitionKind)> = BTreeSet::new();
        let mut templates = Vec::new();
        let mut appsync = 0;
        for path in paths(folder)? {
            let name = path.to_string_lossy();
            if CASES.iter().any(|end| name.ends_with(end)) {
                project.has_cases = true;
                continue;
            }
            let Some(format) = Format::of_name(&name) else { continue };
            let Ok(text) = files::read_text(&path, "the file", LARGEST_TEMPLATE) else { continue };
            if format == Format::Standalone {
                let notes = vtlkit::extract(&name, &text).notes;
                if notes.iter().any(|note| note.kind == NoteKind::AppSync) {
                    appsync += 1;
                } else {
                    templates.push(TemplateText { path, text });
                }
            } else if let Some(kind) = DefinitionKind::of(&name, &text) {
                let module = || {
                    file_of(path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))
                };
                let path = if kind == DefinitionKind::Terraform { plain(&module()) } else { path };
                definitions.insert((path, kind));
            }
        }
        project.notes.extend(match appsync {
            0 => None,
            1 => Some("1 AppSync template, which has a different dialect".to_owned()),
            many => Some(format!("{many} AppSync templates, which have a different dialect")),
        });
        project.read(definitions, templates);
        let is_synthesised = project.definitions.iter().any(|it| it.kind == DefinitionKind::Cdk);
        if folder.join("cdk.json").is_file() && !is_synthesised {
            project.notes.push("a CDK app: run `npx cdk synth`, then `vtlkit init` again".to_owned());
        }
        Ok(project)
    }

    /// Reads the definitions. A file that another definition refers to is part of it.
    fn read(&mut self, definitions: BTreeSet<(PathBuf, DefinitionKind)>, templates: Vec<TemplateText>) {
        let mut parts = BTreeSet::new();
        let mut read = Vec::new();
        for (path, kind) in definitions {
            let definition = read_quietly(&path);
            if let Ok(definition) = &definition {
                let named = definition.sources().files().skip(1);
                parts.extend(named.map(|source| files::real(&path.with_file_name(&*source.path))));
            }
            read.push(DefinitionFile { path, kind, definition: definition.map(Box::new) });
        }
        read.retain(|file| !parts.contains(&files::real(&file.path)));
        self.definitions = read;
        self.templates = templates;
        self.templates.retain(|template| !parts.contains(&files::real(&template.path)));
    }
}

/// The files of a folder, including the CDK's output, which git usually ignores.
fn paths(folder: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut out = BTreeSet::new();
    for step in Walk::new(folder, |entry| entry.file_name() != "node_modules") {
        match step {
            Step::Entry(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                out.insert(plain(entry.path()));
            }
            Step::Entry(_) => {}
            Step::Unreadable(path) => {
                let name = files::name(&path);
                return Err(Failure::input(format!("cannot read `{name}`: it is not a regular file")));
            }
            Step::Failed(error) => return Err(Failure::input(error.to_string())),
        }
    }
    let synthesised = std::fs::read_dir(folder.join("cdk.out")).into_iter().flatten();
    let paths = synthesised.filter_map(|entry| Some(plain(&entry.ok()?.path())));
    out.extend(paths.filter(|path| path.is_file() && path.to_string_lossy().ends_with(".template.json")));
    Ok(out)
}

/// A path without leading `./`.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix("./").unwrap_or(path).to_owned()
}
