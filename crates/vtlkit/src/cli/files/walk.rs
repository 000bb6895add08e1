//! Goes through folders, what their ignore files name aside.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::canonical;

/// The files of a folder that say what is ignored in it.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// What is in a folder and the folders in it, in the order of their paths, and at its end the ignore files that cannot be
/// read: a pipe or a device may never end. The folders that those are in are left out.
pub(crate) struct Walk {
    /// Nothing where an ignore file of the folder, or of one around it, cannot be read.
    entries: Option<ignore::Walk>,
    unreadable: Arc<Mutex<Vec<PathBuf>>>,
}

/// Something that is come across.
pub(crate) enum Step {
    Entry(DirEntry),
    /// An ignore file that is no regular file.
    Unreadable(PathBuf),
    /// A folder or a link that cannot be read.
    Failed(ignore::Error),
}

impl Walk {
    /// Those of the entries that are kept; `keep` is not asked about the folder itself.
    pub(crate) fn new(folder: &Path, keep: impl Fn(&DirEntry) -> bool + Send + Sync + 'static) -> Self {
        let around = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        // The folder as it is named goes first: that is how it is reported.
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

/// The ignore file of an entry that cannot be read, where that is a folder.
fn unreadable_of(entry: &DirEntry) -> Option<PathBuf> {
    entry.file_type().filter(std::fs::FileType::is_dir).and_then(|_| unreadable(entry.path()))
}

/// The ignore file of a folder that cannot be read.
fn unreadable(folder: &Path) -> Option<PathBuf> {
    IGNORE_FILES.iter().map(|name| folder.join(name)).find(|file| is_special(file))
}

/// Whether a path leads to something that is there and is neither a file nor a folder. `/dev/null` is as good as an
/// empty file.
fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
        && canonical(path).is_ok_and(|path| path != Path::new("/dev/null"))
}
