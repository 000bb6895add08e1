//! The method execution against the tables of the service's behaviour: each file of `cases` is a section, each case a
//! row. `README.md` there says what a case holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a case file that is broken fails its test"
)]

mod case;
mod expect;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/execution/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut trials = Vec::new();
    for path in files {
        let section = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let document: Value =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{section}: {error}"));
        let defaults = document["defaults"].clone();
        for case in document["cases"].as_array().unwrap_or_else(|| panic!("{section} has no cases")).clone() {
            let name = format!("{section}::{}", case["name"].as_str().unwrap());
            let case = case::with_defaults(&defaults, case);
            trials.push(Trial::test(name, move || run(&case)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(case: &Value) -> Result<(), Failed> {
    let execution = case::execute(case)?;
    let problems = expect::problems(&case["expect"], &execution);
    if problems.is_empty() {
        return Ok(());
    }
    let trail: Vec<String> = execution
        .trail
        .iter()
        .map(|step| format!("  {}: {} ({})", step.kind.name(), step.decision, step.reason))
        .collect();
    Err(format!("{}\nthe way:\n{}", problems.join("\n"), trail.join("\n")).into())
}
