//! Deployment settings of a definition, from the command line and from files.

use std::path::Path;

use vtlkit::Settings;

use super::LARGEST_DEFINITION;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::input::{Input, pair};

/// Deployment settings.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Definition")]
pub(crate) struct DefinitionArgs {
    /// The value of a parameter of the definition, overriding its default
    #[arg(long, visible_alias = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) parameter: Vec<(String, String)>,

    /// Values of parameters, in a file or as inline JSON: JSON or YAML, an object or a list of `ParameterKey` and
    /// `ParameterValue` as for the AWS CLI; or Terraform variables (`.tfvars`). By default, `parameter_overrides` in a
    /// `samconfig.toml` next to the definition are used
    #[arg(long, visible_alias = "var-file", value_name = "FILE|JSON")]
    pub(crate) parameters: Vec<Input>,

    /// The region of the deployment [default: eu-west-1]
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    /// The account of the deployment [default: 123456789012]
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
}

impl DefinitionArgs {
    /// The settings for a definition.
    pub(crate) fn settings(&self, definition: &Path) -> Result<Settings, Failure> {
        let mut settings = Settings::default();
        if self.parameters.is_empty() && !files::is_stdin(definition) {
            let config = definition.with_file_name("samconfig.toml");
            if config.is_file() {
                sam_config(&config, &mut settings)?;
            }
        }
        for input in &self.parameters {
            let text = input.read_text("the parameter file")?;
            let name = input.name();
            settings.add_file(&name, &text).map_err(|error| {
                let message = format!("`{name}` {error}");
                let help = "write `{\"Name\": \"value\"}`, or the format of `aws cloudformation deploy --parameter-overrides`";
                Failure::input_with_help(message, help)
            })?;
        }
        settings.parameters.extend(self.parameter.iter().cloned());
        if self.region.is_some() {
            settings.region.clone_from(&self.region);
        }
        if let Some(account) = &self.account {
            settings.account.clone_from(account);
        }
        Ok(settings)
    }
}

/// Reads the default environment of a `samconfig.toml`.
fn sam_config(path: &Path, settings: &mut Settings) -> Result<(), Failure> {
    let text = files::read_text(path, "the SAM configuration", LARGEST_DEFINITION)?;
    let name = files::name(path);
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        Failure::input(format!("`{name}` is not valid TOML: {}", error.message()))
    })?;
    let environment = table.get("default");
    for command in ["global", "deploy"] {
        let Some(given) = environment.and_then(|it| it.get(command)).and_then(|it| it.get("parameters"))
        else {
            continue;
        };
        match given.get("parameter_overrides") {
            Some(toml::Value::String(text)) => settings.add_overrides(text),
            Some(toml::Value::Array(list)) => {
                list.iter().filter_map(toml::Value::as_str).for_each(|text| settings.add_override(text));
            }
            _ => {}
        }
        if let Some(region) = given.get("region").and_then(toml::Value::as_str) {
            settings.region = Some(region.to_owned());
        }
    }
    Ok(())
}
