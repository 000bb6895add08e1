//! Texts, given as they are or as a file.

use std::fs;
use std::path::{Path, PathBuf};

use pyo3::exceptions::{PyOSError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::error;
use crate::json::type_name;

/// A text, and where it is from.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) text: String,
    /// The name of the file, or the one that was given for a text.
    pub(crate) name: Option<String>,
    /// The file, if it is one.
    pub(crate) path: Option<PathBuf>,
}

impl Source {
    /// A `str` or `bytes` is the text; a path, such as `pathlib.Path`, is a file with it. `what` says what it is in
    /// messages.
    pub(crate) fn of(given: &Bound<'_, PyAny>, name: Option<String>, what: &str) -> PyResult<Self> {
        let py = given.py();
        if let Ok(text) = given.cast::<PyString>() {
            return Ok(Self { text: text.to_cow()?.into_owned(), name, path: None });
        }
        if let Ok(bytes) = given.cast::<PyBytes>() {
            let text = decoded(py, bytes.as_bytes().to_vec(), what)?;
            return Ok(Self { text, name, path: None });
        }
        if !given.hasattr("__fspath__")? {
            let message = format!(
                "the {what} is a str with its text or a pathlib.Path with its file, not {}",
                type_name(given)
            );
            return Err(PyTypeError::new_err(message));
        }
        let path: PathBuf = given.extract()?;
        let bytes = py.detach(|| read(&path)).map_err(|error| os_error(&error, &path))?;
        let shown = path.display().to_string();
        let text = decoded(py, bytes, &format!("{what} `{shown}`"))?;
        Ok(Self { text, name: Some(name.unwrap_or(shown)), path: Some(path) })
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    fs::read(path)
}

fn decoded(py: Python<'_>, bytes: Vec<u8>, what: &str) -> PyResult<String> {
    vtlkit::cli::decode(bytes).map_err(|(why, help)| {
        error::plain(py, "options", &format!("the {what} is not UTF-8: {why}"), Some(help))
    })
}

/// The error of Python for one of the system, with the file's name: `FileNotFoundError` and so on.
fn os_error(error: &std::io::Error, path: &Path) -> PyErr {
    let reason = error.to_string();
    let reason = reason.split(" (os error").next().unwrap_or_default().to_owned();
    match error.raw_os_error() {
        Some(code) => PyOSError::new_err((code, reason, path.display().to_string())),
        None if error.kind() == std::io::ErrorKind::IsADirectory => {
            pyo3::exceptions::PyIsADirectoryError::new_err(format!("{reason}: '{}'", path.display()))
        }
        None => PyOSError::new_err(format!("{reason}: '{}'", path.display())),
    }
}
