//! Access to the files that a definition refers to.

use std::sync::Arc;

/// Maximum number of files of one definition.
pub(crate) const MOST_FILES: usize = 2_000;
/// Maximum total size of the files of one definition, in bytes.
pub(crate) const MOST_BYTES: usize = 256 << 20;

/// Reads the files that a definition refers to. This crate does no I/O itself.
pub trait Files {
    /// Reads a file. The path is relative to the folder of the definition, separated by `/`, without `.` and empty
    /// segments; `..` segments occur only at its start.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the file is missing, out of scope or not readable as text.
    fn read(&self, path: &str) -> Result<Arc<str>, FileError>;

    /// The names of the files in a folder, sorted. The path is as in [`read`](Self::read), or empty for the folder of
    /// the definition. Returns an empty list if the folder does not exist.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// Why a file that a definition refers to cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// The file does not exist.
    NotFound,
    /// The file is outside the folders that may be read; the message says so.
    Outside(String),
    /// Any other failure, as words that follow the path: "is not UTF-8".
    Unreadable(String),
}

/// No other files: for a definition that consists of one text.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Arc<str>, FileError> {
        Err(FileError::NotFound)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Files in memory by path relative to the folder of the definition, such as those opened on the page.
impl Files for std::collections::BTreeMap<String, Arc<str>> {
    fn read(&self, path: &str) -> Result<Arc<str>, FileError> {
        self.get(path).cloned().ok_or(FileError::NotFound)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names = self.keys().filter_map(|path| path.strip_prefix(&prefix));
        names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
    }
}

/// Joins a folder and a path written in one of its files, relative to the folder of the definition. `None` for a URL or
/// an absolute path.
pub(crate) fn joined(folder: &str, path: &str) -> Option<String> {
    if path.is_empty() || path.contains("://") || path.starts_with(['/', '\\']) || path.get(1..2) == Some(":")
    {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a file; empty if the path has no `/`.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::{folder_of, joined};

    #[test]
    fn paths_are_relative_to_the_folder_of_the_definition() {
        for (folder, path, expected) in [
            ("", "./api.yaml", Some("api.yaml")),
            ("api", "../models/a.json", Some("models/a.json")),
            ("api", "../../b.yaml", Some("../b.yaml")),
            ("..", "../c.yaml", Some("../../c.yaml")),
            ("a/b", "c//./d.yaml", Some("a/b/c/d.yaml")),
            ("", "s3://bucket/api.yaml", None),
            ("", "/etc/passwd", None),
            ("", "C:\\api.yaml", None),
            ("", "", None),
        ] {
            assert_eq!(joined(folder, path).as_deref(), expected, "{folder} {path}");
        }
        assert_eq!((folder_of("a/b/c.yaml"), folder_of("c.yaml")), ("a/b", ""));
    }
}
