use std::path::PathBuf;

use clap::ValueEnum;

/// Shows the templates inside a file with their places, and puts an edited one back.
///
/// The text of a template is what the service gets: escapes, indents and folds of the file are undone. Put back, it is
/// written as the file needs it, and every other byte of the file stays as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExtractArgs {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// A list to be read, or a JSON object
    #[arg(long, value_enum, default_value_t = ExtractForm::Text, value_name = "FORM")]
    pub(crate) output: ExtractForm,

    /// Only this template, by its number in the list or by its route: `POST /orders` is its request template, `POST /orders
    /// response 200` that of a response. Its text is printed byte for byte
    #[arg(long, value_name = "N|ROUTE")]
    pub(crate) template: Option<String>,

    /// Put this text in the place of the template of `--template`, or of the only one; `-` for standard input
    #[arg(long, value_name = "TEXT")]
    pub(crate) inject: Option<PathBuf>,

    /// With `--inject`: show what would change, and change nothing
    #[arg(long, requires = "inject")]
    pub(crate) diff: bool,

    /// With `-`: the name of the file that standard input is, which says what it is written in
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// How templates are shown.
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
  0  the templates were shown, or the text was put back
  1  the file is broken, or cannot say the text in that place
  2  the command was called wrongly, or a file is missing";
