use std::path::PathBuf;

use crate::cli::definition::{DefinitionArgs, definition_path};
use crate::cli::input::Input;
use clap::ValueEnum;

/// Checks bodies against a request model, as the service's validator does.
///
/// Standard output has the verdict on each body and what the service says of it, with line and column in the body.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    group = clap::ArgGroup::new("source").required(true).args(["model", "api"])
)]
pub(crate) struct ValidateArgs {
    /// The model, a JSON schema of draft 4: a file, `-` for standard input, or the schema itself
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) model: Option<Input>,

    /// A definition's file, of which `--model-name` says the model
    #[arg(long, value_name = "API", value_parser = definition_path, requires = "model_name")]
    pub(crate) api: Option<PathBuf>,

    /// The name of a model of the API
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) model_name: Option<String>,

    /// The name of the API, where the file defines several
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) api_name: Option<String>,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// The bodies: files, `-` for standard input, or JSON objects and lists themselves
    #[arg(value_name = "BODY", required = true)]
    pub(crate) bodies: Vec<Input>,

    /// Each line of the files is a body
    #[arg(long)]
    pub(crate) ndjson: bool,

    /// Lines to be read, or a JSON object for each body
    #[arg(long, value_enum, default_value_t = ValidateOutput::Text)]
    pub(crate) output: ValidateOutput,
}

/// How verdicts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateOutput {
    Text,
    Json,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit validate --model pet.json body.json
  vtlkit validate --api api.yaml --model-name Pet '{\"name\": \"Rex\"}'
  vtlkit validate --api api.yaml --model-name Pet events.ndjson --ndjson --output json

Exit codes:
  0  every body is valid
  1  a body is refused, or the model or the definition is broken
  2  the command was called wrongly, or a file is missing";
