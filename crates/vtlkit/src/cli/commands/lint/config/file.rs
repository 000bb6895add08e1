//! The contents of `vtlkit.toml` as written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Diagnostic, Severity, Span};

use vtlkit::Selector;

use super::PROJECT;
use crate::cli::commands::lint::selection::{Least, selector};
use crate::cli::failure::{Failure, print_error};
use crate::cli::files::{self, shown};

/// Maximum size of a configuration.
const LARGEST: u64 = 4 << 20;

/// Configuration of `vtlkit lint`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "vtlkit.toml"))]
pub(super) struct Written {
    /// A configuration that this one extends: a path relative to this file's folder. `select`, `baseline` and levels
    /// set here take precedence, lists are concatenated.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) extend: Option<Spanned<PathBuf>>,
    /// Only these rules and groups of rules. Default: all.
    #[cfg_attr(test, schemars(schema_with = "super::schema::selectors"))]
    pub(super) select: Option<Vec<Spanned<String>>>,
    /// Not these rules and groups of rules. A rule that is selected by name is enabled even if its group is ignored.
    #[cfg_attr(test, schemars(schema_with = "super::schema::selectors"))]
    pub(super) ignore: Vec<Spanned<String>>,
    /// The severity of findings of rules and groups of rules; `off` disables them.
    #[cfg_attr(test, schemars(schema_with = "super::schema::severities"))]
    pub(super) severity: BTreeMap<Spanned<String>, Level>,
    /// Excluded files and folders, as `.gitignore` patterns relative to this file's folder.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) exclude: Vec<Spanned<String>>,
    /// Other rules for some files, by `.gitignore` patterns relative to this file's folder.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, PerFile>"))]
    pub(super) per_file: BTreeMap<Spanned<String>, PerFile>,
    /// The stage variables of the API. With this list, others are findings of `unknown-stage-variable`.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) stage_variables: Option<Vec<String>>,
    /// Variables, without `$`, that are defined outside the templates.
    pub(super) names: Vec<String>,
    /// The minimum severity of a finding for which the command fails. Default: `warning`.
    #[cfg_attr(test, schemars(with = "Least"))]
    pub(super) error_on: Option<Least>,
    /// The minimum severity of a finding that is reported. Default: `info`.
    #[cfg_attr(test, schemars(with = "Least"))]
    pub(super) min_severity: Option<Least>,
    /// Whether preview rules, those with the status `preview`, are enabled too.
    #[cfg_attr(test, schemars(with = "bool"))]
    pub(super) preview: Option<bool>,
    /// The baseline with known findings, which are not reported; relative to this file's folder.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) baseline: Option<PathBuf>,
}

/// Other rules for some files.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PerFile {
    /// Only these rules and groups of rules, whatever is selected for other files.
    #[cfg_attr(test, schemars(schema_with = "super::schema::selectors"))]
    pub(super) select: Option<Vec<Spanned<String>>>,
    /// Also not these rules and groups of rules.
    #[cfg_attr(test, schemars(schema_with = "super::schema::selectors"))]
    pub(super) ignore: Vec<Spanned<String>>,
    /// The severity of findings of rules and groups of rules in these files.
    #[cfg_attr(test, schemars(schema_with = "super::schema::severities"))]
    pub(super) severity: BTreeMap<Spanned<String>, Level>,
}

/// The severity of a rule's findings.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum Level {
    /// A mistake.
    Error,
    /// Probably a mistake.
    Warning,
    /// A hint.
    Info,
    /// The rule is disabled.
    Off,
}

impl Level {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

/// The part of a `pyproject.toml` with a configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Project {
    tool: Tools,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tools {
    vtlkit: Written,
}

/// The text of a configuration, to report errors in it.
pub(super) struct Document {
    pub(super) path: PathBuf,
    text: String,
    /// Whether its text must not be shown.
    hidden: bool,
}

impl Document {
    /// Reads a configuration; with `hidden`, nothing of its text is shown.
    pub(super) fn read(path: &Path, hidden: bool) -> Result<(Self, Written), Failure> {
        let text = files::read_text(path, "the configuration", LARGEST)?;
        let document = Self { path: path.to_owned(), text, hidden };
        let is_project = path.file_name().is_some_and(|name| name == PROJECT);
        let written = if is_project {
            toml::from_str(&document.text).map(|project: Project| project.tool.vtlkit)
        } else {
            toml::from_str(&document.text)
        };
        match written {
            Ok(file) => Ok((document, file)),
            Err(error) => {
                let message = error.message().lines().next().unwrap_or_default().to_owned();
                Err(document.refuse(message, error.span().unwrap_or_default()))
            }
        }
    }

    /// An error at a position of the configuration.
    pub(super) fn refuse(&self, message: impl Into<String>, span: std::ops::Range<usize>) -> Failure {
        let name = shown(&self.path);
        let source = Source::new(&name, &self.text);
        if self.hidden {
            let place = source.place(span.start);
            let message =
                format!("`{name}` is not a configuration: see line {}, column {}", place.line, place.column);
            return Failure::input_with_help(
                message,
                "its text is not shown: it is outside of the repository, or of the folder, that extends it",
            );
        }
        let diagnostic = Diagnostic::error(message.into(), Span::new(span.start, span.end.max(span.start)));
        print_error(&text::render(&source, &[diagnostic], Style::Colored));
        Failure::Reported
    }

    /// The rules and groups with these names.
    pub(super) fn selectors(&self, names: &[Spanned<String>]) -> Result<Vec<Selector>, Failure> {
        names.iter().map(|name| self.selector(name)).collect()
    }

    pub(super) fn selector(&self, name: &Spanned<String>) -> Result<Selector, Failure> {
        selector(name.get_ref()).map_err(|message| self.refuse(message, name.span()))
    }
}
