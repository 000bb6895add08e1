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
/// ``model`` is a dict, the text of one in JSON, or a path to its file. Raises ``VtlError`` where the text is invalid
/// JSON.
#[pyclass(frozen, module = "vtlkit")]
pub(crate) struct Model {
    compiled: vtlkit::Model,
    text: String,
    file: Option<String>,
}

record! {
    /// The service's verdict on a body.
    Verdict {
        /// Whether the request goes on.
        valid: bool,
        /// What is wrong, in the words and the order of the service; of a body that is invalid JSON, why it is.
        messages: Vec<Py<Message>>,
        /// The list as the service writes it to its log.
        log: Option<String>,
        /// Why the validator itself fails, which the service answers with status 500.
        error: Option<String>,
    }
}

record! {
    /// A message of the service's validator.
    Message {
        /// The message.
        message: String,
        /// How bad it is.
        level: &'static str,
        /// The keyword of the model that the body breaks.
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
    /// What the service refuses in a model.
    Refusal {
        /// What is wrong.
        message: String,
        /// The JSON pointer of the place in the model.
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

    /// What the service refuses in the model; empty for one that it takes.
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

    /// The service's verdict on a body: a text, bytes, or any other value, which stands for its JSON text.
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

/// The service's verdict on a body under a model. Raises ``VtlError`` for a model that the service refuses.
#[pyfunction]
pub(crate) fn validate(model: &Bound<'_, PyAny>, body: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    let py = model.py();
    let model = Model::new(model)?;
    if let Some(error) = model.compiled.refused() {
        return Err(error::of(py, &model.text, model.file.as_deref(), &error));
    }
    model.validate(body)
}
