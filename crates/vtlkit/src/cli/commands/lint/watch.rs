//! `vtlkit lint --watch`: lints again whenever a file changes.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::{Event, EventKind, RecursiveMode, Watcher as _};
use vtlkit_host::Format;

use super::{LintArgs, collect, config, once};
use crate::cli::failure::{Failure, print_error};
use crate::cli::{files, output, threads};

/// Changes within this time count as one: editors and git write several files at once.
const PAUSE: Duration = Duration::from_millis(50);

/// The escape sequence that clears a terminal.
const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";

/// Lints, and again after each change, until the process is ended.
pub(super) fn run(args: &LintArgs) -> Result<(), Failure> {
    threads::require("--watch")?;
    let (sender, events) = mpsc::channel();
    let wrong = |error: notify::Error| Failure::input(format!("cannot watch files: {error}"));
    let mut watcher = notify::recommended_watcher(sender).map_err(wrong)?;
    let mut watched: BTreeSet<PathBuf> = BTreeSet::new();
    loop {
        if io::stdout().is_terminal() {
            output::message(CLEAR)?;
        }
        // Before linting, so that a change in the meantime is noticed.
        for folder in folders(args) {
            if folder.is_dir() && !watched.contains(&folder) {
                watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(wrong)?;
                watched.insert(folder);
            }
        }
        match once(args) {
            Ok(()) | Err(Failure::Template) => {}
            Err(failure @ (Failure::Closed | Failure::Usage(_) | Failure::Panicked)) => return Err(failure),
            // Usually an error in the configuration, which can be fixed while this runs.
            Err(failure) => drop(failure.exit()),
        }
        print_error("watching for changes; press Ctrl-C to stop\n");
        wait(&events)?;
    }
}

/// The folders of the linted files and of their configurations, as far as they can be determined.
fn folders(args: &LintArgs) -> BTreeSet<PathBuf> {
    let mut out: BTreeSet<PathBuf> = collect::folders(args).into_iter().collect();
    let configs = out.clone();
    let around = configs.iter().flat_map(|folder| folder.ancestors());
    out.extend(around.filter(|folder| config::in_folder(folder).is_some()).map(Path::to_owned));
    out.extend(
        [&args.config, &args.baseline]
            .into_iter()
            .flatten()
            .filter_map(|path| config::absolute(path).parent().map(Path::to_owned)),
    );
    out
}

/// Waits for the start and the end of a series of changes.
fn wait(events: &Receiver<notify::Result<Event>>) -> Result<(), Failure> {
    let ended = |_| Failure::input("cannot watch files any more");
    while !matters(&events.recv().map_err(ended)?) {}
    while events.recv_timeout(PAUSE).is_ok() {}
    Ok(())
}

/// Whether an event is a change of a linted file or a configuration.
fn matters(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return true };
    let of_matter = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let of_kind = Format::of_name(&name).is_some()
            || path.is_dir()
            || [config::NAME, config::PROJECT, ".gitignore"].contains(&&*name);
        of_kind && !files::is_own_write(path)
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(of_matter)
}
