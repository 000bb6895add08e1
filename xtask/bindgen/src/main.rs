//! `wasm-bindgen` and `wasm-bindgen-test-runner`, of the very version that the crates are compiled with, and what a
//! file of wasm is made of.
//!
//! A crate of its own, so that `cargo xtask` starts without compiling them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod module;
mod parts;
mod profile;
mod split;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    let command = if arguments.len() > 1 { arguments.remove(1) } else { "".into() };
    let done = match command.to_str() {
        Some("bindgen") => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments),
        Some("test-runner") => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments),
        Some("parts") if arguments.len() == 2 => {
            parts::print(Path::new(&arguments[1])).map_err(anyhow::Error::msg)
        }
        Some("instrument") if arguments.len() == 3 => instrument(&arguments[1], &arguments[2]),
        Some("split") if arguments.len() == 5 => {
            split(&arguments[1], &arguments[2], [&arguments[3], &arguments[4]])
        }
        _ => {
            eprintln!(
                "error: the first argument is `bindgen`, `test-runner`, `parts`, `instrument` or `split`"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a file that tells which of its functions ran.
fn instrument(from: &OsString, to: &OsString) -> anyhow::Result<()> {
    Ok(fs::write(to, profile::instrument(&fs::read(from)?)?)?)
}

/// Writes the functions of which the numbers are in a file, and the rest.
fn split(from: &OsString, first: &OsString, to: [&OsString; 2]) -> anyhow::Result<()> {
    let first = fs::read_to_string(first)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let (first, rest) = split::split(&fs::read(from)?, &first)?;
    fs::write(to[0], first)?;
    Ok(fs::write(to[1], rest)?)
}
