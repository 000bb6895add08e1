//! The examples hold what their cases say, and no rule has anything to say about them.
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
