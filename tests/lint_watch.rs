//! `vtlkit lint --watch` notices changes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a command that cannot be run fails its test")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long the test waits for a change to be noticed.
const PATIENCE: Duration = Duration::from_secs(20);

struct Watch {
    child: Child,
    lines: Receiver<String>,
    /// One line for each run.
    rounds: Receiver<String>,
}

impl Watch {
    fn start(folder: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vtlkit"))
            .args(["lint", "--watch", "--output", "concise"])
            .args(options)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let read = |stream: Box<dyn std::io::Read + Send>| {
            let (sender, lines) = channel();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines() {
                    let Ok(line) = line else { return };
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
            lines
        };
        let lines = read(Box::new(child.stdout.take().unwrap()));
        let rounds = read(Box::new(child.stderr.take().unwrap()));
        Self { child, lines, rounds }
    }

    /// Reads up to a line with these words. Runs in between may have seen partially written files.
    fn sees(&self, words: &str) {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line has `{words}`"));
            if line.contains(words) {
                return;
            }
        }
    }

    fn waits(&self) {
        assert_eq!(self.rounds.recv_timeout(PATIENCE).unwrap(), "watching for changes; press Ctrl-C to stop");
    }
}

impl Watch {
    /// No further run starts.
    fn rests(&self) {
        std::thread::sleep(Duration::from_millis(500));
        assert!(self.rounds.try_recv().is_err(), "it runs again without a change");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn changed_and_new_files_are_linted_again() {
    let folder = std::env::temp_dir().join(format!("vtlkit-watch-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::write(folder.join("a.vtl"), "$one\n").unwrap();
    let watch = Watch::start(&folder, &[]);
    watch.sees("a.vtl:1:2: warning undefined-reference `$one`");
    watch.waits();
    std::fs::write(folder.join("a.vtl"), "$two\n").unwrap();
    watch.sees("a.vtl:1:2: warning undefined-reference `$two`");
    watch.waits();
    std::fs::write(folder.join("inner/b.vtl"), "$three\n").unwrap();
    watch.sees("inner/b.vtl:1:2: warning undefined-reference `$three`");
    watch.waits();
    std::fs::write(folder.join("vtlkit.toml"), "severity = {undefined-reference = \"error\"}\n").unwrap();
    watch.sees("inner/b.vtl:1:2: error undefined-reference");
    watch.waits();
    std::fs::write(folder.join("vtlkit.toml"), "ignore = [\"all\"]\n").unwrap();
    watch.sees("nothing found");
    drop(watch);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_written_is_no_change() {
    let folder = std::env::temp_dir().join(format!("vtlkit-watch-own-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::write(folder.join("a.vtl"), "$util.escapeJavascript($x)\n").unwrap();
    let report = folder.join("inner/report.md");
    let options = ["--fix", "--unsafe-fixes", "--output-file", "./inner/report.md"];
    let watch = Watch::start(&folder, &options);
    watch.waits();
    watch.rests();
    assert_eq!(std::fs::read_to_string(folder.join("a.vtl")).unwrap(), "$util.escapeJavaScript($x)\n");
    assert!(std::fs::read_to_string(&report).unwrap().contains("fixed"));
    // One change, not two.
    std::fs::write(folder.join("new"), "$util.escapeJavascript($y)\n").unwrap();
    std::fs::rename(folder.join("new"), folder.join("a.vtl")).unwrap();
    watch.waits();
    watch.rests();
    assert!(std::fs::read_to_string(&report).unwrap().contains("`$y`"));
    // The report may be changed by others.
    std::fs::remove_file(&report).unwrap();
    watch.waits();
    watch.rests();
    drop(watch);
    std::fs::remove_dir_all(&folder).unwrap();
}
