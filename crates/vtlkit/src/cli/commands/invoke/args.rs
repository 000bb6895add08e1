use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;
use vtlkit::AuthorizerDecision;

use crate::cli::definition::{DefinitionArgs, definition_path};
use crate::cli::failure::Failure;
use crate::cli::input::{Input, header, pair};

/// Executes a request against an API, and prints the response to the client.
///
/// Every step of the service is executed on the definition: routing, API keys and throttling, validation, templates and
/// mappings, and gateway responses if a step fails. The endpoint is not called: `--backend` and related options define
/// its answer, which is `{}` with status 200 by default.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InvokeArgs {
    /// The definition: a file (OpenAPI, SAM, CloudFormation, the output of the CDK, Serverless) or a Terraform module
    /// (its folder or one of its files); `-` for standard input
    #[arg(value_name = "API", value_parser = definition_path)]
    pub(crate) api: PathBuf,

    /// The HTTP method
    #[arg(value_name = "METHOD")]
    pub(crate) method: String,

    /// The path below the stage, with an optional query string; with `--test-invoke`, the declared path of the resource
    #[arg(value_name = "PATH")]
    pub(crate) path: String,

    /// Run the method without routing, authorizers, API keys and limits, like a test in the AWS console
    #[arg(long, help_heading = "Request", conflicts_with_all = ["stage", "authorizer"])]
    pub(crate) test_invoke: bool,

    /// The value of a path parameter for `--test-invoke`
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request", requires = "test_invoke")]
    pub(crate) path_parameter: Vec<(String, String)>,

    /// The name of the API, if the file defines several
    #[arg(long, value_name = "NAME")]
    pub(crate) api_name: Option<String>,

    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,

    /// The payload: a file, `-` for standard input, or an inline JSON object or array
    #[arg(long, short = 'd', alias = "data", value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) body: Option<Input>,

    /// A header, as `Accept: text/plain` or `Accept=text/plain`
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header, help_heading = "Request")]
    pub(crate) header: Vec<(String, String)>,

    /// The stage [default: the first of the definition]
    #[arg(long, value_name = "NAME", help_heading = "Request")]
    pub(crate) stage: Option<String>,

    /// A JSON object with members of `$context` that override the generated ones
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) context: Option<Input>,

    /// The decision of the authorizer: `allow`, `deny`, `unauthorized` or `failure`, or a JSON object with the members
    /// of `$context.authorizer`, such as `{"allow": {"principalId": "user-1"}}`. By default, a request with the
    /// identity that the method requires is authorized
    #[arg(long, value_name = "DECISION", value_parser = decision, help_heading = "Request")]
    pub(crate) authorizer: Option<AuthorizerDecision>,

    /// The time of the request, in milliseconds since 1970-01-01 UTC [default: now]
    #[arg(long, value_name = "MILLISECONDS", help_heading = "Request")]
    pub(crate) time: Option<u64>,

    /// The answer of the endpoint: a JSON object with `status`, `headers`, `body` or `bodyFile`, and `isBase64Encoded`,
    /// or with `error`, as in a test case. The options below override its members
    #[arg(long, value_name = "FILE|JSON", help_heading = "Endpoint", conflicts_with = "backend_error")]
    pub(crate) backend: Option<Input>,

    /// The status of the endpoint's answer
    #[arg(long, value_name = "N", help_heading = "Endpoint", value_parser = clap::value_parser!(u16).range(100..600))]
    pub(crate) backend_status: Option<u16>,

    /// A header of the endpoint's answer, replacing one with the same name
    #[arg(long, value_name = "NAME: VALUE", value_parser = header, help_heading = "Endpoint")]
    pub(crate) backend_header: Vec<(String, String)>,

    /// The body of the endpoint's answer, arbitrary bytes
    #[arg(long, value_name = "FILE|JSON", help_heading = "Endpoint")]
    pub(crate) backend_body: Option<Input>,

    /// A failure of the endpoint: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function
    #[arg(long, value_name = "TEXT", help_heading = "Endpoint",
          conflicts_with_all = ["backend_status", "backend_header", "backend_body"])]
    pub(crate) backend_error: Option<String>,

    /// Also read a `bodyFile` of a `--backend` file outside the repository (or, without a repository, outside the
    /// folder around the file's)
    #[arg(long, help_heading = "Endpoint")]
    pub(crate) allow_outside: bool,

    /// Print the trail first: each step with its decision and reason, and the request to the endpoint
    #[arg(long)]
    pub(crate) explain: bool,

    /// The response as text, everything as a JSON object, or the response byte for byte
    #[arg(long, value_enum, default_value_t = InvokeOutput::Text)]
    pub(crate) output: InvokeOutput,
}

/// Parses a decision: a word, a JSON object, or `@` and a file.
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

/// The output format of a response.
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
  1  the definition has errors
  2  invalid arguments, or a file is missing";
