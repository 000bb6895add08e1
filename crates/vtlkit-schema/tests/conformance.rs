//! Runs every recorded case of the real validator and the official draft 4 suite, one named test a case.
//!
//! The recorded cases are read from `../shared/conformance` beside the repository and from the folders named in
//! `VTLKIT_CONFORMANCE`, separated by `:`. Where the folder is missing the run says so and tests nothing.

// There is no test attribute here for the linter to know the test code by.
#![allow(clippy::print_stderr, clippy::expect_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut trials: Vec<Trial> = Vec::new();
    if shared.is_dir() {
        folders.push(shared.join("validation"));
        trials.extend(support::draft4::trials(&shared.join("json-schema-draft4")));
    } else {
        eprintln!("no recorded cases: {} is missing", shared.display());
    }
    if let Some(more) = std::env::var_os("VTLKIT_CONFORMANCE") {
        folders.extend(std::env::split_paths(&more));
    }
    for folder in folders {
        let cases = support::recorded::trials(&folder);
        eprintln!("{}: {} recorded cases", folder.display(), cases.len());
        trials.extend(cases);
    }
    let total = trials.len();
    let conclusion = libtest_mimic::run(&arguments, trials);
    eprintln!("{} passed, {} failed of {total}", conclusion.num_passed, conclusion.num_failed);
    conclusion.exit_code()
}
