//! The files that git reports as changed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::LintArgs;
use crate::cli::failure::{Failure, print_error};
use crate::cli::files;

/// Which files are reported and fixed.
#[derive(Debug)]
pub(super) enum Changed {
    /// All.
    All,
    /// Files with these paths, symbolic links resolved.
    Only(HashSet<PathBuf>),
}

impl Changed {
    /// The selection of the command line.
    pub(super) fn of(args: &LintArgs) -> Result<Self, Failure> {
        if args.staged {
            return staged();
        }
        args.changed.as_ref().map_or(Ok(Self::All), |base| since(base))
    }

    /// Whether a file is selected.
    pub(super) fn has(&self, path: &Path) -> bool {
        match self {
            Self::All => true,
            Self::Only(paths) => paths.contains(&files::real(path)),
        }
    }
}

/// The files that differ from the merge base with another branch, and new files.
fn since(base: &str) -> Result<Changed, Failure> {
    let root = root("--changed")?;
    let wrong = |why: &str| {
        let message = format!("`--changed={base}`: git does not know this branch or commit: {why}");
        let help = "write a branch, a tag or a commit, as in `--changed=origin/main`; a shallow clone has only its last commit";
        Failure::input_with_help(message, help)
    };
    // A name that starts with a hyphen would be an option of git.
    if base.starts_with('-') {
        return Err(wrong("it starts with a hyphen"));
    }
    let commit = match git(&root, &["merge-base", base, "HEAD"]) {
        Ok(commit) => commit,
        Err(_) if base == "HEAD" => {
            return Ok(only(&root, &git(&root, &["ls-files", "-z", "-co", "--exclude-standard"])?));
        }
        Err(failure) => return Err(wrong(&reason(failure))),
    };
    let differ =
        git(&root, &["diff", "--name-only", "-z", "--diff-filter=d", "--no-ext-diff", commit.trim(), "--"])?;
    let new = git(&root, &["ls-files", "-z", "-o", "--exclude-standard"])?;
    Ok(only(&root, &(differ + &new)))
}

/// The files with staged changes. Those that also have unstaged changes are mentioned: the file in the folder is
/// linted.
fn staged() -> Result<Changed, Failure> {
    let root = root("--staged")?;
    let names = |options: &[&str]| {
        let mut all = vec!["diff", "--name-only", "-z", "--diff-filter=d", "--no-ext-diff"];
        all.extend(options);
        git(&root, &all)
    };
    let staged = names(&["--cached"])?;
    let unstaged = names(&[])?;
    let unstaged: HashSet<&str> = unstaged.split('\0').collect();
    for name in staged.split('\0').filter(|name| !name.is_empty() && unstaged.contains(name)) {
        let name = files::shown(&root.join(name));
        print_error(&format!("note: `{name}` has changes that are not staged: it is linted with them\n"));
    }
    Ok(only(&root, &staged))
}

/// The root of the repository around the current folder.
fn root(option: &str) -> Result<PathBuf, Failure> {
    let found = git(Path::new("."), &["rev-parse", "--show-toplevel"]);
    found.map(|text| PathBuf::from(text.trim_end_matches(['\n', '\r']))).map_err(|failure| {
        let message = format!("`{option}` needs git: {}", reason(failure));
        Failure::input_with_help(message, "run it inside a git repository, or name the files to lint")
    })
}

fn reason(failure: Failure) -> String {
    match failure {
        Failure::Input { message, .. } => message,
        _ => "it cannot be run".to_owned(),
    }
}

fn only(root: &Path, names: &str) -> Changed {
    let names = names.split('\0').filter(|name| !name.is_empty());
    Changed::Only(names.map(|name| files::real(&root.join(name))).collect())
}

/// The output of git.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new("git");
    // Git's messages become part of our messages, which are in English.
    command.arg("-C").arg(folder).args(arguments).env("LC_ALL", "C");
    let output = command.output().map_err(|error| {
        Failure::input(match error.kind() {
            std::io::ErrorKind::NotFound => "the program `git` is not installed".to_owned(),
            std::io::ErrorKind::Unsupported => "the WebAssembly build of vtlkit cannot run git".to_owned(),
            _ => format!("git cannot be run: {error}"),
        })
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    Err(Failure::input(if said.is_empty() { "git fails".to_owned() } else { said.to_owned() }))
}
