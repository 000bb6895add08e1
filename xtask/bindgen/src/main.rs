//! `wasm-bindgen` and `wasm-bindgen-test-runner`, of the very version that the crates are compiled with, and what a
//! file of wasm is made of.
//!
//! A crate of its own, so that `cargo xtask` starts without compiling them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod parts;

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
        _ => {
            eprintln!("error: the first argument is `bindgen`, `test-runner` or `parts`");
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
