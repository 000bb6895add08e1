//! Prints findings in one of the formats.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use vtlkit_gateway::Request;
use vtlkit_lint::{RULES, Rule};
use vtlkit_report::findings::{self, Finding, Linted, RuleInfo};
use vtlkit_report::{Source, Style, text};
use vtlkit_text::{Applicability, Diagnostic, Severity, Witness};

use super::file::Found;
use super::{LintArgs, LintForm};
use crate::cli::output;

/// Maximum number of characters shown of a witness's output.
const MOST_SHOWN: usize = 300;

/// The report in a format.
pub(super) fn report(found: &[Found], args: &LintArgs, form: LintForm) -> String {
    let summary = || if args.quiet { String::new() } else { summary(found) };
    if args.statistics {
        return statistics(found, form) + &if form == LintForm::Json { String::new() } else { summary() };
    }
    let names: Vec<String> = found.iter().map(|file| name(&file.name, form)).collect();
    let linted: Vec<Linted<'_>> = found
        .iter()
        .zip(&names)
        .filter(|(file, _)| file.templates > 0 || !file.findings.is_empty())
        .map(|(file, name)| Linted { source: Source::new(name, &file.text), findings: &file.findings })
        .collect();
    match form {
        LintForm::Text => linted.iter().map(|file| in_words(file, args)).collect::<String>() + &summary(),
        LintForm::Concise => findings::concise(&linted) + &summary(),
        LintForm::Json => findings::json(&linted),
        LintForm::Github => findings::github(&linted),
        LintForm::Gitlab => findings::gitlab(&linted),
        LintForm::Sarif => {
            findings::sarif(&linted, &rules(), env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"))
        }
        LintForm::Junit => findings::junit(&linted),
        LintForm::Rdjson => findings::rdjson(&linted, env!("CARGO_PKG_REPOSITORY")),
    }
}

/// The name of a file in a format: services expect paths relative to the root of the repository.
fn name(name: &str, form: LintForm) -> String {
    let root = match form {
        LintForm::Github | LintForm::Sarif | LintForm::Rdjson => std::env::var_os("GITHUB_WORKSPACE"),
        LintForm::Gitlab => std::env::var_os("CI_PROJECT_DIR"),
        _ => None,
    };
    let below = |root| Some(std::path::absolute(name).ok()?.strip_prefix(root).ok()?.display().to_string());
    root.and_then(below).unwrap_or_else(|| name.to_owned())
}

fn rules() -> Vec<RuleInfo> {
    let info = |rule: &&'static Rule| RuleInfo {
        name: rule.name,
        group: rule.group.name(),
        summary: rule.summary().replace('\n', " "),
        docs: rule.docs.to_owned(),
        severity: rule.severity,
    };
    RULES.iter().map(info).collect()
}

/// The findings of a file as text.
fn in_words(file: &Linted<'_>, args: &LintArgs) -> String {
    let mut out = String::new();
    let mut said = HashSet::new();
    let style = output::style();
    for finding in file.findings {
        if finding.diagnostic.rule.is_none() && file.source.text().is_empty() {
            let (name, said) = (file.source.name(), &finding.diagnostic.message);
            let message = if said.contains(name) { said.to_string() } else { format!("{name}: {said}") };
            out.push_str(&text::message(&message, None, Style::Colored));
        } else {
            out.push_str(&text::render(&file.source, &[remarks(finding, args, &mut said)], style));
        }
        out.push('\n');
    }
    out
}

/// A finding with additional notes: its template, its fix, and its witness if requested.
fn remarks(finding: &Finding, args: &LintArgs, said: &mut HashSet<*const Witness>) -> Diagnostic {
    let mut diagnostic = finding.diagnostic.clone();
    if let Some(witness) = diagnostic.witness.as_ref().filter(|_| args.show_witness) {
        let is_new = said.insert(Arc::as_ptr(witness));
        let words =
            if is_new { witness_in_words(witness) } else { "the request of a finding above".to_owned() };
        diagnostic = diagnostic.with_note("witness", words);
    }
    if !finding.template.is_empty() {
        diagnostic = diagnostic.with_note("template", finding.template.clone());
    }
    match diagnostic.fix.as_ref().map(|fix| (fix.applicability, fix.message.clone())) {
        Some((Applicability::Safe, message)) => diagnostic.with_note("fix", format!("{message}: `--fix`")),
        Some((Applicability::Unsafe, message)) => {
            let how = "`--fix --unsafe-fixes`, as it changes what is printed";
            diagnostic.with_note("fix", format!("{message}: {how}"))
        }
        Some((Applicability::DisplayOnly, message)) => {
            let how = "by hand: trial renders do not show that it is harmless";
            diagnostic.with_note("fix", format!("{message}: {how}"))
        }
        None => diagnostic,
    }
}

/// A request and its output: `body …, query … gives …`.
fn witness_in_words(witness: &Witness) -> String {
    let request = witness.request.parse::<Request>().unwrap_or_default();
    let mut parts = Vec::new();
    if !request.body.is_empty() {
        parts.push(format!("body `{}`", request.body));
    }
    for (name, pairs) in
        [("path", &request.path), ("query", &request.querystring), ("header", &request.headers)]
    {
        parts.extend(pairs.iter().map(|(key, value)| format!("{name} `{key}={value}`")));
    }
    let request = if parts.is_empty() { "an empty request".to_owned() } else { parts.join(", ") };
    let output: Vec<&str> = witness.output.split_whitespace().collect();
    let output = output.join(" ");
    let shown: String = output.chars().take(MOST_SHOWN).collect();
    let more = if shown.len() < output.len() { "…" } else { "" };
    format!("{request} gives `{shown}{more}`")
}

