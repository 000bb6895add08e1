//! Runs every recorded case of the real validator and the official draft 4 suite, as one named test per case.
//!
//! `tests/data/validation` has the recorded cases and describes them; `VTLKIT_CONFORMANCE` names further folders,
//! separated by `:`. For the draft 4 suite see `tests/conformance/README.md`.

// Clippy does not recognise this as test code, which has no test attribute.
#![allow(clippy::print_stderr, clippy::expect_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use vtlkit_cases::recorded;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/validation")];
    let mut trials: Vec<Trial> = Vec::new();
    match recorded::DRAFT4.folder() {
        Ok(Some(suite)) => trials.extend(support::draft4::trials(&suite)),
        Ok(None) => eprintln!("absent: {} cases of {}", recorded::DRAFT4.cases, recorded::DRAFT4.name),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
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
