//! Attacks on templates and on methods of APIs.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use vtlkit::{Input, Request, attack_template};

use crate::arguments::{TemplateRequest, render_options};
use crate::places::Places;
use crate::record::record;
use crate::source::Source;
use crate::{error, json};

record! {
    /// The result of an attack.
    Attack {
        /// Why the unchanged request fails.
        problem: Option<String>,
        /// The request that the variants are derived from, with its ``index``; ``None`` if no request succeeds.
        base: Option<Py<PyDict>>,
        /// The variants, in the order of their execution.
        attempts: Vec<Py<Attempt>>,
        /// The number of variants that were not executed, because the outputs of the others take 64 MiB.
        skipped: usize,
    }
    methods {
        /// The variants with an invalid output.
        #[getter]
        fn broken(&self, py: pyo3::Python<'_>) -> Vec<pyo3::Py<Attempt>> {
            let broken = self.attempts.iter().filter(|attempt| attempt.get().verdict == "broken");
            broken.map(|attempt| attempt.clone_ref(py)).collect()
        }
    }
}

record! {
    /// A variant of a request, with its result.
    Attempt {
        /// The message that is changed.
        side: &'static str,
        /// The changed value: a JSONPath, ``body``, ``query name``, ``header name``, or a rule of the linter.
        r#where: String,
        /// A description of the change.
        change: String,
        /// The result of the variant.
        verdict: &'static str,
        /// Why the output is invalid, or why the request is rejected; empty otherwise.
        problem: String,
        /// The output.
        output: String,
        /// The invalid part of the output: start and end offset, in code points.
        place: Option<(usize, usize)>,
        /// The changed request.
        input: Py<PyDict>,
    }
}

impl Attack {
    pub(crate) fn new<I: Input>(py: Python<'_>, attack: &vtlkit::Attack<I>) -> PyResult<Self> {
        let base = attack.base.as_ref().map(|base| {
            let mut members = base.input.messages();
            members.insert("index".to_owned(), base.index.into());
            json::object_to_python(py, &members).map(Bound::unbind)
        });
        let attempts = attack.attempts.iter().map(|attempt| {
            let place = attempt.span.map(|span| {
                let place = Places::new(&attempt.output).of(span);
                (place.start, place.end)
            });
            let input = match attempt.input.changed(attempt.side) {
                serde_json::Value::Object(members) => json::object_to_python(py, &members)?,
                _ => PyDict::new(py),
            };
            let attempt = Attempt {
                side: attempt.side.name(),
                r#where: attempt.place.clone(),
                change: attempt.change.clone(),
                verdict: attempt.verdict.name(),
                problem: attempt.problem.clone(),
                output: attempt.output.clone(),
                place,
                input: input.unbind(),
            };
            Py::new(py, attempt)
        });
        Ok(Self {
            problem: attack.problem.clone(),
            base: base.transpose()?,
            attempts: attempts.collect::<PyResult<_>>()?,
            skipped: attack.skipped,
        })
    }
}

/// Renders a template for hostile variants of a request (quotes, line breaks, missing values, other types), and reports
/// which make the output invalid.
///
/// The variants of a list are derived from the first request that succeeds. Without a request, one is generated from
/// the values that the template reads.
#[pyfunction]
#[pyo3(signature = (source, request=None, *, phase="request", dialect="api-gateway", limits=None))]
pub(crate) fn attack(
    source: &Bound<'_, PyAny>,
    request: Option<&Bound<'_, PyAny>>,
    phase: &str,
    dialect: &str,
    limits: Option<&Bound<'_, PyDict>>,
) -> PyResult<Attack> {
    let py = source.py();
    let options = render_options(py, phase, dialect, limits)?;
    let Source { text, name, .. } = Source::of(source, None, "template")?;
    let requests = match request {
        Some(request) if request.is_instance_of::<PyList>() => {
            request.try_iter()?.map(|request| read(&request?)).collect::<PyResult<Vec<_>>>()?
        }
        Some(request) => vec![read(request)?],
        None => Vec::new(),
    };
    let attack = py
        .detach(|| attack_template(&text, &options, &requests))
        .map_err(|error| error::of(py, &text, name.as_deref(), &error))?;
    Attack::new(py, &attack)
}

/// A request to a template.
fn read(given: &Bound<'_, PyAny>) -> PyResult<Request> {
    let TemplateRequest { text, body } = TemplateRequest::of(Some(given))?;
    let text = if text.is_empty() { "{}" } else { &text };
    let mut request: Request = text
        .parse()
        .map_err(|error: vtlkit::RequestError| error::plain(given.py(), "request", &error.message, None))?;
    if let Some(body) = body {
        request.body = body;
    }
    Ok(request)
}
