//! `vtlkit test --watch` runs the cases again when a file changes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A command that is killed at the end of the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the command in a folder; returns its summaries as they are printed.
fn start(folder: &Path, arguments: &[&str]) -> (Running, Receiver<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
        .args(["test", "--watch"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, lines) = channel();
    let readers: [Box<dyn std::io::Read + Send>; 2] =
        [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
    for reader in readers {
        let sender = sender.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
    }
    (Running(child), lines)
}

/// Waits for a line with this text and for the one that says that changes are watched, in any order: they are on two
/// streams.
fn wait(lines: &Receiver<String>, wanted: &str) {
    let mut missing = vec![wanted, "watching for changes"];
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(30)) {
        missing.retain(|wanted| !line.contains(wanted));
        seen.push(line);
        if missing.is_empty() {
            return;
        }
    }
    panic!("{missing:?} did not come; what came: {seen:#?}");
}

#[test]
fn changes_of_templates_and_cases_are_seen() {
    let folder = std::env::temp_dir().join(format!("vtlkit-watch-{}", std::process::id()));
    let inner = folder.join("cases");
    std::fs::create_dir_all(&inner).unwrap();
    let (template, cases) = (folder.join("t.vtl"), inner.join("a.test.yaml"));
    std::fs::write(&template, "$input.body").unwrap();
    std::fs::write(&cases, "template: ../t.vtl\ncases: [{name: a, request: {body: x}, expect: {text: x}}]")
        .unwrap();
    // The template is outside of the named folder.
    let (running, lines) = start(&inner, &["."]);
    wait(&lines, "1 passed, 0 failed");
    std::fs::write(&template, "$input.body!").unwrap();
    wait(&lines, "0 passed, 1 failed");
    std::fs::write(&cases, "template: ../t.vtl\ncases: [{name: a, ").unwrap();
    wait(&lines, "invalid YAML");
    std::fs::write(&cases, "template: ../t.vtl\ncases: [{name: a, request: {body: x}, expect: {text: x!}}]")
        .unwrap();
    wait(&lines, "1 passed, 0 failed");
    drop(running);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_report_in_the_folder_is_no_change() {
    let folder = std::env::temp_dir().join(format!("vtlkit-watch-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("t.vtl"), "x").unwrap();
    std::fs::write(folder.join("a.test.yaml"), "template: t.vtl\ncases: [{name: a, expect: {text: x}}]")
        .unwrap();
    let (running, lines) = start(&folder, &["--junit", "results.xml"]);
    wait(&lines, "1 passed, 0 failed");
    for (text, results) in [("y", "0 passed, 1 failed"), ("x", "1 passed, 0 failed")] {
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(lines.try_recv().ok(), None, "it runs again without a change");
        // One change, not two.
        std::fs::write(folder.join(".t"), text).unwrap();
        std::fs::rename(folder.join(".t"), folder.join("t.vtl")).unwrap();
        wait(&lines, results);
        assert!(std::fs::read_to_string(folder.join("results.xml")).unwrap().contains("testcase"));
    }
    drop(running);
    std::fs::remove_dir_all(folder).unwrap();
}
