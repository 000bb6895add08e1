//! `cargo xtask cases`: runs cases like the runner of the real engines.

use std::io::{BufRead, BufWriter, Write};

use vtlkit_cases::{Json, run as run_case};

use crate::Failure;

/// Reads one case per line and writes one result per line, in the same order.
pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(argument) = arguments.first() {
        return Err(Failure::usage(format!("`cases` takes no argument, and got `{argument}`")));
    }
    let broken = |error: std::io::Error| Failure::failed(format!("a line cannot be passed on: {error}"));
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (at, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.map_err(broken)?;
        if line.trim().is_empty() {
            continue;
        }
        let case =
            Json::parse(&line).map_err(|error| Failure::failed(format!("line {}: {error}", at + 1)))?;
        let mut result = String::new();
        run_case(&case).to_json(case.get("id").unwrap_or(&Json::Null)).write(&mut result);
        writeln!(out, "{result}").map_err(broken)?;
    }
    out.flush().map_err(broken)
}
