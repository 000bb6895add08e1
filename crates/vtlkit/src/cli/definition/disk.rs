//! The files around a definition, on disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vtlkit::{FileError, Files};

use super::LARGEST_DEFINITION;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Scope};

/// The files that a definition refers to. Those outside of the scope are not read.
pub(crate) struct DiskFiles<'s> {
    folder: PathBuf,
    scope: Cow<'s, Scope>,
}

impl DiskFiles<'static> {
    /// The files around a definition.
    pub(crate) fn around(path: &Path, allow_outside: bool) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self { folder, scope: Cow::Owned(Scope::of(&[path.to_owned()], allow_outside)) }
    }
}

impl<'s> DiskFiles<'s> {
    /// The files of a folder and around it.
    pub(crate) fn of_folder(folder: &Path, scope: &'s Scope) -> Self {
        Self { folder: folder.to_owned(), scope: Cow::Borrowed(scope) }
    }
}

impl Files for DiskFiles<'_> {
    fn read(&self, path: &str) -> Result<Arc<str>, FileError> {
        let path = self.folder.join(path);
        if !self.scope.reads(&path) {
            return Err(FileError::Outside(self.scope.refusal(&path)));
        }
        if !path.exists() {
            return Err(FileError::NotFound);
        }
        let unreadable =
            |failure: Failure| FileError::Unreadable(format!("cannot be read: {}", failure.into_text()));
        files::require_regular(&path, "the file").map_err(unreadable)?;
        files::read_text(&path, "the file", LARGEST_DEFINITION).map(Arc::from).map_err(unreadable)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = self.folder.join(folder);
        let folder = if folder.as_os_str().is_empty() { Path::new(".").to_owned() } else { folder };
        if !self.scope.reads(&folder) {
            return Vec::new();
        }
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let entries = entries.filter_map(Result::ok).filter(|entry| entry.path().is_file());
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}
