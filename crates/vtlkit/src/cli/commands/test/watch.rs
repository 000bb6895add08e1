//! `vtlkit test --watch`: repeats an action whenever a file changes.

use std::collections::HashSet;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::cli::failure::{Failure, print_error};
use crate::cli::{files, output, threads};

/// Changes within this time count as one: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// The escape sequence that clears a terminal.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Runs an action, and again whenever a file below the paths changes, or one that the action depends on. Ends at its
/// first failure.
pub(super) fn watch(
    paths: &[PathBuf],
    mut run: impl FnMut() -> Result<Vec<PathBuf>, Failure>,
) -> Result<(), Failure> {
    threads::require("--watch")?;
    let failure = |error: notify::Error| Failure::input(format!("cannot watch files: {error}"));
    let (sender, changes) = mpsc::channel();
    let mut watcher = RecommendedWatcher::new(sender, notify::Config::default()).map_err(failure)?;
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut watched = HashSet::new();
    for path in paths.iter().filter(|path| path.is_dir()) {
        watcher.watch(path, RecursiveMode::Recursive).map_err(failure)?;
        watched.insert(path.clone());
    }
    let mut depends: Vec<PathBuf> = paths.to_vec();
    loop {
        if io::stdout().is_terminal() {
            output::message(CLEAR)?;
        }
        depends.extend(run()?);
        // A replaced file is a new file, so its folder has to be watched.
        for folder in depends.drain(..).map(|file| folder(&file)) {
            if watched.insert(folder.clone()) {
                watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(failure)?;
            }
        }
        print_error("watching for changes; press Ctrl-C to stop\n");
        loop {
            match changes.recv() {
                Ok(Ok(event)) if is_change(&event) => break,
                Ok(_) => {}
                Err(_) => return Ok(()),
            }
        }
        while changes.recv_timeout(QUIET).is_ok() {}
    }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Whether an event is a change made by people. Reading also causes events, as do temporary files of tools, and this
/// command's own report.
fn is_change(event: &Event) -> bool {
    let hidden = |path: &PathBuf| {
        path.components().any(|part| {
            let name = part.as_os_str().to_string_lossy();
            name.len() > 1 && name.starts_with('.') && name != ".."
        })
    };
    let of_contents = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    );
    // A temporary file, possibly one that never had a name.
    let temporary = |path: &PathBuf| of_contents && !path.exists();
    let ignored = |path: &PathBuf| hidden(path) || files::is_own_write(path) || temporary(path);
    !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(ignored)
}
