//! Lints one file.

use std::path::Path;

use vtlkit::{
    Applicability, Diagnostic, FileFinding, FileReport, Findings, Fixed, LintFile, LintOptions, Reference,
    Span, Target, find_rule, suppressions,
};
use vtlkit_definition::{NoteKind, Template, TemplateKind};
use vtlkit_host::{Format, is_definition};
use vtlkit_report::findings::Finding;
use vtlkit_text::Severity;

use super::LintArgs;
use super::collect::Input;
use super::follow::{Lint, not_read};
use super::module::Modules;
use super::selection::{Choice, Levels};
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::patch::patch;

/// Maximum size of a file: a definition may have 6 MB, and its templates 300 KB each.
pub(super) const LARGEST: u64 = 32 << 20;

/// The findings of a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) name: String,
    /// The text after fixes.
    pub(super) text: String,
    /// The original text, if a fix has changed it.
    pub(super) before: Option<String>,
    pub(super) templates: usize,
    /// Whether the file name has no known format.
    pub(super) unknown: bool,
    /// The number of AppSync templates, which are skipped.
    pub(super) appsync: usize,
    /// The references to other files.
    pub(super) references: Vec<Reference>,
    pub(super) findings: Vec<Finding>,
    /// The number of known findings.
    pub(super) known: usize,
    /// The number of known findings that no longer exist.
    pub(super) stale: usize,
    /// The number of findings suppressed by new comments.
    pub(super) suppressed: usize,
    /// The number of fixed findings.
    pub(super) fixed: usize,
    /// The number of fixes that were not applied because no trial shows that they do no harm.
    pub(super) skipped: usize,
    /// The number of fixable findings in a file that may not be changed.
    pub(super) unchanged: usize,
    /// The minimum severity for which the command fails, if the configuration sets it.
    pub(super) error_on: Option<Severity>,
    /// Whether the file is named on the command line and does not exist.
    pub(super) missing: bool,
    /// Why the fixes could not be written.
    pub(super) not_written: Option<Failure>,
}

impl Found {
    /// Whether a finding makes the command fail.
    pub(super) fn fails(&self, args: &LintArgs) -> bool {
        let least = args.error_on.map(Severity::from).or(self.error_on).unwrap_or(Severity::Warning);
        self.findings.iter().any(|finding| finding.diagnostic.severity >= least)
    }

    /// The diff of the fixes.
    pub(super) fn patch(&self) -> Option<String> {
        self.before.as_ref().map(|before| patch(Path::new(&self.name), before, &self.text))
    }
}

impl Findings for Found {
    fn text(&self) -> &str {
        &self.text
    }

    fn findings(&self) -> Vec<&Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic).collect()
    }
}

/// Lints a file, and applies fixes. A file that cannot be read has the error as its finding.
pub(super) fn file(input: &Input, modules: &Modules<'_>, lint: Lint<'_>) -> Found {
    let Lint { args, scope, .. } = lint;
    let is_stdin = files::is_stdin(&input.path);
    // A named path may be a pipe, but not one found in a folder.
    if input.found
        && let Err(failure) = files::require_regular(&input.path, "the file")
    {
        return unreadable(input, message(failure));
    }
    if !is_stdin && !scope.reads(&input.path) {
        let finding = not_read(scope, &input.path, Span::at(0));
        return Found { name: input.name.clone(), findings: vec![finding], ..Found::default() };
    }
    let missing = !input.found && !is_stdin && input.path.symlink_metadata().is_err();
    let text = match read(input) {
        Ok(text) => text,
        Err(message) => return Found { missing, ..unreadable(input, message) },
    };
    let is_edited = args.fixes() && lint.changed.has(&input.absolute);
    let may_be_edited = is_stdin || scope.changes(&input.path);
    let reason = args.add_suppressions.as_deref().filter(|_| is_edited && may_be_edited);
    let mut found = look(input, modules, lint, text, reason);
    if !is_edited {
        return found;
    }
    if !may_be_edited {
        let fixable = |finding: &&Finding| {
            finding.diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability >= least(args))
        };
        found.unchanged = found.findings.iter().filter(fixable).count();
        return found;
    }
    let mut again = |text| look(input, modules, lint, text, reason);
    let fixed = with_file(input, modules, lint, |file| file.fix_with(found, least(args), &mut again));
    let Fixed { found, before, fixed, skipped } = fixed;
    let mut found = match reason {
        // The remaining findings are shown with their own fixes.
        Some(_) => Found { before, suppressed: fixed, ..look(input, modules, lint, found.text, None) },
        None => Found { before, fixed, skipped, ..found },
    };
    if let Some(before) = found.before.as_ref().filter(|_| !args.diff && !is_stdin) {
        let written = files::update(&input.path, before.as_bytes(), found.text.as_bytes());
        if let Err(failure) = written {
            // The file is unchanged, and so are its findings.
            found = Found { not_written: Some(failure), ..look(input, modules, lint, before.clone(), None) };
        }
    }
    found
}

/// The minimum applicability of fixes.
fn least(args: &LintArgs) -> Applicability {
    if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
}

fn read(input: &Input) -> Result<String, String> {
    let bytes = files::read(&input.path, "the file", LARGEST).map_err(message)?;
    files::text(bytes).map_err(|error| format!("the file is not UTF-8: {error}; {}", error.help()))
}

