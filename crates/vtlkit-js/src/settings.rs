//! The other files of a definition, and values for its parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use vtlkit::Settings;

use crate::options::{Options, wrong};

/// Reads `files`, `parameters`, `region` and `account` from an options object.
pub(crate) fn read(options: &str) -> Result<(BTreeMap<String, Arc<str>>, Settings), String> {
    let mut options = Options::read(options, &["files", "parameters", "region", "account"])?;
    let files = texts(options.object("files")?, "files")?;
    let files = files.into_iter().map(|(path, text)| (plain(&path), text.into())).collect();
    let mut settings = Settings { region: options.text("region")?, ..Settings::default() };
    settings.parameters = texts(options.object("parameters")?, "parameters")?;
    if let Some(account) = options.text("account")? {
        settings.account = account;
    }
    Ok((files, settings))
}

fn texts(members: Map<String, Value>, what: &str) -> Result<BTreeMap<String, String>, String> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        Value::Number(_) | Value::Bool(_) if what == "parameters" => Ok((name, value.to_string())),
        _ => Err(wrong(&format!("`{what}.{name}` must be a string"))),
    };
    members.into_iter().map(text).collect()
}

/// A path without leading `./`.
fn plain(path: &str) -> String {
    path.strip_prefix("./").unwrap_or(path).replace('\\', "/")
}
