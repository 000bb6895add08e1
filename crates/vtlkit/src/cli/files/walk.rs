//! Walks folders, skipping what ignore files exclude.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::canonical;

/// The ignore files of a folder.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// The contents of a folder and its subfolders, sorted by path, followed by ignore files that cannot be read: reading a
/// pipe or a device may not end. The folders of such files are skipped.
pub(crate) struct Walk {
    /// `None` if an ignore file of the folder, or of a parent folder, cannot be read.
    entries: Option<ignore::Walk>,
    unreadable: Arc<Mutex<Vec<PathBuf>>>,
}

/// An item of a walk.
pub(crate) enum Step {
    Entry(DirEntry),
    /// An ignore file that is not a regular file.
    Unreadable(PathBuf),
    /// A folder or a link that cannot be read.
    Failed(ignore::Error),
}

impl Walk {
    /// Walks a folder; `keep` selects entries, and is not called for the folder itself.
    pub(crate) fn new(folder: &Path, keep: impl Fn(&DirEntry) -> bool + Send + Sync + 'static) -> Self {
        let around = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        // First the folder as it is named, so that it is reported with this name.
        let unreadable = unreadable(folder).or_else(|| around.ancestors().skip(1).find_map(unreadable));
        let is_readable = unreadable.is_none();
        let unreadable_files = Arc::new(Mutex::new(Vec::from_iter(unreadable)));
        let found = Arc::clone(&unreadable_files);
        let walk = || {
            let mut builder = WalkBuilder::new(folder);
            if ignore::gitignore::gitconfig_excludes_path().is_some_and(|path| is_special(&path)) {
                builder.git_global(false);
            }
            builder.sort_by_file_path(Ord::cmp).filter_entry(move |entry| {
                entry.depth() == 0
                    || keep(entry) && {
                        let file = unreadable_of(entry);
                        let is_readable = file.is_none();
                        found.lock().unwrap_or_else(PoisonError::into_inner).extend(file);
                        is_readable
                    }
            });
            builder.build()
        };
        Self { entries: is_readable.then(walk), unreadable: unreadable_files }
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        match self.entries.as_mut().and_then(Iterator::next) {
            Some(Ok(entry)) => Some(Step::Entry(entry)),
            Some(Err(error)) => Some(Step::Failed(error)),
            None => {
                self.unreadable.lock().unwrap_or_else(PoisonError::into_inner).pop().map(Step::Unreadable)
            }
        }
    }
}

/// The unreadable ignore file of an entry that is a folder.
fn unreadable_of(entry: &DirEntry) -> Option<PathBuf> {
    entry.file_type().filter(std::fs::FileType::is_dir).and_then(|_| unreadable(entry.path()))
}

/// The unreadable ignore file of a folder.
fn unreadable(folder: &Path) -> Option<PathBuf> {
    IGNORE_FILES.iter().map(|name| folder.join(name)).find(|file| is_special(file))
}

/// Whether a path exists and is neither a file nor a folder. `/dev/null` counts as an empty file.
fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
        && canonical(path).is_ok_and(|path| path != Path::new("/dev/null"))
}
