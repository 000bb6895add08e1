//! Definitions of APIs, and requests through them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use serde_json::{Map, Value};
use vtlkit::{
    Answer, Asked, AuthorizerDecision, Call, Exchange, Files, LineIndex, Settings, TestInvoke, routes,
};
use vtlkit_gateway::execution::answer_from_json;

use crate::arguments::body_bytes;
use crate::attack::Attack;
use crate::error::{self, options};
use crate::exchange::{IntegrationRequest, Invocation};
use crate::json::{self, type_name};
use crate::model::Model;
use crate::places::Places;
use crate::record::record;
use crate::source::Source;

/// A definition of APIs, read by :func:`load`.
#[pyclass(frozen, module = "vtlkit")]
pub(crate) struct Definition {
    inner: vtlkit::Definition,
    text: String,
    name: String,
}

record! {
    /// A REST API of a definition.
    Api {
        /// The name; empty if the definition has none.
        name: String,
        /// The logical name in CloudFormation, the address in Terraform.
        id: Option<String>,
        /// The names of the stages.
        stages: Vec<String>,
        /// The names of the request models.
        models: Vec<String>,
    }
}

record! {
    /// A method of an API.
    Route {
        /// The HTTP method.
        method: &'static str,
        /// The path of the resource.
        path: String,
        /// The integration, such as ``aws dynamodb:PutItem``.
        integration: String,
        /// What is validated before the integration is called.
        validates: Vec<&'static str>,
        /// The authorization: ``AWS_IAM``, the name of an authorizer, or ``None``.
        authorization: Option<String>,
        /// Whether requests require an API key.
        api_key_required: bool,
        /// The name of the API.
        api_name: String,
        /// The file that defines the method.
        file: Option<String>,
        /// The line in the file, from 1.
        line: Option<usize>,
        /// The column, from 1, in code points.
        column: Option<usize>,
    }
}

/// Reads a definition of APIs: OpenAPI, SAM, CloudFormation, CDK output, Terraform or Serverless.
///
/// ``source`` is a path; the files that the definition refers to are read within its repository, or anywhere with
/// ``allow_outside``. Or it is a text: its format is derived from ``name``, and ``files`` has the texts of the files
/// that it refers to, by path. ``parameters`` override defaults.
///
/// Raises ``VtlError`` of the kind ``definition`` with all ``errors`` of the definition.
#[pyfunction]
#[pyo3(signature = (source, *, name=None, files=None, parameters=None, region=None, account=None, allow_outside=false))]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn load(
    source: &Bound<'_, PyAny>,
    name: Option<String>,
    files: Option<BTreeMap<String, String>>,
    parameters: Option<&Bound<'_, PyDict>>,
    region: Option<String>,
    account: Option<String>,
    allow_outside: bool,
) -> PyResult<Definition> {
    let py = source.py();
    let Source { text, name, path } = Source::of(source, name, "definition")?;
    let Some(name) = name else {
        let help = "a file is a path: `load(pathlib.Path(\"api.yaml\"))`; a text has a name that tells its format: \
                    `load(text, name=\"api.yaml\")`";
        return Err(error::plain(py, "options", "the definition is a text without a name", Some(help)));
    };
    let mut settings = Settings { region, ..Settings::default() };
    if let Some(account) = account {
        settings.account = account;
    }
    for (name, value) in parameters.into_iter().flatten() {
        settings.parameters.insert(json::key(&name)?.to_string(), plain(json::value(&value)?));
    }
    let files: Box<dyn Files + Send + Sync> = match (files, &path) {
        (Some(files), _) => Box::new(in_memory(files)),
        (None, Some(path)) => Box::new(vtlkit::cli::files_around(path, allow_outside)),
        (None, None) => Box::new(vtlkit::NoFiles),
    };
    let inner = py
        .detach(|| vtlkit::Definition::read_with(&name, &text, &*files, &settings))
        .and_then(|inner| inner.refused().map_or(Ok(inner), Err))
        .map_err(|error| error::of(py, &text, Some(&name), &error))?;
    if inner.apis().is_empty() {
        inner.api(None).map_err(|error| thrown(py, &error))?;
    }
    Ok(Definition { inner, text, name })
}

