//! Which files, other than those named on the command line, are read and changed.
//!
//! - Files named on the command line are read wherever they are.
//! - Files that another file refers to are read inside the repository: the folder with the nearest `.git` around a
//!   named path. Without a repository they are read inside the named folder, or the folder of the named file. With
//!   `--allow-outside` they are read anywhere. References are in Terraform and Serverless definitions, in case files,
//!   and in symbolic links in named folders. Cases are usually in a folder next to the templates, so for them it is the
//!   parent of the named folder.
//! - Only files at or below named paths are changed.
//! - A configuration may extend another one anywhere, and its baseline may be anywhere; their text is not shown if they
//!   are outside. A baseline that is not named on the command line is only written inside the configuration's
//!   repository, or below its folder.
//!
//! Paths are compared with symbolic links resolved.

use std::collections::{BTreeSet, HashSet};
use std::path::{Component, Path, PathBuf};

use super::{canonical, followed, is_stdin};

/// The files that may be read and changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    named: HashSet<PathBuf>,
    roots: BTreeSet<PathBuf>,
    /// A description of the roots.
    inside: &'static str,
    everywhere: bool,
}

impl Scope {
    /// The scope of definitions named on the command line; without any path, the current folder.
    pub(crate) fn of(paths: &[PathBuf], everywhere: bool) -> Self {
        Self::new(paths, everywhere, "what the command line names", |folder| folder)
    }

    /// The scope of case files.
    pub(crate) fn of_cases(paths: &[PathBuf], everywhere: bool) -> Self {
        let around = |folder: PathBuf| folder.parent().map(Path::to_owned).unwrap_or(folder);
        Self::new(paths, everywhere, "the folder around what the command line names", around)
    }

    fn new(
        paths: &[PathBuf],
        everywhere: bool,
        outside_of_repositories: &'static str,
        root: impl Fn(PathBuf) -> PathBuf,
    ) -> Self {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        let mut scope = Self { inside: "the repository", everywhere, ..Self::default() };
        let mut seen = HashSet::new();
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            let folder = folder_of(path);
            scope.named.insert(real(path));
            if seen.insert(folder.clone()) {
                scope.roots.insert(repository(&folder).unwrap_or_else(|| {
                    scope.inside = outside_of_repositories;
                    root(folder)
                }));
            }
        }
        scope
    }

    /// Whether a file may be read that is not named itself.
    pub(crate) fn reads(&self, path: &Path) -> bool {
        let path = real(path);
        self.everywhere || self.roots.iter().any(|root| path.starts_with(root)) || self.holds(&path)
    }

    /// Whether files may be read anywhere.
    pub(crate) const fn reads_everything(&self) -> bool {
        self.everywhere
    }

    /// Whether a file may be changed: it is named, or is in a named folder.
    pub(crate) fn changes(&self, path: &Path) -> bool {
        self.holds(&real(path))
    }

    fn holds(&self, path: &Path) -> bool {
        path.ancestors().any(|path| self.named.contains(path))
    }

    /// Why a file outside of the scope is not read.
    pub(crate) fn refusal(&self, path: &Path) -> String {
        format!("`{}` is not read: it is outside of {}", super::shown(path), self.inside)
    }
}

/// The help for a file outside of the scope.
pub(crate) const REFUSAL_HELP: &str = "use `--allow-outside` to read it";

/// Whether a path in a file of this folder leads out of the folder's repository, or out of the folder if it has none.
pub(crate) fn leads_outside(folder: &Path, path: &Path) -> bool {
    let folder = real(folder);
    !real(path).starts_with(repository(&folder).unwrap_or(folder))
}

/// The folder with the nearest `.git`.
fn repository(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

/// A folder itself; for a file, the folder that contains it.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !path.is_dir() && folder.as_os_str().is_empty() => real(Path::new(".")),
        Some(folder) if !path.is_dir() => real(folder),
        _ => real(path),
    }
}

/// The path with links resolved, also for a file that does not exist yet.
pub(crate) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = canonical(path) {
        return real;
    }
    let path = followed(path).unwrap_or_else(|_| path.to_owned());
    let path = std::path::absolute(&path).unwrap_or(path);
    match (path.parent().map(canonical), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => plain(&path),
    }
}

/// A path without `.` and `..`, for a file whose folder does not exist: it must not appear to be inside another one.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}
