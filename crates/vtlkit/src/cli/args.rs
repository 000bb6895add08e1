//! The arguments of the command line.

use std::path::PathBuf;

use clap::{ColorChoice, Parser, Subcommand, ValueEnum};

use crate::cli::commands::attack::AttackArgs;
use crate::cli::commands::extract::ExtractArgs;
use crate::cli::commands::init::InitArgs;
use crate::cli::commands::invoke::InvokeArgs;
use crate::cli::commands::lint::{ExplainArgs, LintArgs, RulesArgs};
use crate::cli::commands::routes::RoutesArgs;
use crate::cli::commands::shell::{CompletionsArgs, ManArgs, VersionArgs};
use crate::cli::commands::test::TestArgs;
use crate::cli::commands::validate::ValidateArgs;
use crate::cli::input::{Input, header, pair};
use crate::cli::limit;

/// Renders, lints and tests the mapping templates of Amazon API Gateway.
#[derive(Debug, Parser)]
#[command(name = "vtlkit", version, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colors and links in messages: `auto` if the terminal supports them and `NO_COLOR` is not set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto, help_heading = "Messages")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(InitArgs),
    Render(RenderArgs),
    Map(MapArgs),
    Invoke(InvokeArgs),
    Routes(RoutesArgs),
    Validate(ValidateArgs),
    Test(TestArgs),
    Lint(LintArgs),
    Attack(AttackArgs),
    Rules(RulesArgs),
    Explain(ExplainArgs),
    Extract(ExtractArgs),
    Completions(CompletionsArgs),
    #[command(hide = true)]
    Man(ManArgs),
    Version(VersionArgs),
}

const EXAMPLES: &str = "\
Examples:
  vtlkit init
  vtlkit render template.vtl --body body.json
  vtlkit map template.vtl < events.ndjson > results.ndjson
  vtlkit invoke api.yaml GET /pets/7 --explain
  vtlkit routes api.yaml
  vtlkit validate --model pet.json body.json
  vtlkit test templates/
  vtlkit lint api.yaml templates/
  vtlkit attack template.vtl

Exit codes:
  0  the output is complete, every case passes, or there are no findings
  1  the template or a case fails, or there are findings
  2  invalid arguments, or a file cannot be read or written";

/// Renders a mapping template for one request.
///
/// Standard output is the text that API Gateway would send, byte for byte, with lone surrogates as `?`. Errors go to
/// standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = RENDER_EXAMPLES, allow_negative_numbers = true)]
pub(crate) struct RenderArgs {
    /// The template file; `-` for standard input
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,

    /// The payload: a file, `-` for standard input, or an inline JSON object or array. Invalid UTF-8 becomes U+FFFD, as
    /// in the service
    #[arg(long, short = 'd', alias = "data", value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) body: Option<Input>,

    /// A header, as `Accept: text/plain` or `Accept=text/plain`; the last of several with one name counts
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header, help_heading = "Request")]
    pub(crate) header: Vec<(String, String)>,

    /// A query parameter, decoded
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) query: Vec<(String, String)>,

    /// A path parameter
    #[arg(long, alias = "path-parameter", value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) path: Vec<(String, String)>,

    /// A stage variable
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) stage_variable: Vec<(String, String)>,

    /// A JSON object with the members of `$context`
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) context: Option<Input>,

    /// A JSON object with `body`, `headers`, `querystring`, `path`, `stageVariables` and `context`; the options above
    /// override its members
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) request: Option<Input>,

    /// The message that the template maps: in the response phase, the payload is the integration's response, and only
    /// `responseOverride` has an effect
    #[arg(long, value_enum, default_value_t = Phase::Request, help_heading = "Request")]
    pub(crate) phase: Phase,

    /// The dialect: API Gateway's, or stock Apache Velocity 1.7
    #[arg(long, value_enum, default_value_t = DialectName::ApiGateway)]
    pub(crate) dialect: DialectName,

    /// A JSON object with variables by name, without `$`
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) vars: Option<Input>,

    /// The rendered text, or a JSON object with `output` and `overrides`, or `error`
    #[arg(long, value_enum, default_value_t = OutputForm::Text)]
    pub(crate) output: OutputForm,

    /// Print a trace: which branches were taken and why, the iterations of each loop, and the value of each reference.
    /// On standard error, or as `trace` in the JSON object
    #[arg(long)]
    pub(crate) trace: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

const RENDER_EXAMPLES: &str = "\
Examples:
  vtlkit render template.vtl --body body.json
  vtlkit render template.vtl --body '{\"id\": 7}' --query page=2 --header 'Accept: text/plain'
  echo '$util.urlEncode($input.params(\"q\"))' | vtlkit render - --query 'q=a b'
  vtlkit render template.vtl --body body.json --trace
  vtlkit render response.vtl --phase response --body answer.json --request request.json --output json
  vtlkit render page.vm --dialect velocity --vars vars.json --limit steps=1000000";

/// Renders a mapping template for each request of a stream.
///
/// Standard input has one request per line: a JSON object with `body`, `headers`, `querystring`, `path`,
/// `stageVariables` and `context`, all optional. Standard output has one result per line, in the same order: an object
/// with `output` and `overrides`, or with `error` if the line is not a request or the template fails. Empty lines are
/// skipped. The exit code is 1 if any line failed.
#[derive(Debug, clap::Args)]
#[command(after_help = MAP_EXAMPLES)]
pub(crate) struct MapArgs {
    /// The template file
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,

    /// The number of rendering threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// The maximum length of a line in bytes; a longer one gives an error
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = clap::value_parser!(u32).range(1..=1 << 30))]
    pub(crate) max_line: u32,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

const MAP_EXAMPLES: &str = "\
Examples:
  vtlkit map template.vtl < events.ndjson > results.ndjson
  vtlkit map template.vtl --jobs 2 < events.ndjson | jq -r .output
  vtlkit map template.vtl --limit memory-bytes=64_000_000 < events.ndjson > results.ndjson";

#[derive(Debug, clap::Args)]
pub(crate) struct LimitArgs {
    /// A limit of each render: `steps` (default 50,000,000), `output-bytes` (67,108,864), `memory-bytes` (536,870,912),
    /// `depth` (100), or `loop-rounds`, after which a `#foreach` silently stops (1,000; unlimited in stock Velocity)
    #[arg(long = "limit", value_name = "NAME=NUMBER", help_heading = "Limits")]
    pub(crate) limits: Vec<limit::Setting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Phase {
    Request,
    Response,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectName {
    ApiGateway,
    Velocity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputForm {
    Text,
    Json,
}
