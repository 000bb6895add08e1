//! Templates, and what they render.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use vtlkit::ErrorKind;

use crate::arguments::{TemplateRequest, render_options};
use crate::places::Places;
use crate::source::Source;
use crate::{error, json, record};

/// A compiled mapping template. It can be rendered repeatedly, and by several threads at the same time.
///
/// ``source`` is the text of the template, or a path to its file. ``phase`` is ``"request"`` or ``"response"``: a
/// response template cannot override the request. ``dialect="velocity"`` is unmodified Apache Velocity 1.7, with
/// ``variables`` instead of a request. ``limits`` are the limits of a render. ``trace=True`` records a trace of each
/// render.
///
/// Raises ``VtlError`` of the kind ``syntax`` with all ``errors`` of the text.
#[pyclass(frozen, module = "vtlkit")]
pub(crate) struct Template {
    pool: Mutex<Pool>,
    /// The keywords that it was made with.
    keywords: Py<PyDict>,
    /// The file of the template; ``None`` for a template from a string.
    file: Option<String>,
}

/// A template, and copies of it with their buffers that no thread uses at the moment.
struct Pool {
    compiled: vtlkit::Template,
    idle: Vec<vtlkit::Template>,
}

/// The result of a render. ``str()`` returns the output.
#[pyclass(frozen, module = "vtlkit")]
pub(crate) struct Rendered {
    /// The text.
    #[pyo3(get)]
    output: Py<PyString>,
    /// The overrides that have an effect: ``requestOverride`` and ``responseOverride``.
    #[pyo3(get)]
    overrides: Py<PyDict>,
    /// The trace of the render, with ``trace=True``: ``pieces``, ``branches`` and ``loops``. Offsets are in code
    /// points.
    #[pyo3(get)]
    trace: Option<Py<PyDict>>,
}

#[pymethods]
impl Template {
    #[new]
    #[pyo3(signature = (source, *, phase="request", dialect="api-gateway", variables=None, limits=None, trace=false))]
    fn new(
        source: &Bound<'_, PyAny>,
        phase: &str,
        dialect: &str,
        variables: Option<&Bound<'_, PyAny>>,
        limits: Option<&Bound<'_, PyDict>>,
        trace: bool,
    ) -> PyResult<Self> {
        let py = source.py();
        let mut options = render_options(py, phase, dialect, limits)?;
        if let Some(variables) = variables {
            options.variables = json::object(variables, "variables")?;
        }
        options.trace = trace;
        let Source { text, name: file, .. } = Source::of(source, None, "template")?;
        let compiled = py
            .detach(|| vtlkit::Template::compile(&text, &options))
            .map_err(|error| error::of(py, &text, file.as_deref(), &error))?;
        let keywords = PyDict::new(py);
        keywords.set_item("phase", phase)?;
        keywords.set_item("dialect", dialect)?;
        keywords.set_item("variables", variables)?;
        keywords.set_item("limits", limits)?;
        keywords.set_item("trace", trace)?;
        let pool = Mutex::new(Pool { compiled, idle: Vec::new() });
        Ok(Self { pool, keywords: keywords.unbind(), file })
    }

    /// The text of the template.
    #[getter]
    fn text(&self) -> String {
        self.pool().compiled.source().to_owned()
    }

    /// The file of the template; ``None`` for a template from a string.
    #[getter]
    fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Renders the template for a request: a dict with some of ``body``, ``headers``, ``querystring``, ``path``,
    /// ``stageVariables`` and ``context``, or the JSON text of one.
    ///
    /// A ``str`` as the body is used unchanged, ``bytes`` are decoded as UTF-8, any other value is converted to its
    /// JSON text.
    ///
    /// Raises ``VtlError`` if the template fails; the service responds with status 500 then.
    #[pyo3(signature = (request=None))]
    fn render(&self, py: Python<'_>, request: Option<&Bound<'_, PyAny>>) -> PyResult<Rendered> {
        let TemplateRequest { text, body } = TemplateRequest::of(request)?;
        let mut template = self.pool().take();
        let result = py.detach(|| {
            let rendered = template.render_json(&text, body)?;
            Ok((rendered.text().into_owned(), rendered.overrides()))
        });
        let made = match result {
            Ok((output, overrides)) => Rendered::new(py, &template, &output, &overrides),
            Err(error) => Err(self.refused(py, template.source(), &error)),
        };
        self.pool().idle.push(template);
        made
    }

    fn __repr__(&self) -> String {
        match &self.file {
            Some(file) => format!("Template({file:?})"),
            None => format!("Template(<{} bytes>)", self.text().len()),
        }
    }

    // Spark and multiprocessing hand functions with their templates to other processes.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let partial = slf.py().import("functools")?.getattr("partial")?;
        let make = partial.call((slf.get_type(),), Some(slf.get().keywords.bind(slf.py())))?;
        Ok((make, (slf.get().text(),)))
    }
}

impl Template {
    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self, py: Python<'_>, text: &str, error: &vtlkit::Error) -> PyErr {
        // An error in the request has no place in the template.
        if error.kind == ErrorKind::Request {
            return error::plain(py, "request", &error.message, error.help.as_deref());
        }
        error::of(py, text, self.file.as_deref(), error)
    }
}

impl Pool {
    fn take(&mut self) -> vtlkit::Template {
        self.idle.pop().unwrap_or_else(|| self.compiled.clone())
    }
}

impl Rendered {
    fn new(
        py: Python<'_>,
        template: &vtlkit::Template,
        output: &str,
        overrides: &vtlkit::Overrides,
    ) -> PyResult<Self> {
        let overrides = if overrides.is_empty() {
            PyDict::new(py)
        } else {
            json::object_to_python(py, &overrides.to_json())?
        };
        let trace = template.trace().map(|trace| {
            let (in_output, in_template) = (Places::new(output), Places::new(template.source()));
            let trace =
                vtlkit_gateway::trace_to_json(trace, |at| in_output.offset(at), |at| in_template.offset(at));
            json::object_to_python(py, &trace)
        });
        Ok(Self {
            output: PyString::new(py, output).unbind(),
            overrides: overrides.unbind(),
            trace: trace.transpose()?.map(Bound::unbind),
        })
    }
}

#[pymethods]
impl Rendered {
    fn __str__<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        self.output.bind(py).clone()
    }

    /// The output, parsed as JSON.
    fn json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::exchange::loads(self.output.bind(py).as_any())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        record::repr(slf.as_any(), "Rendered", &["output", "overrides"])
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        record::equal(slf.as_any(), other.as_any(), &["output", "overrides", "trace"])
    }
}

/// Compiles a template and renders it for one request; :class:`Template` compiles it once for several.
#[pyfunction]
#[pyo3(signature = (source, request=None, *, phase="request", dialect="api-gateway", variables=None, limits=None, trace=false))]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn render(
    source: &Bound<'_, PyAny>,
    request: Option<&Bound<'_, PyAny>>,
    phase: &str,
    dialect: &str,
    variables: Option<&Bound<'_, PyAny>>,
    limits: Option<&Bound<'_, PyDict>>,
    trace: bool,
) -> PyResult<Rendered> {
    Template::new(source, phase, dialect, variables, limits, trace)?.render(source.py(), request)
}
