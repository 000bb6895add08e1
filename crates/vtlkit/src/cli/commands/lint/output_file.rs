//! Checks that reports do not overwrite input files.

use std::path::Path;

use serde_json::Value;
use vtlkit_host::Format;

use super::LintArgs;
use super::collect::Input;
use super::config::{NAME, PROJECT, absolute};
use super::file::{Found, LARGEST};
use super::module;
use crate::cli::failure::Failure;
use crate::cli::files;

/// Fails if the report would overwrite an input. A report of an earlier run in a linted folder is removed from the
/// inputs.
pub(super) fn check(args: &LintArgs, inputs: &mut Vec<Input>) -> Result<(), Failure> {
    let outputs = args.output_files();
    for (at, output) in outputs.iter().enumerate() {
        if outputs.iter().skip(at + 1).any(|other| files::is_same(output, other)) {
            let message = format!("two reports would be written into `{}`", files::shown(output));
            return Err(Failure::input_with_help(message, "name a file for each"));
        }
        check_one(args, output, inputs)?;
    }
    Ok(())
}

fn check_one(args: &LintArgs, output: &Path, inputs: &mut Vec<Input>) -> Result<(), Failure> {
    let is_output = |path: &Path| files::is_same(output, path);
    let named = [&args.config, &args.baseline].into_iter().flatten();
    if named.chain(&args.paths).any(|path| !files::is_stdin(path) && is_output(path)) {
        return Err(refusal(output));
    }
    let is_configuration = output.file_name().is_some_and(|name| name == NAME || name == PROJECT);
    let is_module = module::is_part(&output.to_string_lossy());
    if (is_configuration || is_module) && output.exists() {
        return Err(refusal(output));
    }
    if inputs.iter().any(|input| input.settings.baseline.as_deref().is_some_and(is_output)) {
        return Err(refusal(output));
    }
    let reported = inputs.iter().position(|input| is_output(&input.absolute));
    match reported {
        Some(at) if is_report(&absolute(output)) => {
            inputs.remove(at);
            Ok(())
        }
        Some(_) => Err(refusal(output)),
        None => Ok(()),
    }
}

/// The same for files found through references, which are known after reading.
pub(super) fn check_found(output: &Path, found: &[Found]) -> Result<(), Failure> {
    if found.iter().any(|file| files::is_same(output, Path::new(&file.name))) {
        return Err(refusal(output));
    }
    Ok(())
}

fn refusal(output: &Path) -> Failure {
    let message = format!("the report would replace `{}`, which is an input", files::shown(output));
    Failure::input_with_help(message, "name another file")
}

/// Whether a file may be a report of an earlier run: JSON in the format of one, or Markdown without templates.
fn is_report(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let Ok(text) = files::read_text(path, "the file", LARGEST) else { return false };
    match Format::of_name(&name) {
        Some(Format::Json) => match serde_json::from_str::<Value>(&text) {
            Ok(Value::Array(list)) => list.iter().all(|it| it.get("severity").is_some()),
            Ok(Value::Object(log)) => log.contains_key("runs"),
            _ => false,
        },
        Some(Format::Markdown) => vtlkit_definition::extract(&name, &text).templates.is_empty(),
        _ => false,
    }
}
