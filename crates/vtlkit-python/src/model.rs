//! Request models.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use vtlkit::{BodyVerdict, Span};

use crate::arguments::body_text;
use crate::error;
use crate::json;
use crate::places::Places;
use crate::record::record;
use crate::source::Source;

/// A compiled request model: JSON Schema draft 4 as API Gateway validates it.
///
/// ``model`` is a dict, its JSON text, or a path to its file. Raises ``VtlError`` if the text is invalid JSON.
#[pyclass(frozen, module = "vtlkit")]
pub(crate) struct Model {
    compiled: vtlkit::Model,
    text: String,
    file: Option<String>,
}

record! {
    /// The result of validating a body, as in the service.
    Verdict {
        /// Whether the service accepts the request.
        valid: bool,
        /// The messages of the service, in its order; for invalid JSON, the syntax error.
        messages: Vec<Py<Message>>,
        /// The messages in the format of the service's log.
        log: Option<String>,
        /// Why the validator itself fails; the service responds with status 500 then.
        error: Option<String>,
    }
}

record! {
    /// A message of the service's validator.
    Message {
        /// The message.
        message: String,
        /// The severity.
        level: &'static str,
        /// The keyword of the model that the body violates.
        keyword: Option<&'static str>,
        /// The JSON pointer of the value in the body.
        pointer: Option<String>,
        /// The line of the value in the body, from 1.
        line: Option<usize>,
        /// The column of the value, from 1, in code points.
        column: Option<usize>,
    }
}

record! {
    /// A part of a model that the service rejects.
    Refusal {
        /// The message.
        message: String,
        /// The JSON pointer in the model.
        pointer: String,
        /// The line in the model, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
    }
}

impl Model {
    /// A model of an API.
    pub(crate) fn of_api(compiled: vtlkit::Model, text: &str, file: Option<String>) -> Self {
        Self { compiled, text: text.to_owned(), file }
    }
}

#[pymethods]
impl Model {
    #[new]
    fn new(model: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = model.py();
        let is_text = model.is_instance_of::<PyString>()
            || model.is_instance_of::<PyBytes>()
            || model.hasattr("__fspath__")?;
        let (text, file) = if is_text {
            let Source { text, name, .. } = Source::of(model, None, "model")?;
            (text, name)
        } else {
            (json::text(model)?, None)
        };
        let compiled = py
            .detach(|| vtlkit::Model::compile(&text))
            .map_err(|error| error::of(py, &text, file.as_deref(), &error))?;
        Ok(Self { compiled, text, file })
    }

    /// The parts that the service rejects; empty if it accepts the model.
    #[getter]
    fn refusals(&self) -> Vec<Refusal> {
        let places = Places::new(&self.text);
        let refusal = |refusal: &vtlkit_schema::Refusal| {
            let place = places.of(refusal.span());
            Refusal {
                message: refusal.message().to_owned(),
                pointer: refusal.pointer().to_owned(),
                line: place.line,
                column: place.column,
            }
        };
        self.compiled.refusals().map(refusal).collect()
    }

    /// Validates a body as the service does: a ``str``, ``bytes``, or any other value, which is converted to its JSON
    /// text.
    fn validate(&self, body: &Bound<'_, PyAny>) -> PyResult<Verdict> {
        let py = body.py();
        let body = value_text(body)?;
        let verdict = py.detach(|| self.compiled.validate(&body));
        let places = Places::new(&body);
        let placed = |message: &str, level, keyword, pointer: Option<&str>, span: Option<Span>| {
            let place = span.map(|span| places.of(span));
            let (line, column) = (place.map(|place| place.line), place.map(|place| place.column));
            let (message, pointer) = (message.to_owned(), pointer.map(str::to_owned));
            Py::new(py, Message { message, level, keyword, pointer, line, column })
        };
        let messages = match &verdict {
            // The service does not say why.
            BodyVerdict::Unparsable(error) => {
                vec![placed(error.reason(), "error", None, None, Some(error.span()))?]
            }
            _ => {
                let message = |it: &vtlkit_schema::Message| {
                    placed(it.text(), it.level().name(), it.keyword(), it.instance_pointer(), it.span())
                };
                verdict.messages().iter().map(message).collect::<PyResult<_>>()?
            }
        };
        Ok(Verdict {
            valid: verdict.is_valid(),
            messages,
            log: verdict.aws_list(),
            error: match &verdict {
                BodyVerdict::Exception(exception) => Some(exception.to_string()),
                _ => None,
            },
        })
    }

    fn __repr__(&self) -> String {
        match &self.file {
            Some(file) => format!("Model({file:?})"),
            None => format!("Model(<{} bytes>)", self.text.len()),
        }
    }
}

/// The text of a body; `None` is `null`, for a body of a model is JSON.
fn value_text(body: &Bound<'_, PyAny>) -> PyResult<String> {
    if body.is_none() { Ok("null".to_owned()) } else { body_text(body) }
}

/// Validates a body against a model as the service does. Raises ``VtlError`` if the service rejects the model.
#[pyfunction]
pub(crate) fn validate(model: &Bound<'_, PyAny>, body: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    let py = model.py();
    let model = Model::new(model)?;
    if let Some(error) = model.compiled.refused() {
        return Err(error::of(py, &model.text, model.file.as_deref(), &error));
    }
    model.validate(body)
}
