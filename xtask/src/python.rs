//! Tools from `PyPI`, each in a virtual environment in the target folder.

use std::path::{Path, PathBuf};

use crate::command::command;
use crate::root;

/// A program of a `PyPI` package that matches `requirement`; installed once in `folder/venv`.
///
/// # Errors
///
/// Fails if there is no Python, or the package cannot be installed.
pub(crate) fn program(folder: &Path, requirement: &str, name: &str) -> Result<PathBuf, String> {
    let environment = root::root().join(folder).join("venv");
    let program = environment.join("bin").join(name);
    if !program.exists() {
        let environment = environment.to_string_lossy();
        command("python3", ["-m", "venv", &environment], &[])?;
        command(&format!("{environment}/bin/pip"), ["install", "--quiet", requirement], &[])?;
    }
    Ok(program)
}
