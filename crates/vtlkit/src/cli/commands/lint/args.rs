use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::Selector;

use super::selection::{Least, selector};

/// Finds what is wrong with templates, in files of their own and inside definitions.
///
/// Definitions are OpenAPI, CloudFormation, SAM, what the CDK synthesises, Terraform, Serverless and Markdown. Of a
/// folder all files of these kinds are read, hidden and ignored ones aside. A comment keeps rules quiet:
/// `## vtlkit-disable-line rule`, `## vtlkit-disable-next-line rule`, `#* vtlkit-disable rule *#`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LintArgs {
    /// Files and folders; the current folder without any, `-` for standard input
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,

    /// The form of the report: `text`, `concise`, `json`, `github`, `gitlab`, `sarif`, `junit` or `rdjson`; with `:FILE` it is
    /// written into that file. Several reports of one run may be given
    #[arg(long, value_name = "FORM[:FILE]", value_parser = sink, help_heading = "Output")]
    output: Vec<Sink>,

    /// The file that the report is written into, in place of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,

    /// Show a request that makes the output break, and what comes out; always there in JSON and SARIF
    #[arg(long, help_heading = "Output")]
    pub(crate) show_witness: bool,

    /// Show how often each rule found something, not where; with the forms `text` and `json`
    #[arg(long, help_heading = "Output")]
    pub(crate) statistics: bool,

    /// Lint again whenever a file changes
    #[arg(long, help_heading = "Output", conflicts_with_all = ["write_baseline", "exit_zero"])]
    pub(crate) watch: bool,

    /// Print the findings alone, without the summary
    #[arg(long, short, help_heading = "Output", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name each file that is linted, with its configuration, on standard error
    #[arg(long, short, help_heading = "Output")]
    pub(crate) verbose: bool,

    /// The least severity that makes the command fail, with exit code 1 [default: warning]
    #[arg(long, alias = "fail-on", value_enum, value_name = "SEVERITY", help_heading = "Exit code")]
    pub(crate) error_on: Option<Least>,

    /// End with exit code 0 whatever was found
    #[arg(long, help_heading = "Exit code")]
    pub(crate) exit_zero: bool,

    /// The least severity that is reported [default: info]
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Rules")]
    pub(crate) min_severity: Option<Least>,

    /// Only these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Vec<Selector>,

    /// Not these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<Selector>,

    /// The rules that are tried out, too: those of the status `preview` in `vtlkit rules`
    #[arg(long, help_heading = "Rules")]
    pub(crate) preview: bool,

    /// Apply the fixes that are right in every case, and show what is left
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,

    /// With `--fix` or `--diff`: the fixes that change what a template prints, too
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,

    /// Show what `--fix` or `--add-suppressions` would change, and change nothing
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["fix", "statistics"])]
    pub(crate) diff: bool,

    /// Suppress the findings with comments in the files, `## vtlkit-disable-next-line rule: REASON`; what the templates
    /// print stays the same
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "",
          value_parser = reason, help_heading = "Fixes", conflicts_with_all = ["fix", "unsafe_fixes", "write_baseline", "statistics"])]
    pub(crate) add_suppressions: Option<String>,

    /// Leave out the findings that this file has as known
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write all findings into the baseline as known: the file of `--baseline`, that of the configuration, or
    /// `vtlkit-baseline.json`
    #[arg(long, help_heading = "Baseline", conflicts_with_all = ["diff", "statistics"])]
    pub(crate) write_baseline: bool,

    /// Read files that other files name outside of the repository too; outside of a repository, files outside of the
    /// named folders
    #[arg(long, help_heading = "Files")]
    pub(crate) allow_outside: bool,

    /// Report only files that git has as changed since the last commit, or since this branch or commit. New files count
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD",
          help_heading = "Files", conflicts_with = "staged")]
    pub(crate) changed: Option<String>,

    /// Report only files with changes that are staged for the next commit
    #[arg(long, help_heading = "Files")]
    pub(crate) staged: bool,

    /// Print the files that would be linted, and lint none
    #[arg(long, help_heading = "Files", conflicts_with = "watch")]
    pub(crate) show_files: bool,

    /// Print the configuration of the files that would be linted, and lint none
    #[arg(long, help_heading = "Files", conflicts_with_all = ["watch", "show_files"])]
    pub(crate) show_settings: bool,

    /// Leave files and folders alone, as patterns of `.gitignore` from the current folder on
    #[arg(long, value_name = "PATTERN", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,

    /// Leave what is excluded alone even where it is named
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,

    /// Take this configuration, not the nearest `vtlkit.toml`, or `[tool.vtlkit]` of a `pyproject.toml`, around each file
    #[arg(long, value_name = "FILE", help_heading = "Files", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Take no configuration
    #[arg(long, help_heading = "Files")]
    pub(crate) no_config: bool,

    /// With `-`: the name of the file that standard input is, which says what it is written in
    #[arg(long, value_name = "NAME", help_heading = "Files")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

