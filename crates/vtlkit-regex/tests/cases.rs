//! Runs every case of the files in `cases` and of `tests/conformance/java-regex.ndjson`.
//!
//! A case has a pattern, an input and a replacement; `expected` has the results of Java 17: `find` the spans of all
//! matches in UTF-16 code units, `groups` those of the groups, `matches`, `replaceAll` and `replaceFirst` (null if the
//! replacement is rejected), `split` without limit and `split-1`, `split1`.. with one. `{"error": "pattern"}` means
//! that Java rejects the pattern, `{"error": "match"}` that its matcher throws.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "a case file that is broken fails its test"
)]

mod support;

use std::path::Path;

use support::json::{self, Json};

#[test]
fn agrees_with_java() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut failures = Vec::new();
    let mut count = run_file(&here.join("../../tests/conformance/java-regex.ndjson"), &mut failures);
    for path in std::fs::read_dir(here.join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            count += run_file(&path, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 1000, "only {count} cases were found");
}

fn run_file(path: &Path, failures: &mut Vec<String>) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    for line in text.lines() {
        let case = json::parse(line);
        let expected = case.get("expected").unwrap_or_else(|| panic!("no expectation: {line}"));
        let mut actual = support::run(&case, expected);
        if contains_replacement(expected) {
            replace_halves(&mut actual);
        }
        if actual != *expected {
            let id = String::from_utf8_lossy(case.text("id")).into_owned();
            failures.push(format!("{id}: expected {expected:?}\n  found {actual:?}"));
        }
    }
    text.lines().count()
}

/// Some cases were recorded with U+FFFD for a lone surrogate.
fn contains_replacement(value: &Json) -> bool {
    match value {
        Json::Text(text) => text.windows(3).any(|bytes| bytes == "\u{fffd}".as_bytes()),
        Json::List(items) => items.iter().any(contains_replacement),
        Json::Object(entries) => entries.iter().any(|(_, value)| contains_replacement(value)),
        _ => false,
    }
}

fn replace_halves(value: &mut Json) {
    match value {
        Json::Text(text) => {
            for at in 0..text.len().saturating_sub(2) {
                if matches!(text[at..], [0xed, 0xa0..=0xbf, ..]) {
                    text[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
                }
            }
        }
        Json::List(items) => items.iter_mut().for_each(replace_halves),
        Json::Object(entries) => entries.iter_mut().for_each(|(_, value)| replace_halves(value)),
        _ => {}
    }
}