fn message(failure: Failure) -> String {
    match failure {
        Failure::Input { message, help: Some(help) } if help.starts_with("did you mean") => {
            format!("{message}; {help}")
        }
        Failure::Input { message, .. } => message,
        _ => "cannot read the file".to_owned(),
    }
}

/// The finding for a file that cannot be read.
fn unreadable(input: &Input, message: String) -> Found {
    let finding = Finding {
        diagnostic: Diagnostic::error(message, Span::at(0)),
        template: String::new(),
        line: String::new(),
    };
    Found { name: input.name.clone(), findings: vec![finding], ..Found::default() }
}

/// Whether the input is standard input without a name.
fn is_unnamed(input: &Input) -> bool {
    files::is_stdin(&input.path) && input.name == files::name(&input.path)
}

/// Calls a function with a file and its context: its module, the files that it refers to, the configuration.
fn with_file<T>(
    input: &Input,
    modules: &Modules<'_>,
    lint: Lint<'_>,
    then: impl FnOnce(LintFile<'_>) -> T,
) -> T {
    let target = Target {
        stage_variables: input.settings.stage_variables.clone(),
        names: input.settings.names.clone(),
        ..Target::default()
    };
    then(LintFile {
        name: if is_unnamed(input) { "stdin.vtl" } else { &input.name },
        options: &LintOptions { target, ..LintOptions::default() },
        named: &|path| input.text_beside(path, lint.scope),
        module: &|text| modules.with(input, text),
        reference: input.named_by.as_ref().map(|naming| &naming.reference),
    })
}

/// Lints a text. With a reason, the fixes are suppression comments.
fn look(input: &Input, modules: &Modules<'_>, lint: Lint<'_>, text: String, reason: Option<&str>) -> Found {
    let error_on = input.settings.error_on;
    let mut found = Found { name: input.name.clone(), error_on, ..Found::default() };
    found.unknown = !is_unnamed(input) && input.named_by.is_none() && Format::of_name(&input.name).is_none();
    let FileReport { mut findings, extraction } = with_file(input, modules, lint, |file| file.lint(&text));
    if !input.found && !lint.args.force_exclude && input.name.ends_with(".template") {
        // Other programs use this file name too, so in a folder, or in a list of changed files, it is not an error.
        findings.extend(with_file(input, modules, lint, |file| file.syntax_errors(&text)));
    }
    // Other programs use the same file names.
    let is_foreign = input.found && extraction.templates.is_empty() && !is_definition(&text);
    found.appsync = extraction.notes.iter().filter(|note| note.kind == NoteKind::AppSync).count();
    let templates = extraction.templates.iter().map(|template| template.role.kind);
    found.templates =
        templates.filter(|kind| !matches!(kind, TemplateKind::Model | TemplateKind::GatewayResponse)).count();
    let some: Vec<&Choice> = input.settings.of_file(&input.absolute).collect();
    let levels = Levels::new(lint.args, &input.settings, &some);
    let fixes = reason.map(|reason| suppressions(&input.name, &text, &extraction, &findings, reason));
    let mut fixes = fixes.map(Vec::into_iter);
    for mut finding in findings {
        if let Some(fixes) = &mut fixes {
            finding.diagnostic.fix = fixes.next().flatten();
        }
        let FileFinding { diagnostic, template, .. } = finding;
        // A folder may contain AppSync templates, but a named file that is skipped must be reported.
        let appsync = template.is_none() && diagnostic.rule == Some("appsync-only");
        if (appsync && input.found) || (is_foreign && diagnostic.rule.is_none()) {
            continue;
        }
        let template = template.and_then(|index| extraction.templates.get(index));
        let line = line(&text, diagnostic.primary.span);
        found.findings.push(Finding { diagnostic, template: template.map(about).unwrap_or_default(), line });
    }
    found.findings.retain_mut(|finding| {
        let Some(name) = finding.diagnostic.rule else { return true };
        let Some(level) = levels.of(name) else { return false };
        // Some findings have a lower severity than their rule; only a configured severity replaces it.
        if find_rule(name).map_or(true, |rule| rule.severity != level) {
            finding.diagnostic.severity = level;
        }
        true
    });
    found.findings.sort_by_key(|finding| finding.diagnostic.primary.span);
    if let Some(least) = lint.args.min_severity.map(Severity::from).or(input.settings.min_severity) {
        found.findings.retain(|finding| finding.diagnostic.severity >= least);
    }
    if let Some(baseline) = lint.baselines.of(input) {
        (found.known, found.stale) = baseline.hide(&input.absolute, &mut found.findings);
    }
    found.references = extraction.references;
    found.text = text;
    found
}

/// The line in which a span starts, trimmed; for a long line, the part around the start.
fn line(text: &str, span: Span) -> String {
    const AROUND: usize = 80;
    const BYTES: usize = AROUND * 4;
    let start = span.start().min(text.len());
    let from = (start.saturating_sub(BYTES)..=start).find(|at| text.is_char_boundary(*at)).unwrap_or(start);
    let before = text.get(from..start).unwrap_or_default();
    let before = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let cut = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
    let before = before.get(cut..).unwrap_or_default().chars();
    let behind = text.get(start..).unwrap_or_default().chars().take(AROUND);
    let line: String = before.chain(behind.take_while(|c| !matches!(c, '\n' | '\r'))).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A description of the template, if its file defines more than that it is one.
fn about(template: &Template) -> String {
    match template.role.kind {
        TemplateKind::Request | TemplateKind::Response => template.role.to_string(),
        _ => String::new(),
    }
}