impl LintArgs {
    /// Whether fixes are applied, to files or to what is shown of them.
    pub(super) fn fixes(&self) -> bool {
        self.fix || self.diff || self.add_suppressions.is_some()
    }

    /// The reports that are asked for.
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

    /// The files that reports are written into.
    pub(super) fn output_files(&self) -> Vec<PathBuf> {
        self.sinks().into_iter().filter_map(|sink| sink.file).collect()
    }

    /// Why the reports contradict each other.
    pub(super) fn contradiction(&self) -> Option<&'static str> {
        if self.output.iter().filter(|sink| sink.file.is_none()).count() > 1 {
            return Some("only one report goes to standard output: write the others as `--output FORM:FILE`");
        }
        if self.output_file.is_some()
            && !self.output.is_empty()
            && self.output.iter().all(|sink| sink.file.is_some())
        {
            return Some("`--output-file` names the file of a report without one, as in `--output sarif`");
        }
        let sinks = self.sinks();
        let counts = |form| matches!(form, LintForm::Text | LintForm::Concise | LintForm::Json);
        if self.statistics && !sinks.iter().all(|sink| counts(sink.form)) {
            return Some("`--statistics` goes with the forms `text`, `concise` and `json`");
        }
        None
    }
}

/// A report, and where it goes.
#[derive(Clone, Debug)]
pub(crate) struct Sink {
    pub(super) form: LintForm,
    /// The file; standard output without one.
    pub(super) file: Option<PathBuf>,
}

/// Reads a reason, which has to fit in a comment of one line.
fn reason(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) || ["*#", "*/", "-->"].iter().any(|end| text.contains(end)) {
        return Err("write it in one line, without the end of a comment (`*#`, `*/`, `-->`)".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// Reads `FORM` or `FORM:FILE`.
fn sink(text: &str) -> Result<Sink, String> {
    let (form, file) = match text.split_once(':') {
        Some((_, "")) => return Err("there is no file behind the `:`".to_owned()),
        Some((form, file)) => (form, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let form = LintForm::from_str(form, false).map_err(|_| {
        let forms = LintForm::value_variants().iter().filter_map(|form| form.to_possible_value());
        let names: Vec<String> = forms.map(|form| form.get_name().to_owned()).collect();
        format!("there is no form `{form}`, only {}", names.join(", "))
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
  0  nothing was found of the severity of `--error-on`: warnings and errors, without it
  1  something was found, or a file cannot be read; the others are linted
  2  the command was called wrongly, a named file does not exist, or a file cannot be written";

/// Lists the rules of `lint`.
#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    /// A list for people, or a JSON array with an object for each rule
    #[arg(long, value_enum, default_value_t = RulesForm::Text)]
    pub(crate) output: RulesForm,
}

/// How rules are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesForm {
    Text,
    Json,
}

/// Prints the documentation of rules.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The rule, a group of rules, or a part of the names of rules, which are listed
    #[arg(value_name = "RULE", required_unless_present = "all")]
    pub(crate) rule: Option<String>,

    /// Print the documentation of all rules
    #[arg(long, conflicts_with = "rule")]
    pub(crate) all: bool,

    /// The text, or a JSON array with an object for each rule
    #[arg(long, value_enum, default_value_t = RulesForm::Text)]
    pub(crate) output: RulesForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintForm {
    /// With the line and what to do
    Text,
    /// A line for each finding
    Concise,
    /// A JSON array
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit's XML
    Junit,
    /// The Diagnostic Format of reviewdog
    Rdjson,
}
