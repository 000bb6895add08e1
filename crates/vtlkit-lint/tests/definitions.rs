//! The rules on whole definitions: each case of `tests/definitions` is a file with what is found in it, or nothing.
//! `VTLKIT_UPDATE=1` writes anew what is found.
//!
//! A case is its name behind `====`, the file, and behind `----` a line for each finding: the rule, and the text that is
//! marked.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use vtlkit_definition::extract;
use vtlkit_lint::{Group, RULES, lint_file};
use vtlkit_text::apply_edits;

/// The files of cases, and what the definitions in them are named.
const FILES: [(&str, &str); 6] = [
    ("openapi3.txt", "api.yaml"),
    ("openapi2.txt", "api.json"),
    ("cloudformation.txt", "template.yaml"),
    ("sam.txt", "template.yaml"),
    ("terraform.txt", "main.tf"),
    ("serverless.txt", "serverless.yml"),
];

/// What is found in a file, a line for each finding.
fn found(name: &str, text: &str) -> String {
    let extraction = extract(name, text);
    assert!(extraction.errors.is_empty(), "{:?} in\n{text}", extraction.errors);
    let mut out = String::new();
    for finding in lint_file(name, text, &extraction) {
        let marked = finding.diagnostic.primary.span.text(text).lines().next().unwrap_or_default();
        out.extend([finding.diagnostic.rule.unwrap(), " `", marked, "`\n"]);
    }
    out
}

#[test]
fn faults_are_found_and_sound_definitions_are_silent() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/definitions");
    let mut wrong = String::new();
    let mut shown = BTreeSet::new();
    let mut silent = 0;
    for (file, name) in FILES {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let mut written = String::new();
        for case in text.split("==== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let (definition, expected) = rest.split_once("----\n").unwrap_or((rest, ""));
            let found = found(name, definition);
            shown.extend(found.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned));
            silent += usize::from(found.is_empty());
            if found.trim() != expected.trim() {
                wrong.extend([file, ": ", title, " has\n", &found, "-- instead of\n", expected, "\n"]);
            }
            written.extend(["==== ", title, "\n", definition, "----\n", &found, "\n"]);
        }
        if std::env::var_os("VTLKIT_UPDATE").is_some() {
            fs::write(&path, written).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let all = RULES.iter().filter(|rule| rule.group == Group::Definition).map(|rule| rule.name);
    let missing: Vec<_> = all.filter(|rule| !shown.contains(*rule)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    assert!(silent > 10, "only {silent} cases are sound");
}

#[test]
fn a_fix_mends_what_it_fixes_and_breaks_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/definitions");
    // What these leave out is there only when they are mended.
    let opens_others = ["integration-type", "unknown-key"];
    let mut fixes = 0;
    for (file, name) in FILES {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        for case in text.split("==== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let (definition, _) = rest.split_once("----\n").unwrap();
            let before = found(name, definition);
            for finding in lint_file(name, definition, &extract(name, definition)) {
                let rule = finding.diagnostic.rule.unwrap();
                let is_own = RULES.iter().any(|it| it.name == rule && it.group == Group::Definition);
                let Some(fix) = finding.diagnostic.fix.filter(|_| is_own) else { continue };
                fixes += 1;
                let after = apply_edits(definition, &fix.edits).unwrap();
                let errors = vtlkit_definition::read_apis(name, &after).errors;
                let left = found(name, &after);
                let count = |list: &str| list.lines().filter(|line| line.starts_with(rule)).count();
                let all = |list: &str| list.lines().count();
                let is_mended = count(&left) < count(&before);
                let is_clean = opens_others.contains(&rule) || all(&left) < all(&before);
                assert!(is_mended && is_clean, "{file}: {title}: {rule}\n{after}\n{left}{errors:?}");
            }
        }
    }
    assert!(fixes > 20, "only {fixes} fixes");
}
