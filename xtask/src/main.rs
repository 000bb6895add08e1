//! The project's own commands: `cargo xtask <command>`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]

mod bench;
mod bench_invoke;
mod bench_lint;
mod bench_python;
mod browser;
mod cases;
mod ci;
mod command;
mod diff_fuzz;
mod install;
mod lint_coverage;
mod npm;
mod parts;
mod pre_commit;
mod python;
mod release;
mod repository;
mod root;
mod setup;
mod size;
mod spark;
mod tidy;
mod wasm;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <command>

  bench [--check]            measure, beside the real Velocity and velocityjs
  bench lint [--check]       measure the linter on 1,000 definitions, beside cfn-lint and Spectral
  bench --wasm [--check]     measure the npm package in Node and Chromium, beside velocityjs and ajv
  bench --invoke [--check]   measure whole requests and validation, beside ajv and the jsonschema crate
  bench --python [--check]   measure the Python module, beside airspeed and LocalStack's renderer
  ci [--no-setup] [STEP]...  check everything: format, lints, docs, tests, wasm, fuzz targets; installs what the
                             steps need, or with --no-setup lists what is missing and stops
  lint-coverage [--list] [PATH]...
                             print how many templates the linter's analysis follows to their ends, and what stops it
  cases                      run the cases on stdin (NDJSON, as in tests/conformance), write a result a line
  install [PART]...          try the ways in which users install vtlkit, with what is built here, without an index:
                             npm, readme, wheel, hook, spark
  diff-fuzz N [--seed S] [--keep FILE] [--mode plain|apigw|soup] [--from I]
                             compare N made-up cases with the real engines, print what differs
  wasm                       build the npm package in pkg
  release X.Y.Z              set the version everywhere, and name the section of the changelog
  release --check [TAG]      check that the version is the same everywhere, and the tag's
  release dry-run            build all that is published and can be built on Linux, and install each of it
  release archive TARGET|npm|image|notes
                             build a part of it: what the workflow of a release runs
  size                       print what the module of the package weighs, and of which crates, against its bound
  web [--build|--test [FILE]] serve the playground for development, build it, or test it in a browser

Every command ends with exit code 0 when all is well, 1 when something failed, 2 when it was called wrongly.
";

/// Why a command failed: the message and the exit code.
pub(crate) struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The command ran, and something failed.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// The command was used incorrectly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let result = match command.as_str() {
        "bench" => bench::run(&rest),
        "ci" => ci::run(&rest),
        "cases" => cases::run(&rest),
        "install" => install::parts(&rest),
        "release" => release::run(&rest),
        "lint-coverage" => lint_coverage::run(&rest),
        "diff-fuzz" => diff_fuzz::run(&rest),
        "size" => size::run(&rest),
        "wasm" => wasm::run(&rest),
        "web" => web::run(&rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::usage(format!("unknown command `{other}`\n\n{HELP}"))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("error: {}", failure.message.trim_end());
            }
            ExitCode::from(failure.code)
        }
    }
}
