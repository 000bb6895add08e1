//! The files selected by the paths on the command line.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use vtlkit_definition::Reference;
use vtlkit_host::Format;

use super::LintArgs;
use super::config::{self, Configs, Settings, absolute};
use super::file::LARGEST;
use super::module;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Scope, Step, Walk, canonical};

/// Terraform's path of the module of a file, before a path in it.
const MODULE: &str = "${path.module}/";

/// A file to lint, with its configuration.
#[derive(Debug)]
pub(super) struct Input {
    /// The path as named; `-` for standard input.
    pub(super) path: PathBuf,
    /// Its name in reports.
    pub(super) name: String,
    /// The absolute path.
    pub(super) absolute: PathBuf,
    pub(super) settings: Arc<Settings>,
    /// The reference in another file, if it was found through one.
    pub(super) named_by: Option<Naming>,
    /// Whether it was found in a folder rather than named.
    pub(super) found: bool,
}

/// A reference to a file.
#[derive(Clone, Debug)]
pub(super) struct Naming {
    pub(super) reference: Reference,
    /// The folder of the referring file, to which paths are relative.
    folder: PathBuf,
}

impl Naming {
    /// Adds another reference to the file. Validation that not all methods with the template have is dropped.
    pub(super) fn add(&mut self, other: &Reference) {
        let check = other.role.as_ref().and_then(|role| role.check.as_ref());
        if let Some(role) = &mut self.reference.role
            && role.check.as_ref() != check
        {
            role.check = None;
        }
    }
}

/// What is excluded.
#[derive(Debug)]
pub(super) struct Exclude {
    configs: Arc<Configs>,
    /// The patterns of the command line.
    patterns: Gitignore,
}

impl Exclude {
    pub(super) fn new(args: &LintArgs, configs: Arc<Configs>) -> Result<Self, Failure> {
        let mut builder = GitignoreBuilder::new(absolute(Path::new(".")));
        let wrong = |error: ignore::Error| Failure::input(format!("`--exclude`: {error}"));
        for pattern in &args.exclude {
            builder.add_line(None, pattern).map_err(wrong)?;
        }
        Ok(Self { configs, patterns: builder.build().map_err(wrong)? })
    }

    fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        config::fits(&self.patterns, path, is_folder) || self.configs.of(path).excludes(path, is_folder)
    }
}

/// The files selected on the command line, in order, each once. In folders, those with known formats, except hidden and
/// ignored ones. A path that does not exist is included, so that reading it reports the error.
pub(super) fn collect(args: &LintArgs, configs: &Arc<Configs>) -> Result<Vec<Input>, Failure> {
    let exclude = Arc::new(Exclude::new(args, Arc::clone(configs))?);
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut found = Vec::new();
    for path in paths {
        let name = if files::is_stdin(path) { args.stdin_filename.as_ref() } else { Some(path) };
        let spared =
            args.force_exclude && name.is_some_and(|name| exclude.excludes(&absolute(name), path.is_dir()));
        if spared {
            continue;
        }
        if files::is_stdin(path) || !path.is_dir() {
            found.push(path.clone());
        } else {
            walk(path, &exclude, &mut found);
        }
    }
    files::once_each(&mut found);
    let named: HashSet<&PathBuf> = args.paths.iter().collect();
    let inputs = found.into_iter().map(|path| {
        let name = match &args.stdin_filename {
            Some(name) if files::is_stdin(&path) => name.display().to_string(),
            _ => files::name(&path),
        };
        let absolute = absolute(Path::new(&name));
        let found = !named.contains(&path);
        Input { settings: configs.of(&absolute), path, name, absolute, named_by: None, found }
    });
    let inputs = inputs.collect();
    configs.failure()?;
    Ok(inputs)
}

impl Input {
    /// Whether files of this format can refer to files with templates.
    pub(super) fn may_name_others(&self) -> bool {
        let format = Format::of_name(&self.name);
        module::is_part(&self.name) || matches!(format, Some(Format::Hcl | Format::Serverless))
    }

    /// The folder that paths in this file are relative to.
    fn folder(&self) -> &Path {
        let own = || self.absolute.parent().unwrap_or(Path::new(""));
        self.named_by.as_ref().map_or_else(own, |naming| &naming.folder)
    }

    /// The absolute path for a path in this file. `None` for a URL.
    fn joined(&self, path: &str) -> Option<PathBuf> {
        if path.contains("://") {
            return None;
        }
        let path = path.trim();
        let path = path.strip_prefix(MODULE).unwrap_or(path);
        Some(absolute(&self.folder().join(path.strip_prefix("./").unwrap_or(path))))
    }

