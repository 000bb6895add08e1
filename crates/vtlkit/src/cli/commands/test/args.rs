use std::path::PathBuf;

use crate::cli::definition::DefinitionArgs;
use clap::ValueEnum;

/// Runs the test cases of mappings.
///
/// Cases are in files `*.test.yaml` next to the templates. A case has a template, or an API and a route, a request, the
/// answer of the endpoint, and the expected result. The format is described in docs/formats.md, and for editors in
/// docs/cases.schema.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TestArgs {
    /// Case files, and folders with case files [default: the current folder]
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,

    /// Only cases whose file and name contain this text, ignoring case; can be repeated for alternatives
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Vec<String>,

    /// Replace failed expectations with the actual results, and keep everything else unchanged
    #[arg(long)]
    pub(crate) update: bool,

    /// Run again whenever a file changes
    #[arg(long, conflicts_with = "update")]
    pub(crate) watch: bool,

    /// List every case, not only failures
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Report which branches and loops of the templates no case has reached. With `lcov`, standard output has the
    /// tracefile, and the results go to standard error
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) coverage: Option<CoverageForm>,

    /// Also read files that cases refer to outside the repository (or, without a repository, outside the folders around
    /// the named ones)
    #[arg(long)]
    pub(crate) allow_outside: bool,

    /// Exit with 0 if there are no test cases, for hooks that run in many repositories
    #[arg(long)]
    pub(crate) pass_without_cases: bool,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// The number of threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
}

/// The output format of coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageForm {
    /// As text
    Text,
    /// As an lcov tracefile
    Lcov,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit test
  vtlkit test users/ --filter 'hostile' --verbose
  vtlkit test --update
  vtlkit test --watch
  vtlkit test --junit results.xml --coverage lcov > lcov.info

A file of cases:
  template: request.vtl
  cases:
    - name: a user without a name
      request:
        body: {user_id: 123}
      expect:
        json: {TableName: users, Item: {PK: {S: USER#123}}}

Exit codes:
  0  every case passes
  1  a case fails
  2  invalid arguments, a case file cannot be read or written, or there is none";
