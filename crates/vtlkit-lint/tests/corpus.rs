//! Realistic files: in `tests/lint-corpus/broken` each has faults, listed beside it with their exact places; nothing
//! is found in those of `tests/lint-corpus/sound`. `VTLKIT_UPDATE=1` writes the lists anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_definition::{TemplateKind, extract};
use vtlkit_lint::{Group, RULES, lint_file};
use vtlkit_text::{Encoding, LineIndex};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lint-corpus").join(name)
}

/// The files of a folder with their texts, by name.
fn files(name: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it != "findings"))
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    out.sort();
    out
}

/// What is found in a file, a line for each finding: its place, the rule, and the text that is marked.
fn found(name: &str, text: &str) -> String {
    let extraction = extract(name, text);
    assert!(extraction.errors.is_empty(), "{name}: {:?}", extraction.errors);
    let index = LineIndex::new(text);
    let mut out = String::new();
    for finding in lint_file(name, text, &extraction) {
        let span = finding.diagnostic.primary.span;
        let place = index.place(text, span.start(), Encoding::Chars);
        let marked = span.text(text).lines().next().unwrap_or_default();
        let rule = finding.diagnostic.rule.unwrap();
        out.extend([&format!("{}:{} {rule} `", place.line, place.column), marked, "`\n"]);
    }
    out
}

#[test]
fn every_fault_is_found_in_its_place() {
    let mut wrong = String::new();
    for (name, text) in files("broken") {
        let list = folder("broken").join(format!("{name}.findings"));
        let found = found(&name, &text);
        if std::env::var_os("VTLKIT_UPDATE").is_some() {
            fs::write(&list, &found).unwrap();
        }
        let expected = fs::read_to_string(&list).unwrap_or_default();
        if found != expected {
            wrong.extend(["== ", &name, " is listed with\n", &expected, "-- but has\n", &found]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn nothing_is_found_in_sound_files() {
    let mut wrong = String::new();
    for (name, text) in files("sound") {
        wrong.extend(
            [name.as_str(), "\n", &found(&name, &text)].into_iter().filter(|part| part.contains(':')),
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_files_are_many_and_of_every_kind() {
    let (broken, sound) = (files("broken"), files("sound"));
    let templates = |files: &[(String, String)]| -> usize {
        let kinds = files.iter().flat_map(|(name, text)| extract(name, text).templates);
        kinds.filter(|it| it.role.kind != TemplateKind::Model).count()
    };
    let (bad, good) = (templates(&broken), templates(&sound));
    assert!(bad >= 30 && good >= 30, "{bad} broken and {good} sound templates");
    let lists: String = broken.iter().map(|(name, text)| found(name, text)).collect();
    // What no file can show: comments that keep rules quiet, lists of the configuration, templates of 300 KB.
    let elsewhere = ["unused-suppression", "unknown-stage-variable", "limits"];
    // The rules on definitions have cases of their own.
    let missing: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.group != Group::Definition)
        .map(|rule| rule.name)
        .filter(|name| !elsewhere.contains(name) && !lists.contains(&format!(" {name} `")))
        .collect();
    assert!(missing.is_empty(), "no file shows {missing:?}");
}
