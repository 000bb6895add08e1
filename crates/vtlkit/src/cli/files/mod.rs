//! Reads whole files and standard input, and writes files.

mod canonical;
mod scope;
mod similar;
mod text;
mod walk;
mod write;

pub(crate) use self::canonical::canonical;
pub(crate) use self::scope::{REFUSAL_HELP, Scope, leads_outside, real};
pub(crate) use self::similar::similar;
pub(crate) use self::text::{text, wide};
pub(crate) use self::walk::{Step, Walk};
pub(crate) use self::write::{create, followed, is_own_write, update};

use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;

/// Maximum size of a template: a hundred times what the service accepts; larger ones would need gigabytes of memory.
pub(crate) const LARGEST_TEMPLATE: u64 = 32 << 20;

/// Maximum size of a value; larger ones could not be rendered.
pub(crate) const LARGEST_VALUE: u64 = 1 << 30;

/// Whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name of a path in messages.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".into() } else { path.display().to_string() }
}

/// A path as it is shown: relative to the current folder, if it is inside.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

/// Removes paths that lead to the same file as an earlier one, through any links.
pub(crate) fn once_each(paths: &mut Vec<PathBuf>) {
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(real(path)));
}

/// Whether two paths lead to the same regular file through any links, or to the same path that does not exist yet.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(a), Ok(b)) = (a.metadata(), b.metadata()) {
        use std::os::unix::fs::MetadataExt as _;

        return a.is_file() && (a.dev(), a.ino()) == (b.dev(), b.ino());
    }
    real(a) == real(b)
}

/// Fails unless a path is a regular file. Reading pipes and devices may not end, so they are only read if named on the
/// command line.
pub(crate) fn require_regular(path: &Path, what: &str) -> Result<(), Failure> {
    let special = |metadata: Metadata| !metadata.is_file() && !metadata.is_dir();
    if path.metadata().is_ok_and(special) {
        let name = shown(path);
        return Err(Failure::input(format!("cannot read {what}: `{name}` is not a regular file")));
    }
    Ok(())
}

/// Reads a file, or standard input for `-`, as text.
pub(crate) fn read_text(path: &Path, what: &str, largest: u64) -> Result<String, Failure> {
    text(read(path, what, largest)?).map_err(|error| {
        let message = format!("cannot read {what}: `{}` is not UTF-8: {error}", name(path));
        Failure::input_with_help(message, error.help())
    })
}

/// Reads a file, or standard input for `-`, of at most `largest` bytes; `what` describes it in messages.
pub(crate) fn read(path: &Path, what: &str, largest: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if is_stdin(path) {
        io::stdin().lock().take(largest + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| {
            // Some systems open a folder and then fail to read it with a message of their own.
            if file.metadata()?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            file.take(largest + 1).read_to_end(&mut bytes)
        })
    };
    let name = name(path);
    match read {
        Ok(_) if bytes.len() as u64 > largest => {
            Err(Failure::input(format!("cannot read {what}: `{name}` is larger than {largest} bytes")))
        }
        Ok(_) => Ok(bytes),
        Err(error) => Err(match error.kind() {
            io::ErrorKind::NotFound => Failure::input_with_help(
                format!("cannot read {what}: `{name}` does not exist"),
                missing_help(path),
            ),
            io::ErrorKind::IsADirectory => Failure::input_with_help(
                format!("cannot read {what}: `{name}` is a folder"),
                "name a file in it",
            ),
            io::ErrorKind::PermissionDenied => {
                Failure::input(format!("cannot read {what}: permission to `{name}` denied"))
            }
            _ => Failure::input(format!("cannot read {what}: `{name}`: {error}")),
        }),
    }
}

/// Help for a file that does not exist.
pub(crate) fn missing_help(path: &Path) -> String {
    match similar(path) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "paths are relative to the current folder; `-` stands for standard input".to_owned(),
    }
}