/// Files by their paths, relative to the folder of the definition.
fn in_memory(files: BTreeMap<String, String>) -> BTreeMap<String, Arc<str>> {
    let path = |path: &str| path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    files.into_iter().map(|(name, text)| (path(&name), text.into())).collect()
}

/// An error at no place of the file.
fn thrown(py: Python<'_>, error: &vtlkit::Error) -> PyErr {
    // The help names the option of the other entry points.
    let help = error
        .help
        .as_deref()
        .map(|help| help.replace("`--api-name` in the command, `apiName` in JavaScript", "`api_name`"));
    error::plain(py, error.kind.name(), &error.message, help.as_deref())
}

#[pymethods]
impl Definition {
    /// The REST APIs, in the order of the definition.
    #[getter]
    fn apis(&self) -> Vec<Api> {
        let api = |api: &vtlkit::Api| Api {
            name: vtlkit::api_name(api).to_owned(),
            id: vtlkit::api_id(api).map(str::to_owned),
            stages: api.stages.iter().map(|stage| stage.name.value.clone()).collect(),
            models: api.models.iter().map(|model| model.name.value.clone()).collect(),
        };
        self.inner.apis().iter().map(api).collect()
    }

    /// The names of unknown values. Their placeholder is ``<name>``; ``parameters`` of :func:`load` sets them.
    #[getter]
    fn unknown(&self) -> Vec<&str> {
        self.inner.unknown().iter().map(|unknown| unknown.name.as_str()).collect()
    }

