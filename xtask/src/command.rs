//! Runs other programs.

use std::process::{Command, Stdio};

use crate::root;

/// Prints and runs a command in the root of the checkout.
pub(crate) fn command<'a>(
    program: &str,
    arguments: impl IntoIterator<Item = &'a str>,
    environment: &[(&str, &str)],
) -> Result<(), String> {
    let arguments: Vec<&str> = arguments.into_iter().collect();
    let line = format!("{program} {}", arguments.join(" "));
    println!("$ {line}");
    let status = Command::new(program)
        .args(&arguments)
        .envs(environment.iter().copied())
        .current_dir(root::root())
        .status()
        .map_err(|error| format!("`{program}` does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

/// The output of a command; `None` if it cannot be started or fails.
pub(crate) fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root::root())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
