use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::Selector;

use super::selection::selector;

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

    /// The form of what is printed
    #[arg(long, value_enum, default_value_t = LintForm::Text, value_name = "FORM", help_heading = "Output")]
    pub(crate) output: LintForm,

    /// Write what was found into a file, not to standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output_file: Option<PathBuf>,

    /// Show a request that makes the output break, and what comes out; always there in JSON and SARIF
    #[arg(long, help_heading = "Output")]
    pub(crate) show_witness: bool,

    /// Show how often each rule found something, not where; with the forms `text` and `json`
    #[arg(long, help_heading = "Output")]
    pub(crate) statistics: bool,

    /// Lint again whenever a file changes
    #[arg(long, help_heading = "Output", conflicts_with_all = ["write_baseline", "exit_zero"])]
    pub(crate) watch: bool,

    /// End with exit code 0 even where something was found
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_zero: bool,

    /// Only these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Vec<Selector>,

    /// Not these rules or groups of rules
    #[arg(long, value_name = "RULES", value_parser = selector, value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<Selector>,

    /// Apply the fixes that are right in every case, and show what is left
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,

    /// With `--fix` or `--diff`: the fixes that change what a template prints, too
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,

    /// Show what `--fix` would change, and change nothing
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["fix", "statistics"])]
    pub(crate) diff: bool,

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

    /// Leave files and folders alone, as patterns of `.gitignore` from the current folder on
    #[arg(long, value_name = "PATTERN", help_heading = "Files")]
    pub(crate) exclude: Vec<String>,

    /// Leave what is excluded alone even where it is named
    #[arg(long, help_heading = "Files")]
    pub(crate) force_exclude: bool,

    /// Take this configuration, not the nearest `vtlkit.toml` around each file
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
        self.fix || self.diff
    }
}

const EXAMPLES: &str = "\
Examples:
  vtlkit lint
  vtlkit lint api.yaml --show-witness
  vtlkit lint templates/ --select output,unknown-member --output concise
  vtlkit lint --fix
  vtlkit lint --diff --unsafe-fixes | git apply
  vtlkit lint --output sarif --output-file vtlkit.sarif
  vtlkit lint --write-baseline --baseline known.json && vtlkit lint --baseline known.json
  vtlkit lint - --stdin-filename api.yaml < api.yaml
  vtlkit explain quoted-json

Exit codes:
  0  nothing was found
  1  something was found, or a file cannot be read; the others are linted
  2  the command was called wrongly, or a file cannot be written";

/// Prints the documentation of a rule.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The rule
    pub(crate) rule: String,
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
}
