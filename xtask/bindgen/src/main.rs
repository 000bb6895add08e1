//! `wasm-bindgen` and `wasm-bindgen-test-runner` in the same version as the crate that is compiled.
//!
//! A separate package, so that `cargo xtask` starts without compiling them.
#![allow(clippy::print_stderr, reason = "a command talks to its terminal")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    let command = if arguments.len() > 1 { arguments.remove(1) } else { "".into() };
    let done = match command.to_str() {
        Some("bindgen") => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments),
        Some("test-runner") => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments),
        _ => {
            eprintln!("error: the first argument is `bindgen` or `test-runner`");
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
