//! Arguments that several functions take.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyMapping, PyString};
use vtlkit::{Dialect, Phase, RenderOptions};

use crate::error::options;
use crate::json::{self, type_name};

/// One of some words, by its number.
pub(crate) fn word(py: Python<'_>, name: &str, given: &str, words: &[&str]) -> PyResult<usize> {
    let refused = || options(py, &format!("`{name}` is one of {}, not `{given}`", words.join(", ")));
    words.iter().position(|word| *word == given).ok_or_else(refused)
}

/// The side that a template maps.
pub(crate) fn phase(py: Python<'_>, given: &str) -> PyResult<Phase> {
    Ok(match word(py, "phase", given, &["request", "response"])? {
        0 => Phase::Request,
        _ => Phase::Response,
    })
}

/// How templates are rendered.
pub(crate) fn render_options(
    py: Python<'_>,
    phase: &str,
    dialect: &str,
    limits: Option<&Bound<'_, PyDict>>,
) -> PyResult<RenderOptions> {
    let mut out = RenderOptions { phase: self::phase(py, phase)?, ..RenderOptions::default() };
    if word(py, "dialect", dialect, &["api-gateway", "velocity"])? == 1 {
        out.dialect = Dialect::Velocity;
    }
    for (name, value) in limits.into_iter().flatten() {
        let name: String = json::key(&name)?.to_cow()?.into_owned();
        let number = value
            .extract::<u64>()
            .map_err(|_| options(py, &format!("the limit `{name}` is a whole number, not {value}")))?;
        // The names of the command have hyphens.
        let in_python = |message: String, name: &str| message.replace(name, &name.replace('-', "_"));
        out.set_limit(&name.replace('_', "-"), number).map_err(|error| {
            let message = RenderOptions::limit_names().fold(error.message.into_owned(), in_python);
            options(py, &message)
        })?;
    }
    Ok(out)
}

/// A body: text as it is, bytes as UTF-8 with U+FFFD for what is not, nothing for `None`, and the JSON text of any other
/// value.
pub(crate) fn body_text(body: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = body.cast::<PyString>() {
        return Ok(text.to_cow()?.into_owned());
    }
    if let Ok(bytes) = body.cast::<PyBytes>() {
        return Ok(String::from_utf8_lossy(bytes.as_bytes()).into_owned());
    }
    if body.is_none() {
        return Ok(String::new());
    }
    json::text(body)
}

/// A body as bytes.
pub(crate) fn body_bytes(body: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<u8>> {
    match body {
        Some(body) => match body.cast::<PyBytes>() {
            Ok(bytes) => Ok(bytes.as_bytes().to_vec()),
            Err(_) => body_text(body).map(String::into_bytes),
        },
        None => Ok(Vec::new()),
    }
}

/// A request to a template: JSON text, and the body beside it if it was given as an object.
#[derive(Debug, Default)]
pub(crate) struct TemplateRequest {
    pub(crate) text: String,
    pub(crate) body: Option<String>,
}

impl TemplateRequest {
    /// A dict with the members of a request object, or its JSON text.
    pub(crate) fn of(given: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(given) = given else { return Ok(Self::default()) };
        if let Ok(members) = given.cast::<PyDict>() {
            return Self::of_members(members.iter());
        }
        if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>() {
            return Ok(Self { text: body_text(given)?, body: None });
        }
        match given.cast::<PyMapping>() {
            Ok(mapping) => {
                let items = mapping.items()?.iter().map(|item| item.extract());
                Self::of_members(items.collect::<PyResult<Vec<json::Member<'_>>>>()?.into_iter())
            }
            Err(_) => {
                let message =
                    format!("a request is a dict, or a str with its JSON, not {}", type_name(given));
                Err(PyTypeError::new_err(message))
            }
        }
    }

    fn of_members<'py>(members: impl Iterator<Item = json::Member<'py>>) -> PyResult<Self> {
        let mut body = None;
        let mut rest = Vec::new();
        for (name, value) in members {
            if name.cast::<PyString>().is_ok_and(|name| name == "body") {
                body = Some(body_text(&value)?);
            } else {
                rest.push((name, value));
            }
        }
        let text = if rest.is_empty() { String::new() } else { json::text_of_members(rest.into_iter())? };
        Ok(Self { text, body })
    }
}
