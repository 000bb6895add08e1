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
    /// The outcome of an attack.
    Attack {
        /// Why the first request fails without any change.
        problem: Option<String>,
        /// The request that the variants change, with its ``index``; without one that works, nothing is tried.
        base: Option<Py<PyDict>>,
        /// The variants, in the order in which they were tried.
        attempts: Vec<Py<Attempt>>,
        /// How many variants were not tried, since the outputs of those before them take 64 MiB.
        skipped: usize,
    }
    methods {
        /// The variants that break the output.
        #[getter]
        fn broken(&self, py: pyo3::Python<'_>) -> Vec<pyo3::Py<Attempt>> {
            let broken = self.attempts.iter().filter(|attempt| attempt.get().verdict == "broken");
            broken.map(|attempt| attempt.clone_ref(py)).collect()
        }
    }
}

record! {
    /// A variant of a request, and what became of it.
    Attempt {
        /// Which message is changed.
        side: &'static str,
        /// The place that is changed: a JSONPath, ``body``, ``query name``, ``header name``, or a rule of the linter.
        r#where: String,
        /// What it is changed to, in words.
        change: String,
        /// What the variant does to the output.
        verdict: &'static str,
        /// What is broken, or why it is refused; empty otherwise.
        problem: String,
        /// The output that was judged.
        output: String,
        /// Where the output is broken: its start and its end, in code points.
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

/// Renders a template for hostile variants of a request (quotes, line breaks, missing and foreign values), and tells
/// which break the output.
///
/// Of a list of requests the variants change the first that works. Without a request, one is made up of what the
/// template reads.
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
