//! The files that the paths of the command line name.

use std::fs;
use std::path::{Path, PathBuf};

use vtlkit_host::Format;

use crate::files;

/// The files the paths name, in order, each once. Of folders those that templates are kept in, hidden and ignored
/// ones aside. A path that names nothing is among them, so that reading it says so.
pub(super) fn collect(paths: &[PathBuf]) -> Vec<PathBuf> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut out = Vec::new();
    for path in paths {
        if files::is_stdin(path) || !path.is_dir() {
            out.push(path.clone());
        } else {
            walk(path, &mut out);
        }
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|path| seen.insert(path.clone()));
    out
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut links = Vec::new();
    let start = out.len();
    let walk = ignore::WalkBuilder::new(folder)
        .sort_by_file_path(Ord::cmp)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != "node_modules")
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                let path = path.strip_prefix("./").unwrap_or(path).to_path_buf();
                let kind = entry.file_type();
                if Format::of_name(&path.to_string_lossy()).is_none() {
                    continue;
                }
                if kind.is_some_and(|kind| kind.is_file()) {
                    out.push(path);
                } else if kind.is_some_and(|kind| kind.is_symlink()) {
                    links.push(path);
                }
            }
            // A folder that cannot be read; reading it as a file says why.
            Err(error) => out.extend(path_of(&error)),
        }
    }
    if links.is_empty() {
        return;
    }
    // A link to a file that is here anyway is no second file; one that leads nowhere is to be told of.
    let files: std::collections::HashSet<PathBuf> =
        out[start..].iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    for link in links {
        match fs::canonicalize(&link) {
            Ok(target) if target.is_dir() || files.contains(&target) => {}
            _ => out.push(link),
        }
    }
    out[start..].sort();
}

/// The path an error of a walk is about.
fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}
