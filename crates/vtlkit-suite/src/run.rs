//! Runs cases.

use serde_json::Value;
use vtlkit_api::{Answer, Api, BodyValidator, ClientRequest, Response};
use vtlkit_eval::{Coverage, Observer};
use vtlkit_gateway::execution::{Execution, Gateway, Invocation, failing_answer};
use vtlkit_gateway::{Rendered, Template};
use vtlkit_schema::References;
use vtlkit_text::{Encoding, LineIndex, Span};

use crate::case::{BackendAnswer, Body, Case, Phase, Route, Subject};
use crate::judge::{Failure, judge};

/// Reads the files that cases refer to, such as bodies.
pub trait Files {
    /// The bytes of a file, given relative to the case file. `Err` is the reason why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

impl<F: Fn(&str) -> Result<Vec<u8>, String>> Files for F {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self(path)
    }
}

/// The loaded subject of a case.
pub enum Loaded<'a> {
    /// A template.
    Template(&'a Template),
    /// A template with a syntax error: the message and the position of its first error.
    Broken {
        /// The message.
        message: String,
        /// The position, such as `request.vtl:3:1`.
        place: String,
    },
    /// An API.
    Api(ApiUnderTest<'a>),
}

/// An API that executes requests.
pub struct ApiUnderTest<'a> {
    /// The API.
    pub api: &'a Api,
    /// Validates bodies against its models.
    pub validator: &'a dyn BodyValidator,
    /// The models by name, for `bodySchema`.
    pub references: &'a References,
}

/// The result of a case.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The expectations that were not met; empty if the case passes.
    pub failures: Vec<Failure>,
    /// Where and why a template failed or a gateway response was sent, if that happened.
    pub why: Option<String>,
    /// The actual result.
    pub(crate) actual: Actual,
}

impl Outcome {
    /// The outcome of a case that could not be run, with the reason.
    pub fn not_run(case: &Case, why: &str) -> Self {
        let why = why.strip_prefix("error: ").unwrap_or(why);
        let mut lines = why.lines().map(|line| line.trim_end().to_owned());
        let message = lines.next().unwrap_or_default();
        let failure = Failure { what: String::new(), message, details: lines.collect(), span: case.span };
        Self { failures: vec![failure], ..Self::default() }
    }
}

/// The actual result of a template or an API.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actual {
    /// The status of the response; `None` for a template.
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    /// The output of the template or the body of the response; `None` for a template that failed.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) error: Option<Failed>,
    /// The overrides that a template set.
    pub(crate) overrides: Option<Value>,
    /// The integration request.
    pub(crate) sent: Option<Sent>,
}

/// The error of a template, or the gateway response of an API.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    /// The message, or the type of the gateway response.
    pub(crate) name: String,
    /// The position in the template, or the step that failed and the reason.
    pub(crate) why: Option<String>,
}

/// The integration request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The coverage of each template that a case rendered, with the template's span in the definition.
pub type Reached = Vec<(Span, Coverage)>;

/// Runs a case. Adds the coverage of templates to `coverage`, if it is given.
pub fn run(case: &Case, subject: &Loaded<'_>, files: &dyn Files, coverage: Option<&mut Reached>) -> Outcome {
    let no_references = References::new();
    let (actual, references) = match (subject, &case.subject) {
        (Loaded::Template(template), Subject::Template { phase, path }) => {
            match render(case, template, (*phase, path), files, coverage) {
                Ok(actual) => (actual, &no_references),
                Err(message) => return Outcome::not_run(case, &message),
            }
        }
        (Loaded::Broken { message, place }, _) => {
            let error = Failed { name: message.clone(), why: Some(place.clone()) };
            (Actual { error: Some(error), ..Actual::default() }, &no_references)
        }
        (Loaded::Api(api), Subject::Api { route, stage, .. }) => {
            match invoke(case, api, (route, stage.as_deref()), files, coverage) {
                Ok(actual) => (actual, api.references),
                Err(message) => return Outcome::not_run(case, &message),
            }
        }
        _ => return Outcome::not_run(case, "the case runs something else"),
    };
    let failures = match &case.expect {
        Some(expect) => judge(expect, &actual, references),
        None => {
            judge(&crate::Expectation { span: case.name.span, ..Default::default() }, &actual, references)
        }
    };
    let why = actual.error.as_ref().and_then(|error| error.why.clone());
    Outcome { failures, why, actual }
}

fn bytes(body: &Body, files: &dyn Files) -> Result<Vec<u8>, String> {
    match body {
        Body::None => Ok(Vec::new()),
        Body::Text(text) => Ok(text.clone().into_bytes()),
        Body::Bytes(bytes) => Ok(bytes.clone()),
        Body::File(path) => files.read(path),
    }
}

