//! The cases of the examples pass, and no rule reports a finding in them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::process::Command;

fn vtlkit(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn every_case_holds() {
    let (code, text) = vtlkit(&["test", "examples"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn no_rule_finds_anything() {
    // `users-api` demonstrates findings.
    let mut folders: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir() && entry.file_name() != "users-api")
        .map(|entry| format!("examples/{}", entry.file_name().to_string_lossy()))
        .collect();
    folders.sort();
    assert!(folders.len() > 10, "{folders:?}");
    let arguments: Vec<&str> =
        ["lint", "--no-config"].into_iter().chain(folders.iter().map(String::as_str)).collect();
    let (code, text) = vtlkit(&arguments);
    assert_eq!(code, Some(0), "{text}");
}

/// Each example has cases that reach every branch, and each API has cases with hostile strings.
#[test]
fn the_cases_reach_every_branch() {
    let (code, text) = vtlkit(&["test", "examples", "--coverage", "text"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("never") && !text.contains("no case runs it"), "{text}");
    let (code, text) = vtlkit(&["test", "examples", "--filter", "hostile"]);
    assert_eq!(code, Some(0), "{text}");
    for example in [
        "dynamodb",
        "eventbridge",
        "kinesis",
        "lambda",
        "mock-cors",
        "msk",
        "redshift-data",
        "s3",
        "sqs",
        "step-functions",
    ] {
        assert!(text.contains(&format!("ok    examples/{example}/")), "{example}: {text}");
    }
}
