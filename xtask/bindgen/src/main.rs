//! `wasm-bindgen` and `wasm-bindgen-test-runner`, of the very version that the crates are compiled with, and what a
//! file of wasm is made of.
//!
//! A crate of its own, so that `cargo xtask` starts without compiling them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod constants;
mod draft;
mod flow;
mod module;
mod outline;
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
        Some("split") if arguments.len() == 6 => {
            split([&arguments[1], &arguments[2], &arguments[3]], [&arguments[4], &arguments[5]])
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

/// Writes a file that tells which pieces of its code ran.
fn instrument(from: &OsString, to: &OsString) -> anyhow::Result<()> {
    Ok(fs::write(to, profile::instrument(&fs::read(from)?)?)?)
}

/// Writes the code of which the numbers are in a file, with the data it needs, and the rest: from a file of wasm, what it
/// was before it got its glue, and the numbers.
fn split(from: [&OsString; 3], to: [&OsString; 2]) -> anyhow::Result<()> {
    let [whole, linked, ran] = from;
    let ran = fs::read_to_string(ran)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let constants = constants::read(&fs::read(linked)?)?;
    let (outlined, first) = outline::outline(&fs::read(whole)?, &ran, &constants)?;
    let (first, rest) = split::split(&outlined, &first, &constants)?;
    fs::write(to[0], first)?;
    Ok(fs::write(to[1], rest)?)
}
