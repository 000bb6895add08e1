//! Messages that pass through an API, and what becomes of a request.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use vtlkit::Execution;

use crate::json;
use crate::record::record;

record! {
    /// The response to the client.
    Response {
        /// The status.
        status: u16,
        /// The headers; a header with several values has a list.
        headers: Py<PyDict>,
        /// The body.
        body: Py<PyBytes>,
    }
    methods {
        /// The body as text; invalid UTF-8 becomes U+FFFD.
        #[getter]
        fn text(&self, py: pyo3::Python<'_>) -> String {
            text(py, &self.body)
        }

        /// The body, parsed as JSON.
        fn json<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
            loads(self.body.bind(py).as_any())
        }
    }
}

record! {
    /// The request to the endpoint.
    IntegrationRequest {
        /// The method.
        method: String,
        /// The whole URI.
        uri: String,
        /// The headers; a header with several values has a list.
        headers: Py<PyDict>,
        /// The body.
        body: Py<PyBytes>,
    }
    methods {
        /// The body as text; invalid UTF-8 becomes U+FFFD.
        #[getter]
        fn text(&self, py: pyo3::Python<'_>) -> String {
            text(py, &self.body)
        }

        /// The body, parsed as JSON.
        fn json<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
            loads(self.body.bind(py).as_any())
        }
    }
}

record! {
    /// The decision of a step of the service.
    Step {
        /// The step.
        step: &'static str,
        /// The decision.
        decision: String,
        /// The reason.
        reason: String,
        /// Whether the request fails in this step.
        failed: bool,
    }
}

record! {
    /// A template that was rendered for a request.
    Mapped {
        /// The kind of template.
        step: &'static str,
        /// The content type of the template.
        content_type: String,
        /// The request of the render, for ``Template.render``.
        request: Py<PyDict>,
    }
}

record! {
    /// The execution of a request.
    Invocation {
        /// The response to the client.
        response: Py<Response>,
        /// The type of the gateway response, such as ``BAD_REQUEST_BODY``, if a step failed.
        gateway_response: Option<&'static str>,
        /// The request to the endpoint; ``None`` if it is not called.
        integration_request: Option<Py<IntegrationRequest>>,
        /// The templates that were rendered.
        mapped: Vec<Py<Mapped>>,
        /// The decision of each step.
        trail: Vec<Py<Step>>,
    }
}

impl Invocation {
    pub(crate) fn new(py: Python<'_>, execution: &Execution) -> PyResult<Self> {
        let response = &execution.response;
        let response = Response {
            status: response.status,
            headers: headers(py, &response.headers)?,
            body: PyBytes::new(py, &response.body).unbind(),
        };
        let sent = execution.integration_request.as_ref();
        let mapped = execution.mapped.iter().map(|mapped| {
            let request = json::object_to_python(py, &mapped.request.to_json())?.unbind();
            let content_type = mapped.content_type.clone();
            Py::new(py, Mapped { step: mapped.step.name(), content_type, request })
        });
        let trail = execution.trail.iter().map(|step| {
            let (decision, reason) = (step.decision.clone(), step.reason.clone());
            Py::new(py, Step { step: step.kind.name(), decision, reason, failed: step.failed })
        });
        Ok(Self {
            response: Py::new(py, response)?,
            gateway_response: execution.gateway_response.map(|kind| kind.as_str()),
            integration_request: sent.map(|sent| IntegrationRequest::new(py, sent)).transpose()?,
            mapped: mapped.collect::<PyResult<_>>()?,
            trail: trail.collect::<PyResult<_>>()?,
        })
    }
}

impl IntegrationRequest {
    pub(crate) fn new(py: Python<'_>, request: &vtlkit::IntegrationRequest) -> PyResult<Py<Self>> {
        let request = Self {
            method: request.method.clone(),
            uri: request.uri.clone(),
            headers: headers(py, &request.headers)?,
            body: PyBytes::new(py, &request.body).unbind(),
        };
        Py::new(py, request)
    }
}

/// A body as text; what is not UTF-8 is U+FFFD.
fn text(py: Python<'_>, body: &Py<PyBytes>) -> String {
    String::from_utf8_lossy(body.as_bytes(py)).into_owned()
}

/// What `json.loads` of Python's library reads in a text or bytes.
pub(crate) fn loads<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    text.py().import("json")?.call_method1("loads", (text,))
}

/// Headers as a dict.
fn headers(py: Python<'_>, headers: &[(String, String)]) -> PyResult<Py<PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in headers {
        match dict.get_item(name)? {
            None => dict.set_item(name, value)?,
            Some(first) if first.is_instance_of::<PyString>() => {
                dict.set_item(name, PyList::new(py, [first, PyString::new(py, value).into_any()])?)?;
            }
            Some(list) => list.cast::<PyList>()?.append(value)?,
        }
    }
    Ok(dict.unbind())
}