fn render(
    case: &Case,
    template: &Template,
    (phase, path): (Phase, &str),
    files: &dyn Files,
    coverage: Option<&mut Reached>,
) -> Result<Actual, String> {
    let request = vtlkit_gateway::Request {
        // The service replaces invalid UTF-8 with U+FFFD.
        body: String::from_utf8_lossy(&bytes(&case.body, files)?).into_owned(),
        headers: case.request.headers.clone(),
        querystring: case.request.querystring.clone(),
        path: case.request.path.clone(),
        stage_variables: case.request.stage_variables.clone(),
        context: case.request.context.clone(),
    };
    let mut renderer = template.renderer();
    let mut counted = coverage.is_some().then(|| template.coverage());
    let rendered = match &mut counted {
        None => renderer.render(&request),
        Some(counted) => renderer.render_observed(&request, counted as &mut dyn Observer),
    };
    let actual = match rendered {
        Ok(rendered) => rendered_text(&rendered, phase),
        Err(error) => {
            let source = template.source();
            let place = LineIndex::new(source).place(source, error.span.start(), Encoding::Chars);
            let place = format!("{path}:{}:{}", place.line, place.column);
            let error = Failed { name: error.to_string(), why: Some(place) };
            Actual { error: Some(error), ..Actual::default() }
        }
    };
    if let (Some(reached), Some(counted)) = (coverage, counted) {
        reached.push((Span::default(), counted));
    }
    Ok(actual)
}

fn rendered_text(rendered: &Rendered<'_>, phase: Phase) -> Actual {
    let mut overrides = rendered.overrides();
    if phase == Phase::Response {
        // The request was already sent.
        overrides.request.clear();
    }
    Actual {
        body: Some(rendered.text().into_owned().into_bytes()),
        overrides: Some(Value::Object(overrides.to_json())),
        ..Actual::default()
    }
}

fn invoke(
    case: &Case,
    ApiUnderTest { api, validator, .. }: &ApiUnderTest<'_>,
    (route, stage): (&Route, Option<&str>),
    files: &dyn Files,
    coverage: Option<&mut Reached>,
) -> Result<Actual, String> {
    let invocation = Invocation {
        request: ClientRequest {
            method: route.method.clone(),
            target: with_query(&route.target, &case.request.querystring),
            headers: case.request.headers.clone(),
            body: bytes(&case.body, files)?,
        },
        stage: stage.map(str::to_owned),
        time_millis: case.time_millis,
        context: case.request.context.clone(),
        access: case.authorizer.clone().into(),
        test: None,
    };
    let answer = answer(&case.backend, files)?;
    let mut backend = |_: &_| answer.clone();
    let mut gateway = Gateway::new(api);
    if coverage.is_some() {
        gateway = gateway.with_coverage();
    }
    let execution = gateway.execute(&invocation, *validator, &mut backend);
    if let Some(reached) = coverage {
        for template in templates(api) {
            if let Some(counted) = gateway.coverage(template) {
                reached.push((template.span, counted.clone()));
            }
        }
    }
    Ok(executed(execution))
}

/// The mapping templates of an API.
pub fn templates(api: &Api) -> impl Iterator<Item = &vtlkit_api::Text> {
    let methods = api.resources.iter().flat_map(|resource| &resource.methods);
    methods.filter_map(|method| method.integration.as_ref()).flat_map(|integration| {
        let responses = integration.responses.iter().flat_map(|response| &response.response_templates);
        integration.request_templates.iter().chain(responses).map(|entry| &entry.template)
    })
}

/// The path with the parameters added to its query string.
fn with_query(target: &str, parameters: &[(String, String)]) -> String {
    let mut out = target.to_owned();
    for (name, value) in parameters {
        out.push(if out.contains('?') { '&' } else { '?' });
        percent_encode(name, &mut out);
        out.push('=');
        percent_encode(value, &mut out);
    }
    out
}

fn percent_encode(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

fn answer(backend: &BackendAnswer, files: &dyn Files) -> Result<Answer, String> {
    Ok(match backend {
        BackendAnswer::Response { status, headers, body } => Answer::Response(Response {
            status: *status,
            headers: headers.clone(),
            body: bytes(body, files)?,
        }),
        BackendAnswer::Error(error) => failing_answer(error),
    })
}

fn executed(execution: Execution) -> Actual {
    let failed = execution.trail.iter().rev().find(|step| step.failed);
    let why = failed.map(|step| {
        let reason = if step.reason.is_empty() { &step.decision } else { &step.reason };
        format!("{}: {reason}", step.kind.name())
    });
    let error = execution.gateway_response.map(|kind| Failed { name: kind.as_str().to_owned(), why });
    Actual {
        status: Some(execution.response.status),
        body: Some(execution.response.body),
        headers: execution.response.headers,
        error,
        overrides: None,
        sent: execution.integration_request.map(|request| Sent {
            body: request.body,
            method: request.method,
            uri: request.uri,
            headers: request.headers,
        }),
    }
}
