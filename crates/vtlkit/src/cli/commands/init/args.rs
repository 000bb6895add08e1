use std::path::PathBuf;

/// Sets up a project for vtlkit: a configuration, first test cases, a pre-commit hook and a GitHub workflow.
///
/// Finds the definitions and templates in a folder: OpenAPI, SAM, CloudFormation, the CDK, Terraform, Serverless, and
/// template files. On a terminal it asks before it writes a file; otherwise it writes what the options name. Existing
/// files are never changed: what to add to them is printed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InitArgs {
    /// The folder of the project [default: the current folder]
    #[arg(value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,

    /// Write everything without asking
    #[arg(long, short)]
    pub(super) yes: bool,

    /// Write a configuration, `vtlkit.toml`
    #[arg(long)]
    pub(super) config: bool,

    /// Write a file of test cases, `*.test.yaml`, for each definition and template: requests generated from what the
    /// templates read, with their current results as expectations
    #[arg(long)]
    pub(super) cases: bool,

    /// Write `.pre-commit-config.yaml`, with hooks that lint and test before each commit
    #[arg(long)]
    pub(super) hook: bool,

    /// Write `.github/workflows/vtlkit.yml`, which lints and tests each push and pull request
    #[arg(long)]
    pub(super) workflow: bool,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit init
  vtlkit init --yes
  vtlkit init api/ --config --cases

Exit codes:
  0  the project is set up, or the files that would be written are listed
  2  there is no definition and no template, or a file cannot be written";

/// A part of the setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Config,
    Cases,
    Hook,
    Workflow,
}

impl InitArgs {
    /// Whether an option names a part.
    pub(super) const fn names(&self, part: Part) -> bool {
        self.yes
            || match part {
                Part::Config => self.config,
                Part::Cases => self.cases,
                Part::Hook => self.hook,
                Part::Workflow => self.workflow,
            }
    }

    /// Whether the options name any part.
    pub(super) const fn names_any(&self) -> bool {
        self.yes || self.config || self.cases || self.hook || self.workflow
    }
}
