//! `vtlkit routes`: the routes of a definition.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Value, json};
use vtlkit::{Api, Definition, LineIndex, Place, Route, api_id, api_name, routes};
use vtlkit_report::{json, visible};
use vtlkit_text::{Encoding, Span};

use crate::cli::definition::{self, DefinitionArgs, definition_path};
use crate::cli::failure::Failure;
use crate::cli::{files, output};

/// Lists the routes of a definition: their methods and paths, integrations, validation, and where they are defined.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RoutesArgs {
    /// The definition file; `-` for standard input
    #[arg(value_name = "API", value_parser = definition_path)]
    api: PathBuf,

    /// Only the API with this name or logical name
    #[arg(long, value_name = "NAME")]
    api_name: Option<String>,

    #[command(flatten)]
    definition: DefinitionArgs,

    /// Also read files that the definition refers to outside the repository (or, without a repository, outside its
    /// folder)
    #[arg(long)]
    allow_outside: bool,

    /// A list, or JSON with an object for each API
    #[arg(long, value_enum, default_value_t = Form::Text)]
    output: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Text,
    Json,
}

const EXAMPLES: &str = "\
Examples:
  vtlkit routes template.yaml
  vtlkit routes serverless.yml --parameter stage=prod --output json";

/// Prints the routes.
pub(crate) fn run(args: &RoutesArgs) -> Result<(), Failure> {
    let definition = definition::read_definition(&args.api, &args.definition, args.allow_outside)?;
    let apis: Vec<&Api> = match &args.api_name {
        Some(name) => vec![definition.api(Some(name))?],
        None => definition.apis().iter().collect(),
    };
    if apis.is_empty() {
        definition.api(None)?;
    }
    let folder = args.api.parent().map(files::name).filter(|folder| !folder.is_empty());
    let places = Places { definition: &definition, folder };
    match args.output {
        Form::Text => output::message(&listed(&apis, &places)),
        Form::Json => {
            let all = apis.iter().map(|api| object(api, &places)).collect();
            output::data((json::text(&Value::Array(all), true) + "\n").as_bytes())
        }
    }
}

/// Formats positions, with paths of files relative to the current folder.
struct Places<'a> {
    definition: &'a Definition,
    folder: Option<String>,
}

impl Places<'_> {
    fn of(&self, span: Span) -> Option<(String, Place)> {
        let (source, local) = self.definition.sources().locate(span)?;
        let path = match &self.folder {
            Some(folder) => format!("{folder}/{}", source.path),
            None => source.path.to_string(),
        };
        Some((path, LineIndex::new(&source.text).place(&source.text, local.start(), Encoding::Chars)))
    }

    fn shown(&self, span: Span) -> String {
        self.of(span)
            .map(|(path, place)| format!("{path}:{}:{}", place.line, place.column))
            .unwrap_or_default()
    }
}

fn listed(apis: &[&Api], places: &Places<'_>) -> String {
    let mut out = String::new();
    for (index, api) in apis.iter().enumerate() {
        if apis.len() > 1 || api_id(api).is_some() {
            let between = if index > 0 { "\n" } else { "" };
            let _ = writeln!(out, "{between}{}", visible::line(&heading(api)));
        }
        let rows: Vec<[String; 5]> = routes(api).map(|route| row(&route, places)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..4).map(width).collect();
        for row in rows {
            let mut line = String::new();
            for (text, width) in row.iter().zip(widths.iter().copied().chain([0])) {
                let _ = write!(line, "{text:width$}  ");
            }
            let _ = writeln!(out, "{}", visible::line(line.trim_end()));
        }
    }
    out
}

fn heading(api: &Api) -> String {
    let name = match (api_name(api), api_id(api)) {
        ("", Some(id)) => id.to_owned(),
        (name, Some(id)) if id != name => format!("{name} ({id})"),
        (name, _) => name.to_owned(),
    };
    let stages: Vec<&str> = api.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    if stages.is_empty() { name } else { format!("{name}, stages {}", stages.join(", ")) }
}

fn row(route: &Route<'_>, places: &Places<'_>) -> [String; 5] {
    let mut checks: Vec<String> =
        route.validation().into_iter().map(|what| format!("validates {what}")).collect();
    checks.extend(route.authorization().map(|who| format!("authorized by {who}")));
    if route.method.api_key_required.value {
        checks.push("API key".to_owned());
    }
    [
        route.method.http_method.value.as_str().to_owned(),
        route.resource.path.value.clone(),
        route.integration(),
        checks.join(", "),
        places.shown(route.place()),
    ]
}

fn object(api: &Api, places: &Places<'_>) -> Value {
    let stages: Vec<&str> = api.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    let route = |route: Route<'_>| {
        let integration = route.method.integration.as_ref();
        let (file, place) = places.of(route.place()).unzip();
        json!({
            "method": route.method.http_method.value.as_str(),
            "path": route.resource.path.value,
            "integration": integration.map(|it| json!({
                "type": it.kind.value.as_str(),
                "uri": it.uri.as_ref().map(|uri| &uri.value),
                "httpMethod": it.http_method.map(|method| method.value.as_str()),
            })),
            "validator": route.method.validator.as_ref().map(|name| &name.value),
            "validates": route.validation(),
            "authorization": route.authorization(),
            "apiKeyRequired": route.method.api_key_required.value,
            "file": file,
            "line": place.map(|place| place.line),
            "column": place.map(|place| place.column),
        })
    };
    json!({
        "id": api_id(api),
        "name": api.name.as_ref().map(|name| &name.value),
        "stages": stages,
        "routes": routes(api).map(route).collect::<Vec<_>>(),
    })
}