fn many(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The number of findings of each severity, as text.
pub(super) fn counts(found: &[Found]) -> String {
    let findings = || found.iter().flat_map(|file| &file.findings);
    let count = |severity: Severity| findings().filter(|it| it.diagnostic.severity == severity).count();
    let severities = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")];
    let counts = severities.iter().map(|(severity, what)| (count(*severity), what));
    let counts: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, what)| many(count, what)).collect();
    if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
}

/// The last lines of the text report: number of findings and files, and what was skipped.
fn summary(found: &[Found]) -> String {
    let templates = many(found.iter().map(|file| file.templates).sum(), "template");
    let files = many(found.iter().filter(|file| file.templates > 0).count(), "file");
    let mut out = match found.iter().map(|file| file.fixed).sum() {
        0 => String::new(),
        fixed => format!("{} fixed, ", many(fixed, "finding")),
    };
    match found.iter().map(|file| file.suppressed).sum() {
        0 => {}
        suppressed => out.extend([&many(suppressed, "finding"), " suppressed, "]),
    }
    out.extend([&counts(found), " in ", &templates, " of ", &files, "\n"]);
    out.push_str(&fixable(found));
    match found.iter().map(|file| file.known).sum() {
        0 => {}
        known => out.extend([&many(known, "known finding"), " left out\n"]),
    }
    match found.iter().map(|file| file.stale).sum() {
        0 => {}
        1 => out
            .push_str("1 known finding no longer exists: `--write-baseline` removes it from the baseline\n"),
        stale => {
            let stale: usize = stale;
            let gone = " known findings no longer exist: `--write-baseline` removes them from the baseline\n";
            out.extend([&stale.to_string(), gone]);
        }
    }
    match found.iter().map(|file| file.appsync).sum() {
        0 => {}
        1 => out.push_str("1 AppSync template was skipped: its language differs\n"),
        many => {
            let many = many.to_string();
            out.extend([&many, " AppSync templates were skipped: their language differs\n"]);
        }
    }
    match found.iter().filter(|file| file.unknown).count() {
        0 => {}
        1 => out.push_str("1 file was skipped: its name has no known format\n"),
        many => {
            let many = many.to_string();
            out.extend([&many, " files were skipped: their names have no known format\n"]);
        }
    }
    out
}

/// The number of fixable findings, and of fixes that were not applied.
fn fixable(found: &[Found]) -> String {
    let fixes = || found.iter().flat_map(|file| &file.findings).filter_map(|it| it.diagnostic.fix.as_ref());
    let count = |how| fixes().filter(|fix| fix.applicability == how).count();
    let mut out = match (count(Applicability::Safe), count(Applicability::Unsafe)) {
        (0, 0) => String::new(),
        (0, more) => format!("{more} fixable with --fix --unsafe-fixes\n"),
        (safe, 0) => format!("{safe} fixable with --fix\n"),
        (safe, more) => format!("{safe} fixable with --fix, {more} more with --unsafe-fixes\n"),
    };
    match found.iter().map(|file| file.skipped).sum() {
        0 => {}
        1 => out.push_str("1 fix skipped: trial renders do not show that it is harmless\n"),
        many => {
            let many: usize = many;
            out.extend([
                &many.to_string(),
                " fixes skipped: trial renders do not show that they are harmless\n",
            ]);
        }
    }
    out
}

/// The number of findings of each rule, in descending order.
fn statistics(found: &[Found], form: LintForm) -> String {
    let mut counts: Vec<(&str, Severity, usize, usize)> = Vec::new();
    for finding in found.iter().flat_map(|file| &file.findings) {
        let fixable = usize::from(
            finding.diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::DisplayOnly),
        );
        let (rule, severity) = (finding.rule(), finding.diagnostic.severity);
        match counts.iter_mut().find(|(name, level, ..)| (*name, *level) == (rule, severity)) {
            Some((.., count, fixes)) => {
                *count += 1;
                *fixes += fixable;
            }
            None => counts.push((rule, severity, 1, fixable)),
        }
    }
    counts.sort_by_key(|(rule, severity, count, _)| (std::cmp::Reverse(*count), *rule, *severity));
    if form == LintForm::Json {
        let list = counts.iter().map(|(rule, severity, count, fixable)| {
            json!({"rule": rule, "severity": severity.name(), "count": count, "fixable": fixable})
        });
        return format!("{:#}\n", Json::Array(list.collect()));
    }
    let width = counts.iter().map(|(_, _, count, _)| count.to_string().len()).max().unwrap_or_default();
    let longest = counts.iter().map(|(rule, ..)| rule.len()).max().unwrap_or_default();
    let mut out = String::new();
    for (rule, severity, count, fixable) in counts {
        let fixable = if fixable > 0 { format!("{fixable} with a fix") } else { String::new() };
        let line = format!("{count:width$}  {rule:longest$}  {:7}  {fixable}", severity.name());
        out.extend([line.trim_end(), "\n"]);
    }
    out
}
