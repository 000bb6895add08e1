//! Hints for commands that other tools have.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::failure::Failure;

/// Names of commands that people try, with the command to use.
const COMMANDS: &[(&[&str], &str)] = &[
    (
        &["check", "analyze", "analyse", "scan"],
        "`vtlkit lint` checks templates and definitions, `vtlkit validate` checks bodies against a model",
    ),
    (
        &["fmt", "format", "prettify"],
        "there is no formatter; `vtlkit lint --fix` fixes mistakes and leaves everything else unchanged",
    ),
    (&["fix"], "`vtlkit lint --fix` applies fixes, `vtlkit lint --diff` shows them"),
    (
        &["run", "exec", "eval", "apply"],
        "`vtlkit render` renders one template, `vtlkit invoke` runs a route of an API",
    ),
    (
        &["call", "request", "send", "curl"],
        "`vtlkit invoke api.yaml METHOD PATH` executes a request against an API",
    ),
    (
        &["paths", "endpoints", "list", "ls"],
        "`vtlkit routes` lists the routes of a definition, `vtlkit extract` its templates",
    ),
    (
        &["rule", "docs"],
        "`vtlkit rules` lists the rules, `vtlkit explain RULE` prints the documentation of one",
    ),
    (&["fuzz"], "`vtlkit attack` tries hostile variants of a request"),
    (&["completion"], "`vtlkit completions SHELL` prints the completions of a shell"),
];

/// The hint for an unknown command, if its name is known.
pub(crate) fn for_command(error: &clap::Error) -> Option<Failure> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let (_, help) = COMMANDS.iter().find(|(names, _)| names.contains(&typed.as_str()))?;
    Some(Failure::input_with_help(format!("unknown command `{typed}`"), *help))
}
