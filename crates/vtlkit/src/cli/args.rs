//! What the command line takes.

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

/// Renders and checks the mapping templates of Amazon API Gateway.
#[derive(Debug, Parser)]
#[command(name = "vtlkit", version, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colours and links in messages: `auto` where a terminal shows them and `NO_COLOR` is not set
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
  0  the output is complete, every case holds, or nothing was found
  1  the template or a case fails, or something was found
  2  the command was called wrongly, or a file cannot be read or written";

/// Renders a mapping template for one request.
///
/// Standard output is the text that API Gateway would send, byte for byte, half a surrogate pair as `?`. What is
/// wrong with a template goes to standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = RENDER_EXAMPLES, allow_negative_numbers = true)]
pub(crate) struct RenderArgs {
    /// The template's file; `-` for standard input
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,

    /// The payload: a file, `-` for standard input, or a JSON object or list itself. What is not UTF-8 in it becomes
    /// U+FFFD, as in the service
    #[arg(long, short = 'd', alias = "data", value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) body: Option<Input>,

    /// A header, as `Accept: text/plain` or `Accept=text/plain`; of a name that is there twice the last counts
    #[arg(long, short = 'H', value_name = "NAME: VALUE", value_parser = header, help_heading = "Request")]
    pub(crate) header: Vec<(String, String)>,

    /// A query parameter, decoded
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) query: Vec<(String, String)>,

    /// A path parameter
    #[arg(long, alias = "path-parameter", value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) path: Vec<(String, String)>,

    /// A variable of the stage
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Request")]
    pub(crate) stage_variable: Vec<(String, String)>,

    /// A JSON object with the members of `$context`
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) context: Option<Input>,

    /// A JSON object with `body`, `headers`, `querystring`, `path`, `stageVariables` and `context`; the options above
    /// add to it and go first
    #[arg(long, value_name = "FILE|JSON", help_heading = "Request")]
    pub(crate) request: Option<Input>,

    /// Which template it is: in the response phase the payload is what the integration answered, and only
    /// `responseOverride` overrides anything
    #[arg(long, value_enum, default_value_t = Phase::Request, help_heading = "Request")]
    pub(crate) phase: Phase,

    /// The settings of the engine: API Gateway's, or Apache Velocity 1.7 as it comes
    #[arg(long, value_enum, default_value_t = DialectName::ApiGateway)]
    pub(crate) dialect: DialectName,

    /// A JSON object with variables by name, without `$`
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) vars: Option<Input>,

    /// The rendered text itself, or a JSON object with `output` and `overrides`, or `error`
    #[arg(long, value_enum, default_value_t = OutputForm::Text)]
    pub(crate) output: OutputForm,

    /// Tell what the render did: which branches were taken and why, how often each loop went round, and the value of
    /// each reference. On standard error, or as `trace` in the JSON object
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
/// Standard input has a request a line: a JSON object with `body`, `headers`, `querystring`, `path`,
/// `stageVariables` and `context`, all optional. Standard output has a result a line, in the same order: an object
/// with `output` and `overrides`, or with `error` where the line is no request or the template fails for it. Empty
/// lines are left out. The exit code is 1 where any line failed.
#[derive(Debug, clap::Args)]
#[command(after_help = MAP_EXAMPLES)]
pub(crate) struct MapArgs {
    /// The template's file
    #[arg(value_name = "TEMPLATE")]
    pub(crate) template: PathBuf,

    /// How many threads render; without it, one for each core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// How many bytes a line may have; a longer one is an error in its place
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
    /// A limit of each render: `steps` (50,000,000 without it), `output-bytes` (67,108,864), `memory-bytes`
    /// (536,870,912), `depth` (100), or `loop-rounds`, after which a `#foreach` ends without a word (1,000, none in
    /// Velocity as it comes)
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
