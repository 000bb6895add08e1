//! The output of `--show-files`, `--show-settings` and `--verbose`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vtlkit::RULES;
use vtlkit_report::visible;

use super::LintArgs;
use super::collect::Input;
use super::config::Settings;
use super::selection::{Choice, Levels};
use crate::cli::failure::{Failure, print_error};
use crate::cli::{files, output};

/// Prints the files that would be linted.
pub(super) fn files(inputs: &[Input]) -> Result<(), Failure> {
    let lines = inputs.iter().map(|input| visible::line(&input.name).into_owned() + "\n");
    output::message(&lines.collect::<String>())
}

/// Prints the linted files, with the configuration of each.
pub(super) fn inputs(inputs: &[Input]) {
    for input in inputs {
        let line = format!("{}: {}\n", input.name, named(&input.settings));
        print_error(&visible::lines(&line));
    }
}

fn named(settings: &Settings) -> String {
    settings.path.as_ref().map_or_else(|| "no configuration".to_owned(), |path| files::shown(path))
}

/// Prints each configuration, with the files that it applies to.
pub(super) fn settings(args: &LintArgs, inputs: &[Input]) -> Result<(), Failure> {
    let mut of_files: BTreeMap<Option<&Path>, Vec<&Input>> = BTreeMap::new();
    for input in inputs {
        of_files.entry(input.settings.path.as_deref()).or_default().push(input);
    }
    let mut out = String::new();
    for (at, group) in of_files.values().enumerate() {
        let Some(first) = group.first() else { continue };
        let between = if at > 0 { "\n" } else { "" };
        let count = match group.len() {
            1 => "1 file".to_owned(),
            many => format!("{many} files"),
        };
        out.extend([between, "# ", &named(&first.settings), ", ", &count, "\n"]);
        of_group(&mut out, args, &first.settings);
        for input in group {
            of_file(&mut out, args, input);
        }
    }
    output::message(&visible::lines(&out))
}

fn of_group(out: &mut String, args: &LintArgs, settings: &Settings) {
    let mut line = |name: &str, value: String| out.extend([name, " = ", &value, "\n"]);
    let least = |value: vtlkit_text::Severity| format!("\"{}\"", value.name());
    let error_on =
        args.error_on.map(Into::into).or(settings.error_on).unwrap_or(vtlkit_text::Severity::Warning);
    let min_severity =
        args.min_severity.map(Into::into).or(settings.min_severity).unwrap_or(vtlkit_text::Severity::Info);
    line("error-on", least(error_on));
    line("min-severity", least(min_severity));
    line("preview", (settings.preview || args.preview).to_string());
    let baseline = args.baseline.as_ref().or(settings.baseline.as_ref());
    if let Some(path) = baseline {
        line("baseline", format!("{:?}", files::shown(path)));
    }
    if let Some(variables) = &settings.stage_variables {
        line("stage-variables", format!("{variables:?}"));
    }
    if !settings.names.is_empty() {
        line("names", format!("{:?}", settings.names));
    }
    out.push_str("\n[severity]\n");
    let levels = Levels::new(args, settings, &[]);
    for rule in RULES {
        let level = levels.of(rule.name).map_or("off", vtlkit_text::Severity::name);
        out.extend([rule.name, " = \"", level, "\"\n"]);
    }
}

/// The additional choices for a file.
fn of_file(out: &mut String, args: &LintArgs, input: &Input) {
    let some: Vec<&Choice> = input.settings.of_file(&input.absolute).collect();
    if some.is_empty() {
        return;
    }
    let all = Levels::new(args, &input.settings, &[]);
    let own = Levels::new(args, &input.settings, &some);
    out.extend(["\n[per-file.", &format!("{:?}", files::shown(&PathBuf::from(&input.name))), ".severity]\n"]);
    for rule in RULES.iter().filter(|rule| all.of(rule.name) != own.of(rule.name)) {
        let level = own.of(rule.name).map_or("off", vtlkit_text::Severity::name);
        out.extend([rule.name, " = \"", level, "\"\n"]);
    }
}
