use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::AuthorizerDecision;

use crate::cli::args::Phase;
use crate::cli::commands::invoke::decision;
use crate::cli::definition::DefinitionArgs;
use crate::cli::input::{Input, header, pair};

/// Runs a template, or a method of an API, with hostile requests, and reports what breaks.
///
/// Each value of the body, each query parameter and each header is replaced by quotes, backslashes, line breaks, emoji,
/// long texts, other types and an added member, and is removed; the same is done with the backend's answer. An output
/// breaks if it becomes invalid JSON, if a value adds a member to it, or if a template fails. Requests found by the
/// linter are tried too. Without a body, one is generated from what the templates read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AttackArgs {
    /// The template file, or a definition file followed by a method and a path
    #[arg(value_name = "TEMPLATE|API")]
    pub(crate) subject: PathBuf,

    /// The HTTP method of the API's method
    #[arg(value_name = "METHOD", requires = "path")]
    pub(crate) method: Option<String>,

    /// The path below the stage, with an optional query string
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<String>,

    /// The body of a working request: a file, `-` for standard input, or an inline JSON object or array
    #[arg(long, short = 'd', alias = "data", value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) body: Option<Input>,

    /// A header, as `Accept: text/plain` or `Accept=text/plain`
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header, help_heading = "Request")]
    pub(crate) header: Vec<(String, String)>,

    /// A query parameter for a template, decoded
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request", conflicts_with = "method")]
    pub(crate) query: Vec<(String, String)>,

    /// A path parameter for a template
    #[arg(
        long = "path-parameter",
        value_name = "NAME=VALUE",
        value_parser = pair,
        help_heading = "Request",
        conflicts_with = "method"
    )]
    pub(crate) path_parameter: Vec<(String, String)>,

    /// A JSON object with members of `$context`
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) context: Option<Input>,

    /// The decision of the method's authorizer, as in `vtlkit invoke`
    #[arg(long, value_name = "DECISION", value_parser = decision, help_heading = "Request", requires = "method")]
    pub(crate) authorizer: Option<AuthorizerDecision>,

    /// The answer of the endpoint, as in `vtlkit invoke`
    #[arg(long, value_name = "FILE|JSON", help_heading = "Endpoint", requires = "method")]
    pub(crate) backend: Option<Input>,

    /// The message that the template maps: in the response phase, the body is the integration's response
    #[arg(long, value_enum, default_value_t = Phase::Request, conflicts_with = "method")]
    pub(crate) phase: Phase,

    /// The name of the API, if the file defines several
    #[arg(long, value_name = "NAME", requires = "method")]
    pub(crate) api_name: Option<String>,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// Show every variant, not only those that break the output
    #[arg(long, help_heading = "Output")]
    pub(crate) all: bool,

    /// Write the variants that break the output as cases for `vtlkit test` to a new file (`.test.yaml`)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) save: Option<PathBuf>,

    /// The result as text, or as a JSON object
    #[arg(long, value_enum, default_value_t = AttackOutput::Text, help_heading = "Output")]
    pub(crate) output: AttackOutput,
}

/// The output format of an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AttackOutput {
    Text,
    Json,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit attack request.vtl
  vtlkit attack response.vtl --phase response --body answer.json
  vtlkit attack api.yaml POST /orders --body order.json --save orders.test.yaml
  vtlkit attack api.yaml GET '/orders?page=1' --backend '{\"body\": {\"items\": []}}' --output json

Exit codes:
  0  no variant breaks the output
  1  a variant breaks it, or the request itself fails
  2  invalid arguments, or a file is missing";
