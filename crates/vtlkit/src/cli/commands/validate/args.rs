use std::path::PathBuf;

use crate::cli::definition::{DefinitionArgs, definition_path};
use crate::cli::input::Input;
use clap::ValueEnum;

/// Validates bodies against a request model, with the service's verdicts and messages.
///
/// Standard output has the verdict on each body with the messages of the service, and their line and column in the
/// body.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    group = clap::ArgGroup::new("source").required(true).args(["model", "api"])
)]
pub(crate) struct ValidateArgs {
    /// The model, a JSON schema of draft 4: a file, `-` for standard input, or the inline schema
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) model: Option<Input>,

    /// A definition file with the model of `--model-name`
    #[arg(long, value_name = "API", value_parser = definition_path, requires = "model_name")]
    pub(crate) api: Option<PathBuf>,

    /// The name of a model of the API
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) model_name: Option<String>,

    /// The name of the API, if the file defines several
    #[arg(long, value_name = "NAME", requires = "api")]
    pub(crate) api_name: Option<String>,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// The bodies: files, `-` for standard input, or inline JSON objects and arrays
    #[arg(value_name = "BODY", required = true)]
    pub(crate) bodies: Vec<Input>,

    /// Each line of the files is a body
    #[arg(long)]
    pub(crate) ndjson: bool,

    /// Lines of text, or a JSON object for each body
    #[arg(long, value_enum, default_value_t = ValidateOutput::Text)]
    pub(crate) output: ValidateOutput,
}

/// The output format of verdicts.
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
  1  a body is invalid, or the model or the definition has errors
  2  invalid arguments, or a file is missing";
