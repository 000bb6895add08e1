//! The files that a definition names.

use std::sync::Arc;

/// The most files that one definition is read from.
pub(crate) const MOST_FILES: usize = 2_000;
/// The most bytes that the files of one definition have together.
pub(crate) const MOST_BYTES: usize = 256 << 20;

/// Reads the files that a definition names. This crate opens none itself.
pub trait Files {
    /// The text of a file. The path is relative to the folder of the definition, with `/` between its parts and without
    /// `.` and empty parts; `..` can only stand in front.
    ///
    /// # Errors
    ///
    /// Why there is not text.
    fn read(&self, path: &str) -> Result<Arc<str>, FileError>;

    /// The names of the files in a folder, in their order; the path is as of [`read`](Self::read), empty for the folder of
    /// the definition. Empty where there is not a such folder.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// Why a file that a definition names is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// There is not a such file.
    NotFound,
    /// The file is outside of what may be read.
    Outside(String),
    /// Something else, in words that follow the path.
    Unreadable(String),
}

/// No other files: of a definition that is a text by itself.
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

/// Files in memory, by their paths relative to the folder of the definition: those that were opened on a page.
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

/// A path as written in a file of a folder, relative to the folder of the definition. `None` for an address that is no
/// path: a URL, an absolute path.
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

/// The folder of a file.
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