    /// The errors for files that cannot be read; their content is missing. They are not raised.
    #[getter]
    fn missing<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let places = Places::new(&self.text);
        let notes = self.inner.notes().iter();
        notes.map(|note| error::object(py, &places, Some(&self.name), note)).collect()
    }

    /// The methods of all APIs, or of the API with a name or ``id``.
    #[pyo3(signature = (*, api_name=None))]
    fn routes(&self, py: Python<'_>, api_name: Option<&str>) -> PyResult<Vec<Route>> {
        let apis: Vec<&vtlkit::Api> = match api_name {
            Some(name) => vec![self.api(py, Some(name))?],
            None => self.inner.apis().iter().collect(),
        };
        Ok(apis.into_iter().flat_map(routes).map(|route| self.route(&route)).collect())
    }

    /// A request model of an API. ``api_name`` is optional if the definition has one API.
    #[pyo3(signature = (name, *, api_name=None))]
    fn model(&self, py: Python<'_>, name: &str, api_name: Option<&str>) -> PyResult<Model> {
        let api = self.api(py, api_name)?;
        let text = vtlkit::Model::text_of_api(api, name).map_err(|error| thrown(py, &error))?;
        let compiled = vtlkit::Model::of_api(api, name).map_err(|error| error::of(py, text, None, &error))?;
        Ok(Model::of_api(compiled, text, Some(format!("{}#{name}", self.name))))
    }

    /// Executes a request against an API, as the service does. The endpoint is not called: ``backend`` is its response,
    /// or a function that takes the request to the endpoint and returns the response. The function is called at most
    /// once, and not for mocks or rejected requests. The default response is ``{}`` with status 200.
    ///
    /// ``path`` is the path below the stage with the query string. ``time`` is the time of the request in milliseconds
    /// since 1970-01-01 UTC, by default now. ``authorizer`` is the decision of the authorizer: ``"allow"``, ``"deny"``,
    /// ``"unauthorized"``, ``"failure"``, or a dict with its context: ``{"allow": {"principalId": "user-1"}}``.
    /// ``test_invoke=True`` executes the method like the test in the console: without routing, authorizers, API keys
    /// and throttling; ``path`` is the path of the resource then, such as ``/users/{id}``.
    ///
    /// Requests do not count against the throttling of later ones.
    #[pyo3(signature = (method, path, *, headers=None, body=None, stage=None, api_name=None, context=None, authorizer=None, time=None, test_invoke=false, path_parameters=None, backend=None))]
    #[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn invoke(
        &self,
        py: Python<'_>,
        method: String,
        path: String,
        headers: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
        stage: Option<String>,
        api_name: Option<&str>,
        context: Option<&Bound<'_, PyAny>>,
        authorizer: Option<&Bound<'_, PyAny>>,
        time: Option<u64>,
        test_invoke: bool,
        path_parameters: Option<&Bound<'_, PyAny>>,
        backend: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Invocation> {
        let keywords =
            Keywords { headers, body, stage, context, authorizer, time, test_invoke, path_parameters };
        let call = keywords.call(py, method, path)?;
        let api = self.api(py, api_name)?;
        let answer = match backend {
            Some(backend) if backend.is_callable() => match py.detach(|| vtlkit::ask(api, &call)) {
                Asked::Done(execution) => return Invocation::new(py, &execution),
                Asked::Endpoint(request) => {
                    let answered = backend.call1((IntegrationRequest::new(py, &request)?,))?;
                    answer(&answered, EMPTY_OBJECT)?
                }
            },
            Some(backend) => answer(backend, EMPTY_OBJECT)?,
            None => answer(PyDict::new(py).as_any(), EMPTY_OBJECT)?,
        };
        let execution =
            py.detach(|| vtlkit::invoke(api, &call, &mut |_: &vtlkit::IntegrationRequest| answer.clone()));
        Invocation::new(py, &execution)
    }

    /// Executes hostile variants of a request, and of the response of its endpoint, and reports which make an output
    /// invalid. Empty bodies are generated from the values that the templates read.
    #[pyo3(signature = (method, path, *, headers=None, body=None, stage=None, api_name=None, context=None, authorizer=None, time=None, test_invoke=false, path_parameters=None, backend=None))]
    #[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn attack(
        &self,
        py: Python<'_>,
        method: String,
        path: String,
        headers: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyAny>>,
        stage: Option<String>,
        api_name: Option<&str>,
        context: Option<&Bound<'_, PyAny>>,
        authorizer: Option<&Bound<'_, PyAny>>,
        time: Option<u64>,
        test_invoke: bool,
        path_parameters: Option<&Bound<'_, PyAny>>,
        backend: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Attack> {
        let keywords =
            Keywords { headers, body, stage, context, authorizer, time, test_invoke, path_parameters };
        let answer = match backend {
            Some(backend) => answer(backend, b"")?,
            None => answer(PyDict::new(py).as_any(), b"")?,
        };
        let exchange = Exchange { call: keywords.call(py, method, path)?, answer };
        let attack =
            py.detach(|| self.inner.attack(api_name, &[exchange])).map_err(|error| thrown(py, &error))?;
        Attack::new(py, &attack)
    }

    fn __repr__(&self) -> String {
        format!("Definition({:?})", self.name)
    }
}

impl Definition {
    fn api(&self, py: Python<'_>, name: Option<&str>) -> PyResult<&vtlkit::Api> {
        self.inner.api(name).map_err(|error| thrown(py, &error))
    }

    fn route(&self, route: &vtlkit::Route<'_>) -> Route {
        let place = self.inner.sources().locate(route.place()).map(|(source, local)| {
            let place =
                LineIndex::new(&source.text).place(&source.text, local.start(), vtlkit::Encoding::Chars);
            (error::beside(Some(&self.name), &source.path), place)
        });
        Route {
            method: route.method.http_method.value.as_str(),
            path: route.resource.path.value.clone(),
            integration: route.integration(),
            validates: route.validation(),
            authorization: route.authorization().map(str::to_owned),
            api_key_required: route.method.api_key_required.value,
            api_name: vtlkit::api_name(route.api).to_owned(),
            line: place.as_ref().map(|(_, place)| place.line),
            column: place.as_ref().map(|(_, place)| place.column),
            file: place.map(|(file, _)| file),
        }
    }
}

