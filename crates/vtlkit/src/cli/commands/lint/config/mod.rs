//! `vtlkit.toml`, or `[tool.vtlkit]` in a `pyproject.toml`: which rules are enabled for which files, and information
//! about the templates.

mod file;
mod find;
#[cfg(test)]
mod schema;

pub(super) use self::find::{Configs, absolute, in_folder};

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::Spanned;
use vtlkit_text::Severity;

use self::file::{Document, PerFile};
use vtlkit::Selector;

use super::selection::Choice;
use crate::cli::failure::Failure;
use crate::cli::files::{canonical, leads_outside};

/// The name of a configuration file.
pub(super) const NAME: &str = "vtlkit.toml";

/// The file of a Python project, which may have a configuration in its table `tool.vtlkit`.
pub(super) const PROJECT: &str = "pyproject.toml";

/// Maximum length of a chain of `extend`.
const MOST_EXTENDED: usize = 20;

/// A configuration with those it extends.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The choices for all files.
    pub(super) choice: Choice,
    /// Additional choices for some files.
    per_file: Vec<(Gitignore, Choice)>,
    exclude: Vec<Gitignore>,
    pub(super) stage_variables: Option<Vec<String>>,
    pub(super) names: Vec<String>,
    pub(super) baseline: Option<PathBuf>,
    /// The minimum severity for which the command fails.
    pub(super) error_on: Option<Severity>,
    /// The minimum severity that is reported.
    pub(super) min_severity: Option<Severity>,
    /// Whether preview rules are enabled.
    pub(super) preview: bool,
    /// The file; `None` without a configuration.
    pub(super) path: Option<PathBuf>,
    /// The folder of the configuration.
    pub(super) folder: PathBuf,
}

impl Settings {
    /// Reads a configuration with those it extends. `named` says that it is named on the command line.
    fn read(path: &Path, named: bool) -> Result<Self, Failure> {
        let root = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut files = vec![Document::read(path, !named && leads_outside(&root, path))?];
        while let Some((document, file)) = files.last()
            && let Some(extend) = &file.extend
        {
            let folder = document.path.parent().unwrap_or(Path::new(""));
            let path = folder.join(extend.get_ref());
            let again = files.iter().any(|(other, _)| same(&other.path, &path));
            if again {
                return Err(document.refuse("these configurations extend each other", extend.span()));
            }
            if files.len() == MOST_EXTENDED {
                let message = format!("a chain of more than {MOST_EXTENDED} configurations");
                return Err(document.refuse(message, extend.span()));
            }
            if !path.is_file() {
                let named = extend.get_ref().display();
                let message = format!("`{named}` is not a file; paths are relative to this file's folder");
                return Err(document.refuse(message, extend.span()));
            }
            files.push(Document::read(&path, leads_outside(&root, &path))?);
        }
        let mut settings = Self { folder: root, path: Some(path.to_owned()), ..Self::default() };
        for (document, file) in files.into_iter().rev() {
            settings.add(&document, file)?;
        }
        Ok(settings)
    }

    /// Adds the settings of a configuration that takes precedence.
    fn add(&mut self, document: &Document, file: file::Written) -> Result<(), Failure> {
        let folder = document.path.parent().unwrap_or(Path::new(""));
        let choice = PerFile { select: file.select, ignore: file.ignore, severity: file.severity };
        self.choice.add(choose(document, &choice)?);
        if !file.exclude.is_empty() {
            self.exclude.push(patterns(document, &file.exclude)?);
        }
        for (pattern, choice) in &file.per_file {
            let pattern = patterns(document, std::slice::from_ref(pattern))?;
            self.per_file.push((pattern, choose(document, choice)?));
        }
        if let Some(variables) = file.stage_variables {
            self.stage_variables.get_or_insert_default().extend(variables);
        }
        self.names.extend(file.names);
        self.preview = file.preview.unwrap_or(self.preview);
        self.error_on = file.error_on.map(Severity::from).or(self.error_on);
        self.min_severity = file.min_severity.map(Severity::from).or(self.min_severity);
        if let Some(baseline) = file.baseline {
            self.baseline = Some(folder.join(baseline));
        }
        Ok(())
    }

    /// Whether a file or folder, given its absolute path, is excluded.
    pub(super) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        self.exclude.iter().any(|patterns| fits(patterns, path, is_folder))
    }

    /// The additional choices for a file, given its absolute path.
    pub(super) fn of_file<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = &'s Choice> {
        self.per_file.iter().filter(|(patterns, _)| fits(patterns, path, false)).map(|(_, choice)| choice)
    }
}

fn same(a: &Path, b: &Path) -> bool {
    a == b || canonical(a).ok().is_some_and(|a| canonical(b).ok() == Some(a))
}

/// Whether patterns match a file or folder, given its absolute path.
pub(super) fn fits(patterns: &Gitignore, path: &Path, is_folder: bool) -> bool {
    path.strip_prefix(patterns.path())
        .is_ok_and(|path| patterns.matched_path_or_any_parents(path, is_folder).is_ignore())
}

fn patterns(document: &Document, patterns: &[Spanned<String>]) -> Result<Gitignore, Failure> {
    let mut builder = GitignoreBuilder::new(document.path.parent().unwrap_or(Path::new("")));
    for pattern in patterns {
        builder
            .add_line(None, pattern.get_ref())
            .map_err(|error| document.refuse(error.to_string(), pattern.span()))?;
    }
    builder.build().map_err(|error| document.refuse(error.to_string(), 0..0))
}

fn choose(document: &Document, file: &PerFile) -> Result<Choice, Failure> {
    let level =
        |(name, level): (&Spanned<String>, &file::Level)| -> Result<(Selector, Option<Severity>), Failure> {
            Ok((document.selector(name)?, level.severity()))
        };
    Ok(Choice {
        select: file.select.as_deref().map(|names| document.selectors(names)).transpose()?,
        ignore: document.selectors(&file.ignore)?,
        severity: file.severity.iter().map(level).collect::<Result<_, _>>()?,
    })
}
