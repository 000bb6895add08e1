use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::AuthorizerDecision;

use crate::cli::definition::{DefinitionArgs, definition_path};
use crate::cli::failure::Failure;
use crate::cli::input::{Input, header, pair};

/// Takes a request through an API, and prints the response that a client gets.
///
/// Every step of the service is run on the definition: routing, API keys and throttling, validation, templates and
/// mappings, and what is answered where one of them fails. The endpoint is not called: `--backend` and the options like
/// it say what it answers, and without them it answers `{}` with status 200.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InvokeArgs {
    /// The definition's file: OpenAPI, SAM, CloudFormation, what the CDK synthesises, or a module of Terraform: its folder or one of its files; `-` for standard input
    #[arg(value_name = "API", value_parser = definition_path)]
    pub(crate) api: PathBuf,

    /// The method
    #[arg(value_name = "METHOD")]
    pub(crate) method: String,

    /// The path below the stage, with the query string; with `--test-invoke`, the path of the resource as it is declared
    #[arg(value_name = "PATH")]
    pub(crate) path: String,

    /// Run the method without routing, authorizers, API keys and limits, as the test of the console does
    #[arg(long, help_heading = "Request", conflicts_with_all = ["stage", "authorizer"])]
    pub(crate) test_invoke: bool,

    /// The value of a path parameter of the resource that is tested
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request", requires = "test_invoke")]
    pub(crate) path_parameter: Vec<(String, String)>,

    /// The name of the API, where the file defines several
    #[arg(long, value_name = "NAME")]
    pub(crate) api_name: Option<String>,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// The payload: a file, `-` for standard input, or a JSON object or list itself
    #[arg(long, short = 'd', alias = "data", value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) body: Option<Input>,

    /// A header, as `Accept: text/plain` or `Accept=text/plain`
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header, help_heading = "Request")]
    pub(crate) header: Vec<(String, String)>,

    /// The stage; without it, the first of the definition
    #[arg(long, value_name = "NAME", help_heading = "Request")]
    pub(crate) stage: Option<String>,

    /// A JSON object with members of `$context`, in place of what is made up for them
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) context: Option<Input>,

    /// What the authorizer decides: `allow`, `deny`, `unauthorized` or `failure`, or a JSON object with the members of
    /// `$context.authorizer`, as `{"allow": {"principalId": "user-1"}}`. Without it, a request with the identity that
    /// the method asks for is let in
    #[arg(long, value_name = "DECISION", value_parser = decision, help_heading = "Request")]
    pub(crate) authorizer: Option<AuthorizerDecision>,

    /// When the request arrives, in milliseconds since 1970-01-01 UTC; without it, now
    #[arg(long, value_name = "MILLISECONDS", help_heading = "Request")]
    pub(crate) time: Option<u64>,

    /// What the endpoint answers: a JSON object with `status`, `headers`, `body` or `bodyFile`, and `isBase64Encoded`, or
    /// with `error`, as in a case. The options below go first
    #[arg(long, value_name = "FILE|JSON", help_heading = "Endpoint", conflicts_with = "backend_error")]
    pub(crate) backend: Option<Input>,

    /// The status the endpoint answers with
    #[arg(long, value_name = "N", help_heading = "Endpoint", value_parser = clap::value_parser!(u16).range(100..600))]
    pub(crate) backend_status: Option<u16>,

    /// A header the endpoint answers with, in place of one of this name
    #[arg(long, value_name = "NAME: VALUE", value_parser = header, help_heading = "Endpoint")]
    pub(crate) backend_header: Vec<(String, String)>,

    /// The body the endpoint answers with, of any bytes
    #[arg(long, value_name = "FILE|JSON", help_heading = "Endpoint")]
    pub(crate) backend_body: Option<Input>,

    /// How the endpoint fails: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function
    #[arg(long, value_name = "TEXT", help_heading = "Endpoint",
          conflicts_with_all = ["backend_status", "backend_header", "backend_body"])]
    pub(crate) backend_error: Option<String>,

    /// Read the `bodyFile` of a file of `--backend` outside of the repository too; outside of a repository, outside of the
    /// folder around the file's
    #[arg(long, help_heading = "Endpoint")]
    pub(crate) allow_outside: bool,

    /// Prints the way first: each step, what it decided and why, and the request that the endpoint gets
    #[arg(long)]
    pub(crate) explain: bool,

    /// The response to be read, all of it as a JSON object, or the response byte for byte
    #[arg(long, value_enum, default_value_t = InvokeOutput::Text)]
    pub(crate) output: InvokeOutput,
}

/// Reads a decision: a word, a JSON object, or `@` and a file.
pub(crate) fn decision(text: &str) -> Result<AuthorizerDecision, String> {
    if !text.starts_with('@') {
        return text.parse();
    }
    match Input::from(OsString::from(text)).read_text("the decision") {
        Ok(text) => text.parse(),
        Err(Failure::Input { message, .. }) => Err(message),
        Err(failure) => Err(failure.into_text()),
    }
}

/// How a response is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InvokeOutput {
    Text,
    Json,
    Http,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit invoke api.yaml GET '/pets/7?full=true' --explain
  vtlkit invoke api.yaml POST /pets --body pet.json --header 'Content-Type: application/json' --backend answer.json
  vtlkit invoke api.yaml GET /pets/7/photo --backend-header 'Content-Type: image/png' --backend-body photo.png
  vtlkit invoke api.yaml GET /me --authorizer '{\"allow\": {\"principalId\": \"user-1\"}}'
  vtlkit invoke template.yaml GET /orders --backend-error 'order not found' --output json

Exit codes:
  0  there is a response, whatever its status
  1  the definition is broken
  2  the command was called wrongly, or a file is missing";