/// The keywords that a request to an API has.
struct Keywords<'a, 'py> {
    headers: Option<&'a Bound<'py, PyAny>>,
    body: Option<&'a Bound<'py, PyAny>>,
    stage: Option<String>,
    context: Option<&'a Bound<'py, PyAny>>,
    authorizer: Option<&'a Bound<'py, PyAny>>,
    time: Option<u64>,
    test_invoke: bool,
    path_parameters: Option<&'a Bound<'py, PyAny>>,
}

impl Keywords<'_, '_> {
    fn call(self, py: Python<'_>, method: String, path: String) -> PyResult<Call> {
        let object = |given: Option<&Bound<'_, PyAny>>, what: &str| {
            given.map_or_else(|| Ok(Map::new()), |given| json::object(given, what))
        };
        let values = object(self.path_parameters, "path_parameters")?;
        if !self.test_invoke && !values.is_empty() {
            let message = "`path_parameters` are those of a `test_invoke`; otherwise they are in the path";
            return Err(options(py, message));
        }
        let path_parameters = values.into_iter().map(|(name, value)| (name, plain(value))).collect();
        let decision = |given: &Bound<'_, PyAny>| {
            AuthorizerDecision::from_json(json::value(given)?)
                .map_err(|why| options(py, &format!("`authorizer` cannot be used: {why}")))
        };
        Ok(Call {
            test: self.test_invoke.then(|| TestInvoke { resource: path.clone(), path_parameters }),
            path,
            method,
            headers: headers(object(self.headers, "headers")?),
            body: body_bytes(self.body)?,
            stage: self.stage,
            time_millis: self.time.unwrap_or_else(now),
            context: object(self.context, "context")?,
            authorizer: self.authorizer.map(decision).transpose()?,
        })
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn headers(members: Map<String, Value>) -> Vec<(String, String)> {
    let values = |value| if let Value::Array(values) = value { values } else { vec![value] };
    let of = |(name, value): (String, Value)| {
        values(value).into_iter().map(move |value| (name.clone(), plain(value)))
    };
    members.into_iter().flat_map(of).collect()
}

/// The body of an answer that has none.
const EMPTY_OBJECT: &[u8] = b"{}";

/// What an endpoint answers: a dict with `status`, `headers` and `body`, or with `error`.
fn answer(given: &Bound<'_, PyAny>, without_body: &[u8]) -> PyResult<Answer> {
    let Ok(given) = given.cast::<PyDict>() else {
        let found = type_name(given);
        return Err(PyTypeError::new_err(format!(
            "`backend` is a dict with what the endpoint answers, or a function that returns one, not {found}"
        )));
    };
    let members = given.copy()?;
    let there = |name: &str| members.get_item(name).map(|value| value.filter(|value| !value.is_none()));
    // What does not go through JSON: bytes, and the body of an answer without one.
    let aside = match there("body")? {
        Some(body) if body.is_instance_of::<PyBytes>() => {
            members.del_item("body")?;
            Some(body_bytes(Some(&body))?)
        }
        None if there("error")?.is_none() => Some(without_body.to_vec()),
        _ => None,
    };
    let members = Value::Object(json::object(members.as_any(), "backend")?);
    let no_files = |_: &str| Err("read the file, and give its bytes as `body`".to_owned());
    let mut answer = answer_from_json(members, &no_files)
        .map_err(|why| options(given.py(), &format!("`backend` cannot be used: {why}")))?;
    if let (Answer::Response(response), Some(body)) = (&mut answer, aside) {
        response.body = body;
    }
    Ok(answer)
}
