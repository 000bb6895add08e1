use std::path::PathBuf;

use clap::ValueEnum;

/// Lists the templates in a file with their positions, and writes an edited one back.
///
/// The text of a template is what the service receives: escapes, indentation and folding of the file are decoded. An
/// edited text is written back in the notation of the file, and all other bytes of the file stay unchanged.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExtractArgs {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// A list, or a JSON object
    #[arg(long, value_enum, default_value_t = ExtractForm::Text, value_name = "FORMAT")]
    pub(crate) output: ExtractForm,

    /// Only this template, by its number in the list or by its route: `POST /orders` is its request template, `POST
    /// /orders response 200` that of a response. Its text is printed byte for byte
    #[arg(long, value_name = "N|ROUTE")]
    pub(crate) template: Option<String>,

    /// Replace the template of `--template`, or the only one, by this text; `-` for standard input
    #[arg(long, value_name = "TEXT")]
    pub(crate) inject: Option<PathBuf>,

    /// With `--inject`: show the changes without writing them
    #[arg(long, requires = "inject")]
    pub(crate) diff: bool,

    /// With `-`: the file name of standard input, from which the format is derived
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// The output format of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractForm {
    Text,
    Json,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit extract api.yaml
  vtlkit extract api.yaml --template 'POST /orders' > request.vtl
  vtlkit extract api.yaml --template 2 | vtlkit render - --body body.json
  vtlkit extract api.yaml --template 2 --inject request.vtl
  vtlkit extract main.tf --output json | jq -r '.templates[].text'

Exit codes:
  0  the templates were printed, or the text was written back
  1  the file has errors, or cannot contain the text at that position
  2  invalid arguments, or a file is missing";