    /// The file for a path in this one, if it exists, whether or not it may be read.
    fn beside(&self, path: &str) -> Option<PathBuf> {
        self.joined(path).filter(|path| path.is_file())
    }

    /// The text of the file for a path in this one.
    pub(super) fn text_beside(&self, path: &str, scope: &Scope) -> Option<String> {
        let path = self.beside(path).filter(|path| scope.reads(path))?;
        files::read_text(&path, "the file", LARGEST).ok()
    }

    /// The existing files that this file refers to, by absolute path.
    pub(super) fn named<'r>(&self, references: &'r [Reference]) -> Vec<(PathBuf, &'r Reference)> {
        let named = |reference: &'r Reference| Some((self.beside(&reference.path.value)?, reference));
        references.iter().filter_map(named).collect()
    }

    /// The references to files that do not exist, among the files that may be read. Absolute paths are of the machine
    /// that deploys, and a path with an unknown part may be any.
    pub(super) fn dangling<'r>(
        &self,
        references: &'r [Reference],
        scope: &Scope,
    ) -> impl Iterator<Item = &'r Reference> {
        let is_missing = |path: &Path| {
            path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        };
        references.iter().filter(move |reference| {
            let written = reference.path.value.trim();
            let is_known = !written.strip_prefix(MODULE).unwrap_or(written).contains(['<', '$', '{', '*']);
            let is_relative = !written.is_empty() && !written.starts_with(['/', '\\', '~']);
            let path = self.joined(written).filter(|_| is_known && is_relative);
            path.is_some_and(|path| scope.reads(&path) && is_missing(&path))
        })
    }

    /// The reference as information about the file that it refers to.
    pub(super) fn naming(&self, reference: &Reference) -> Naming {
        Naming { reference: reference.clone(), folder: self.folder().to_owned() }
    }

    /// A file that another one refers to.
    pub(super) fn of_named(path: PathBuf, naming: Naming, configs: &Configs) -> Self {
        Self {
            name: files::shown(&path),
            settings: configs.of(&path),
            absolute: path.clone(),
            path,
            named_by: Some(naming),
            found: true,
        }
    }
}

/// The folders that contain what the command line names, including subfolders that are searched.
pub(super) fn folders(args: &LintArgs) -> Vec<PathBuf> {
    let Ok(exclude) = Exclude::new(args, Arc::new(Configs::around())) else { return Vec::new() };
    let exclude = Arc::new(exclude);
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut out = Vec::new();
    for path in paths {
        if !path.is_dir() {
            out.extend(absolute(path).parent().map(Path::to_owned));
            continue;
        }
        let folders = entries(path, &exclude)
            .filter_map(|step| if let Step::Entry(entry) = step { Some(entry) } else { None })
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()))
            .map(|entry| absolute(entry.path()));
        out.extend(folders);
    }
    out
}

/// The contents of a folder and its subfolders, except what is excluded.
fn entries(folder: &Path, exclude: &Arc<Exclude>) -> Walk {
    let exclude = Arc::clone(exclude);
    Walk::new(folder, move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        entry.file_name() != "node_modules" && !exclude.excludes(&absolute(entry.path()), is_folder)
    })
}

fn walk(folder: &Path, exclude: &Arc<Exclude>, out: &mut Vec<PathBuf>) {
    let mut links = Vec::new();
    let start = out.len();
    let shown = |path: &Path| path.strip_prefix("./").unwrap_or(path).to_path_buf();
    for step in entries(folder, exclude) {
        match step {
            Step::Entry(entry) => {
                let path = shown(entry.path());
                let kind = entry.file_type();
                if Format::of_name(&path.to_string_lossy()).is_none() {
                    continue;
                }
                if kind.is_some_and(|kind| kind.is_file()) {
                    out.push(path);
                } else if kind.is_some_and(|kind| kind.is_symlink()) {
                    links.push(path);
                }
            }
            // It cannot be read; reading it as a file reports the reason.
            Step::Unreadable(file) => out.push(shown(&file)),
            Step::Failed(error) => out.extend(path_of(&error).map(|path| shown(&path))),
        }
    }
    if links.is_empty() {
        return;
    }
    // A link to a file that is in the folder is not linted twice; a broken link is reported.
    let files: HashSet<PathBuf> = out[start..].iter().filter_map(|path| canonical(path).ok()).collect();
    for link in links {
        match canonical(&link) {
            Ok(target) if !target.is_file() || files.contains(&target) => {}
            _ => out.push(link),
        }
    }
    out[start..].sort();
}

/// The path that an error of a walk is about.
fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}
