use std::path::PathBuf;

use crate::cli::definition::DefinitionArgs;
use clap::ValueEnum;

/// Runs the test cases of mappings.
///
/// Cases stand in files `*.test.yaml` beside the templates: a template or an API and a route, a request, what the
/// endpoint answers, and what is to come of it. The format is in docs/formats.md, and for editors in
/// docs/cases.schema.json.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TestArgs {
    /// Files of cases, and folders that hold some; the current folder without any
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,

    /// Only cases whose file and name have this text in them, whatever its case; of several, any
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Vec<String>,

    /// Write what came into the expectations that failed, and keep everything else as it is
    #[arg(long)]
    pub(crate) update: bool,

    /// Run again whenever a file changes
    #[arg(long, conflicts_with = "update")]
    pub(crate) watch: bool,

    /// Name every case, not only those that fail
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// Write the results as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Tell which branches and loops of the templates no case has reached. `lcov` takes standard output, and the results
    /// go to standard error
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) coverage: Option<CoverageForm>,

    /// Read files that cases name outside of the repository too; outside of a repository, files outside of the folders
    /// around the named ones
    #[arg(long)]
    pub(crate) allow_outside: bool,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// How many threads run cases; without it, one for each core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
}

/// How coverage is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoverageForm {
    /// To be read
    Text,
    /// As a tracefile of lcov
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
  0  every case holds
  1  a case fails
  2  the command was called wrongly, a file of cases cannot be read or written, or there are none";
