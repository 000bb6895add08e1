//! The linter.

use pyo3::prelude::*;
use vtlkit::{Applicability, FileFinding, LintFile, LintOptions, RULES, Selector, Target, TemplatePhase};

use crate::arguments::word;
use crate::error;
use crate::finding::Finding;
use crate::places::Places;
use crate::record::record;
use crate::source::Source;

record! {
    /// A text with applied fixes.
    Fixed {
        /// The fixed text.
        text: String,
        /// The number of fixed findings.
        fixed: usize,
        /// The number of fixes that were not applied, because renders do not show that they are harmless.
        skipped: usize,
    }
}

record! {
    /// A rule of the linter.
    RuleInfo {
        /// Its name.
        name: &'static str,
        /// The severity of its findings.
        severity: &'static str,
        /// The group of the rule.
        group: &'static str,
        /// What it flags, in one sentence.
        summary: String,
        /// The first version of vtlkit with the rule.
        since: &'static str,
        /// ``stable`` or ``preview``.
        status: &'static str,
        /// The URL of its documentation.
        url: String,
    }
}

/// The keywords that say what to lint for.
struct Keywords {
    phase: Option<String>,
    content_type: Option<String>,
    path_parameters: Vec<String>,
    stage_variables: Option<Vec<String>>,
    names: Vec<String>,
    select: Vec<String>,
    ignore: Vec<String>,
    preview: bool,
}

impl Keywords {
    fn options(self, py: Python<'_>) -> PyResult<LintOptions> {
        let phase = match self.phase.as_deref() {
            None => None,
            Some(phase) => Some(match word(py, "phase", phase, &["request", "response"])? {
                0 => TemplatePhase::Request,
                _ => TemplatePhase::Response,
            }),
        };
        let target = Target {
            phase,
            content_type: self.content_type,
            path_parameters: self.path_parameters,
            stage_variables: self.stage_variables,
            names: self.names,
            ..Target::default()
        };
        let selectors = |names: &[String]| {
            let selector = |name: &String| name.parse::<Selector>().map_err(|error| unknown_rule(py, &error));
            names.iter().map(selector).collect::<PyResult<Vec<_>>>()
        };
        Ok(LintOptions {
            target,
            select: selectors(&self.select)?,
            ignore: selectors(&self.ignore)?,
            preview: self.preview,
        })
    }
}

fn unknown_rule(py: Python<'_>, error: &vtlkit::Error) -> PyErr {
    let help = error.help.as_deref().unwrap_or("`vtlkit.rules()` lists them");
    error::plain(py, "options", &error.message, Some(help))
}

/// Lints a template, or a file with templates. Returns the findings in source order.
///
/// A ``str`` is the text of a template or, with ``name``, of a file whose format is derived from its name. A path is a
/// file, which is linted without the files that refer to it.
///
/// ``content_type``, ``path_parameters``, ``stage_variables`` (the complete list) and ``names`` (variables that are set
/// elsewhere) describe the context of the template. ``select`` and ``ignore`` are names of rules or groups; ``preview``
/// enables preview rules.
#[pyfunction]
#[pyo3(signature = (source, *, name=None, phase=None, content_type=None, path_parameters=Vec::new(), stage_variables=None, names=Vec::new(), select=Vec::new(), ignore=Vec::new(), preview=false))]
#[pyo3(
    text_signature = "(source, *, name=None, phase=None, content_type=None, path_parameters=(), stage_variables=None, names=(), select=(), ignore=(), preview=False)"
)]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn lint(
    source: &Bound<'_, PyAny>,
    name: Option<String>,
    phase: Option<String>,
    content_type: Option<String>,
    path_parameters: Vec<String>,
    stage_variables: Option<Vec<String>>,
    names: Vec<String>,
    select: Vec<String>,
    ignore: Vec<String>,
    preview: bool,
) -> PyResult<Vec<Finding>> {
    let py = source.py();
    let keywords =
        Keywords { phase, content_type, path_parameters, stage_variables, names, select, ignore, preview };
    let options = keywords.options(py)?;
    let Source { text, name, .. } = Source::of(source, name, "template or definition")?;
    let found: Vec<FileFinding> = py.detach(|| match &name {
        Some(name) => vtlkit::lint_file(name, &text, &options),
        None => vtlkit::lint(&text, &options).into_iter().map(FileFinding::around).collect(),
    });
    let places = Places::new(&text);
    found.iter().map(|found| Finding::new(py, &places, name.as_deref(), found)).collect()
}

/// Applies the fixes of :func:`lint` that renders show to be harmless, and returns the new text. A file is not changed.
///
/// Fixes that change the output of a template require ``unsafe=True``.
#[pyfunction]
#[pyo3(signature = (source, *, r#unsafe=false, name=None, phase=None, content_type=None, path_parameters=Vec::new(), stage_variables=None, names=Vec::new(), select=Vec::new(), ignore=Vec::new(), preview=false))]
#[pyo3(
    text_signature = "(source, *, unsafe=False, name=None, phase=None, content_type=None, path_parameters=(), stage_variables=None, names=(), select=(), ignore=(), preview=False)"
)]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn fix(
    source: &Bound<'_, PyAny>,
    r#unsafe: bool,
    name: Option<String>,
    phase: Option<String>,
    content_type: Option<String>,
    path_parameters: Vec<String>,
    stage_variables: Option<Vec<String>>,
    names: Vec<String>,
    select: Vec<String>,
    ignore: Vec<String>,
    preview: bool,
) -> PyResult<Fixed> {
    let py = source.py();
    let keywords =
        Keywords { phase, content_type, path_parameters, stage_variables, names, select, ignore, preview };
    let options = keywords.options(py)?;
    let Source { text, name, .. } = Source::of(source, name, "template or definition")?;
    let least = if r#unsafe { Applicability::Unsafe } else { Applicability::Safe };
    let fixed = py.detach(|| match &name {
        Some(name) => LintFile::new(name, &options).fix(&text, least),
        None => vtlkit::fix(&text, &options, least),
    });
    Ok(Fixed { text: fixed.found, fixed: fixed.fixed, skipped: fixed.skipped })
}

/// The rules of the linter.
#[pyfunction]
pub(crate) fn rules() -> Vec<RuleInfo> {
    let info = |rule: &&vtlkit::Rule| RuleInfo {
        name: rule.name,
        severity: rule.severity.name(),
        group: rule.group.name(),
        summary: rule.summary().replace('\n', " "),
        since: rule.since(),
        status: rule.status().name(),
        url: rule.url(),
    };
    RULES.iter().map(info).collect()
}

/// What a rule flags, why, and what to write instead, as Markdown.
#[pyfunction]
pub(crate) fn explain(py: Python<'_>, rule: &str) -> PyResult<&'static str> {
    vtlkit::find_rule(rule).map(|rule| rule.docs.trim()).map_err(|error| unknown_rule(py, &error))
}
