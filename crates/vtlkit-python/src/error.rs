//! `vtlkit.VtlError`, whose class is written in Python.

use std::path::Path;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyType};
use vtlkit::{Error, ErrorKind};

use crate::places::{Place, Places};

static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// An error that is about the arguments, at no place of a text.
pub(crate) fn plain(py: Python<'_>, kind: &str, message: &str, help: Option<&str>) -> PyErr {
    let made = Members { kind, message, help, file: None, place: None, limit: None }.object(py);
    made.map_or_else(|failure| failure, PyErr::from_value)
}

/// Options that are not what they should be.
pub(crate) fn options(py: Python<'_>, message: &str) -> PyErr {
    plain(py, "options", message, None)
}

/// An error of the library in a text, which may be that of a file.
pub(crate) fn of(py: Python<'_>, text: &str, file: Option<&str>, error: &Error) -> PyErr {
    let places = Places::new(text);
    let made = || {
        let first = object(py, &places, file, error)?;
        if !error.further.is_empty() {
            let further = error.further.iter().map(|error| object(py, &places, file, error));
            first.setattr("further", PyList::new(py, further.collect::<PyResult<Vec<_>>>()?)?)?;
        }
        Ok::<_, PyErr>(first)
    };
    made().map_or_else(|failure| failure, PyErr::from_value)
}

/// One error as an object of the class.
pub(crate) fn object<'py>(
    py: Python<'py>,
    places: &Places<'_>,
    file: Option<&str>,
    error: &Error,
) -> PyResult<Bound<'py, PyAny>> {
    let other = error.file.as_ref().map(|other| (beside(file, &other.path), Places::new(&other.text)));
    let (file, places) = match &other {
        Some((path, places)) => (Some(path.as_str()), places),
        None => (file, places),
    };
    Members {
        kind: error.kind.name(),
        message: &error.message,
        help: error.help.as_deref(),
        file,
        place: error.span.map(|span| places.of(span)),
        limit: limit(error.kind),
    }
    .object(py)
}

/// The path of a file that another one names.
pub(crate) fn beside(file: Option<&str>, path: &str) -> String {
    match file.map(Path::new).and_then(Path::parent) {
        Some(folder) => folder.join(path).display().to_string(),
        None => path.to_owned(),
    }
}

/// The limit that a render goes beyond.
fn limit(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Render(vtlkit_eval::EvalErrorKind::Limit(limit)) => Some(limit.name()),
        _ => None,
    }
}

struct Members<'e> {
    kind: &'e str,
    message: &'e str,
    help: Option<&'e str>,
    file: Option<&'e str>,
    place: Option<Place>,
    limit: Option<&'static str>,
}

impl Members<'_> {
    fn object<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let class = CLASS.import(py, "vtlkit._error", "VtlError")?;
        let members = PyDict::new(py);
        members.set_item("kind", self.kind)?;
        members.set_item("help", self.help)?;
        members.set_item("file", self.file)?;
        members.set_item("limit", self.limit)?;
        if let Some(place) = self.place {
            for (name, number) in [
                ("start", place.start),
                ("end", place.end),
                ("line", place.line),
                ("column", place.column),
                ("end_line", place.end_line),
                ("end_column", place.end_column),
            ] {
                members.set_item(name, number)?;
            }
        }
        class.call((self.message,), Some(&members))
    }
}
