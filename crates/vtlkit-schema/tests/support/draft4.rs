//! The official draft 4 suite, with the verdicts of the service's validator where they differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::value::RawValue;
use vtlkit_schema::{Model, References};

#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Box<RawValue>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    description: String,
    data: Box<RawValue>,
    valid: bool,
}

/// A test of the suite with another verdict.
#[derive(Deserialize)]
struct Difference {
    file: String,
    group: String,
    test: String,
    /// The validator's verdict; `None` for an exception.
    valid: Option<bool>,
}

/// One test for each test of the suite.
pub(crate) fn trials(suite: &Path) -> Vec<Trial> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/draft4-differences.ndjson");
    let mut differences: BTreeMap<(String, String, String), Option<bool>> = BTreeMap::new();
    for line in fs::read_to_string(data).unwrap_or_default().lines() {
        let difference: Difference = serde_json::from_str(line).expect("a difference");
        differences.insert((difference.file, difference.group, difference.test), difference.valid);
    }
    let mut references = References::new();
    let remotes = suite.join("remotes");
    for file in files(&remotes) {
        let name = file.strip_prefix(&remotes).unwrap_or(&file).to_string_lossy().into_owned();
        let uri = format!("http://localhost:1234/{name}");
        references.add_uri(&uri, fs::read_to_string(&file).unwrap_or_default());
    }
    let tests = suite.join("tests/draft4");
    let mut trials = Vec::new();
    for file in files(&tests) {
        let name =
            file.strip_prefix(&tests).unwrap_or(&file).with_extension("").to_string_lossy().into_owned();
        let groups: Vec<Group> = serde_json::from_str(&fs::read_to_string(&file).unwrap_or_default())
            .expect("a file of the suite");
        for group in groups {
            for test in group.tests {
                let key = (name.clone(), group.description.clone(), test.description.clone());
                let expected = differences.remove(&key).unwrap_or(Some(test.valid));
                let title = format!("draft4::{name}::{}::{}", group.description, test.description);
                let (schema, data, references) = (group.schema.clone(), test.data, references.clone());
                trials.push(Trial::test(title, move || run(schema.get(), data.get(), &references, expected)));
            }
        }
    }
    let unknown: Vec<String> = differences.into_keys().map(|key| format!("{key:?}")).collect();
    trials.push(Trial::test("draft4::every difference is of the suite", move || {
        if unknown.is_empty() { Ok(()) } else { Err(unknown.join("\n").into()) }
    }));
    trials
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn run(schema: &str, data: &str, references: &References, expected: Option<bool>) -> Result<(), Failed> {
    let verdict = Model::compile(schema, references)?.validate(data);
    let found = match verdict {
        vtlkit_schema::Verdict::Exception(_) => None,
        _ => Some(verdict.is_valid()),
    };
    if found == expected {
        Ok(())
    } else {
        Err(format!("found {found:?}, expected {expected:?}: {verdict:?}").into())
    }
}
