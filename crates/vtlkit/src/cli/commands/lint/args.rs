use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::Selector;

use super::selection::{Least, selector};

/// Lints templates in template files and in definitions.
///
/// Definitions are OpenAPI, CloudFormation, SAM, the output of the CDK, Terraform, Serverless and Markdown files. In a
/// folder, all files of these formats are read, except hidden and ignored ones. A comment suppresses rules: `##
/// vtlkit-disable-line rule`, `## vtlkit-disable-next-line rule`, `#* vtlkit-disable rule *#`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LintArgs {
    /// Files and folders; `-` for standard input [default: the current folder]
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,

    /// The format of the report: `text`, `concise`, `json`, `github`, `gitlab`, `sarif`, `junit` or `rdjson`; with
    /// `:FILE` it is written to that file. Can be repeated for several reports
    #[arg(long, value_name = "FORMAT[:FILE]", value_parser = sink, help_heading = "Output")]
    output: Vec<Sink>,

    /// The file for the report, instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,

    /// Show a request that breaks the output, with that output; always included in JSON and SARIF
    #[arg(long, help_heading = "Output")]
    pub(crate) show_witness: bool,

    /// Show the number of findings of each rule instead of the findings; for the formats `text` and `json`
    #[arg(long, help_heading = "Output")]
    pub(crate) statistics: bool,

    /// Lint again whenever a file changes
    #[arg(long, help_heading = "Output", conflicts_with_all = ["write_baseline", "exit_zero"])]
    pub(crate) watch: bool,

    /// Print only the findings, without the summary
    #[arg(long, short, help_heading = "Output", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Print the name of each linted file, with its configuration, to standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) verbose: bool,

    /// The minimum severity for which the command fails with exit code 1 [default: warning]
    #[arg(long, alias = "fail-on", value_enum, value_name = "SEVERITY", help_heading = "Exit code")]
    pub(crate) error_on: Option<Least>,

    /// Exit with code 0 even if there are findings
    #[arg(long, help_heading = "Exit code")]
    pub(crate) exit_zero: bool,

    /// The minimum severity that is reported [default: info]
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Rules")]
    pub(crate) min_severity: Option<Least>,

    /// Only these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Vec<Selector>,

    /// Not these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<Selector>,

    /// Also the preview rules: those with the status `preview` in `vtlkit rules`
    #[arg(long, help_heading = "Rules")]
    pub(crate) preview: bool,

    /// Apply the safe fixes, and report the remaining findings
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,

    /// With `--fix` or `--diff`: also the fixes that change the output for some requests
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,

    /// Show the changes of `--fix` or `--add-suppressions` without writing them
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["fix", "statistics"])]
    pub(crate) diff: bool,

    /// Suppress the findings with comments in the files, `## vtlkit-disable-next-line rule: REASON`, without changing
    /// the output of the templates
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "",
          value_parser = reason, help_heading = "Fixes", conflicts_with_all = ["fix", "unsafe_fixes", "write_baseline", "statistics"])]
    pub(crate) add_suppressions: Option<String>,

    /// Do not report the findings in this baseline
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings to the baseline: the file of `--baseline`, that of the configuration, or
    /// `vtlkit-baseline.json`
    #[arg(long, help_heading = "Baseline", conflicts_with_all = ["diff", "statistics"])]
    pub(crate) write_baseline: bool,

    /// Also read files that other files refer to outside the repository (or, without a repository, outside the named
    /// folders)
    #[arg(long, help_heading = "Files")]
    pub(crate) allow_outside: bool,

    /// Report only files that changed since the last commit, or since this branch or commit, according to git. New
    /// files are included
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD",
          help_heading = "Files", conflicts_with = "staged")]
    pub(crate) changed: Option<String>,

    /// Report only files with changes that are staged for the next commit
    #[arg(long, help_heading = "Files")]
    pub(crate) staged: bool,

    /// List the files that would be linted, without linting them
    #[arg(long, help_heading = "Files", conflicts_with = "watch")]
    pub(crate) show_files: bool,

    /// Print the configuration of the files that would be linted, without linting them
    #[arg(long, help_heading = "Files", conflicts_with_all = ["watch", "show_files"])]
    pub(crate) show_settings: bool,

    /// Exclude files and folders, as `.gitignore` patterns relative to the current folder
    #[arg(long, value_name = "PATTERN", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,

    /// Exclude files even if they are named on the command line
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,

    /// Use this configuration instead of the nearest `vtlkit.toml`, or `[tool.vtlkit]` in a `pyproject.toml`, around
    /// each file
    #[arg(long, value_name = "FILE", help_heading = "Files", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long, help_heading = "Files")]
    pub(crate) no_config: bool,

    /// With `-`: the file name of standard input, from which the format is derived
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

