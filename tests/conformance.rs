//! Runs every conformance case as a test.
//!
//! The cases of `tests/conformance` are the project's own. Recorded sets of other projects are run where they are (see
//! `tests/conformance/README.md`); `VTLKIT_CONFORMANCE` names further folders, separated by `:`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test program reports to its terminal")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use vtlkit_cases::{checks, recorded, sets};

type Score = Arc<Mutex<BTreeMap<String, (usize, usize)>>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("tests/conformance")];
    for set in [recorded::AWS, recorded::VELOCITY] {
        match set.folder() {
            Ok(Some(folder)) => folders.push(folder),
            Ok(None) => eprintln!("absent: {} cases of {}", set.cases, set.name),
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        }
    }
    if let Ok(more) = std::env::var("VTLKIT_CONFORMANCE") {
        folders.extend(more.split(':').filter(|folder| !folder.is_empty()).map(PathBuf::from));
    }
    let score = Score::default();
    let mut trials = Vec::new();
    for folder in folders {
        match sets(&folder) {
            Ok(sets) => {
                for set in sets {
                    trials.extend(
                        set.cases.iter().flat_map(checks).map(|check| trial(&set.name, check, &score)),
                    );
                }
            }
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::from(2);
            }
        }
    }
    let listed = arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !listed {
        let score = score.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (set, (passed, all)) in score.iter() {
            println!("{set}: {passed}/{all}");
        }
    }
    conclusion.exit_code()
}

fn trial(set: &str, check: vtlkit_cases::Check, score: &Score) -> Trial {
    let (set, score) = (set.to_owned(), Arc::clone(score));
    Trial::test(format!("{set} {}", check.name), move || {
        let result = check.run();
        let mut score = score.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (passed, all) = score.entry(set).or_default();
        *passed += usize::from(result.is_ok());
        *all += 1;
        result.map_err(Failed::from)
    })
}