impl LintArgs {
    /// Whether fixes are applied, to files or for a diff.
    pub(super) fn fixes(&self) -> bool {
        self.fix || self.diff || self.add_suppressions.is_some()
    }

    /// The requested reports.
    pub(super) fn sinks(&self) -> Vec<Sink> {
        let mut sinks = self.output.clone();
        if sinks.is_empty() {
            sinks.push(Sink { form: LintForm::Text, file: None });
        }
        for sink in &mut sinks {
            if sink.file.is_none() {
                sink.file.clone_from(&self.output_file);
            }
        }
        sinks
    }

    /// The files that reports are written to.
    pub(super) fn output_files(&self) -> Vec<PathBuf> {
        self.sinks().into_iter().filter_map(|sink| sink.file).collect()
    }

    /// Why the reports are contradictory.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        if self.output.iter().filter(|sink| sink.file.is_none()).count() > 1 {
            return Some(
                "only one report can go to standard output: write the others with `--output FORMAT:FILE`",
            );
        }
        if self.output_file.is_some()
            && !self.output.is_empty()
            && self.output.iter().all(|sink| sink.file.is_some())
        {
            return Some("`--output-file` requires a report without a file, such as `--output sarif`");
        }
        let sinks = self.sinks();
        let counts = |form| matches!(form, LintForm::Text | LintForm::Concise | LintForm::Json);
        if self.statistics && !sinks.iter().all(|sink| counts(sink.form)) {
            return Some("`--statistics` requires the format `text`, `concise` or `json`");
        }
        None
    }
}

/// A report with its destination.
#[derive(Clone, Debug)]
pub(crate) struct Sink {
    pub(super) form: LintForm,
    /// The file; `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

/// Parses a reason, which has to fit in a one-line comment.
fn reason(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) || ["*#", "*/", "-->"].iter().any(|end| text.contains(end)) {
        return Err("write it on one line, without the end of a comment (`*#`, `*/`, `-->`)".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// Parses `FORMAT` or `FORMAT:FILE`.
fn sink(text: &str) -> Result<Sink, String> {
    let (form, file) = match text.split_once(':') {
        Some((_, "")) => return Err("missing file name after the `:`".to_owned()),
        Some((form, file)) => (form, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let form = LintForm::from_str(form, false).map_err(|_| {
        let forms = LintForm::value_variants().iter().filter_map(|form| form.to_possible_value());
        let names: Vec<String> = forms.map(|form| form.get_name().to_owned()).collect();
        format!("unknown format `{form}`, use one of {}", names.join(", "))
    })?;
    Ok(Sink { form, file })
}

const EXAMPLES: &str = "\
Examples:
  vtlkit lint
  vtlkit lint api.yaml --show-witness
  vtlkit lint templates/ --select output,unknown-member --output concise
  vtlkit lint --fix
  vtlkit lint --diff --unsafe-fixes | git apply
  vtlkit lint --changed=main --error-on error
  vtlkit lint --output text --output sarif:vtlkit.sarif
  vtlkit lint --add-suppressions='checked by the backend' --select unescaped-in-string
  vtlkit lint --write-baseline --baseline known.json && vtlkit lint --baseline known.json
  vtlkit lint - --stdin-filename api.yaml < api.yaml
  vtlkit explain quoted-json

Exit codes:
  0  no findings of at least the severity of `--error-on` (default: warning)
  1  there are findings, or a file cannot be read; the others are linted
  2  invalid arguments, a named file does not exist, or a file cannot be written";

/// Lists the rules of `lint`.
#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    /// A list, or a JSON array with an object for each rule
    #[arg(long, value_enum, default_value_t = RulesForm::Text)]
    pub(crate) output: RulesForm,
}

/// The output format of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesForm {
    Text,
    Json,
}

/// Prints the documentation of rules.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The rule; a group, or a part of rule names, lists the matching rules
    #[arg(value_name = "RULE", required_unless_present = "all")]
    pub(crate) rule: Option<String>,

    /// Print the documentation of all rules
    #[arg(long, conflicts_with = "rule")]
    pub(crate) all: bool,

    /// The documentation as text, or a JSON array with an object for each rule
    #[arg(long, value_enum, default_value_t = RulesForm::Text)]
    pub(crate) output: RulesForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintForm {
    /// With the source line and how to fix it
    Text,
    /// One line for each finding
    Concise,
    /// A JSON array
    Json,
    /// GitHub Actions annotations
    Github,
    /// A GitLab Code Quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// The Diagnostic Format of reviewdog
    Rdjson,
}
