//! The content of a case file.

use serde_json::{Map, Value};
use vtlkit_gateway::execution::AuthorizerDecision;
use vtlkit_text::{Diagnostic, Span, Spanned};

/// A case file.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

impl Suite {
    /// Reads a case file.
    ///
    /// # Errors
    ///
    /// All YAML errors, or all unknown or invalid members, with their positions.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        crate::read::read(text)
    }
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, which is unique in the file.
    pub name: Spanned<String>,
    /// The template or route that it runs.
    pub subject: Subject,
    /// The request, without its body.
    pub request: Request,
    /// The body of the request; for a response template, that of the integration response.
    pub body: Body,
    /// The decision of the method's authorizer, if the case states it.
    pub authorizer: Option<AuthorizerDecision>,
    /// The answer of the API's endpoint.
    pub backend: BackendAnswer,
    /// The time of the request, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
    /// The expected result; `None` if the case has none yet.
    pub expect: Option<Expectation>,
    /// The span of the case in the file.
    pub span: Span,
}

/// The subject of a case.
#[derive(Clone, Debug)]
pub enum Subject {
    /// One template.
    Template {
        /// The file, relative to the case file.
        path: Spanned<String>,
        /// The kind of template.
        phase: Phase,
    },
    /// A whole API.
    Api {
        /// The definition's file, relative to the case file.
        path: Spanned<String>,
        /// The name of the API, if the file defines several.
        name: Option<String>,
        /// The method and the path of the request.
        route: Spanned<Route>,
        /// The stage; by default, the first of the definition.
        stage: Option<String>,
    },
}

impl Subject {
    /// The file of the template or definition.
    pub const fn path(&self) -> &Spanned<String> {
        match self {
            Self::Template { path, .. } | Self::Api { path, .. } => path,
        }
    }
}

/// The kind of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// A request template.
    #[default]
    Request,
    /// A response template, which cannot override the request.
    Response,
}

/// A method and a path with its query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method, in upper case.
    pub method: String,
    /// The path without the stage, with the query string if there is one.
    pub target: String,
}

/// A request without its body.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// Parameters of the query string, decoded.
    pub querystring: Vec<(String, String)>,
    /// The path parameters; for an API, they follow from the route.
    pub path: Vec<(String, String)>,
    /// The stage variables; for an API, they follow from the stage.
    pub stage_variables: Vec<(String, String)>,
    /// Members of `$context`.
    pub context: Map<String, Value>,
}

/// A body.
#[derive(Clone, Debug, Default)]
pub enum Body {
    /// No body.
    #[default]
    None,
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A file, relative to the case file.
    File(Spanned<String>),
}

/// The answer of an endpoint.
#[derive(Clone, Debug)]
pub enum BackendAnswer {
    /// A response.
    Response {
        /// The status.
        status: u16,
        /// The headers, in order.
        headers: Vec<(String, String)>,
        /// The body.
        body: Body,
    },
    /// A failure: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function.
    Error(String),
}

impl Default for BackendAnswer {
    /// `{}` with status 200.
    fn default() -> Self {
        Self::Response { status: 200, headers: Vec::new(), body: Body::Text("{}".to_owned()) }
    }
}

/// Expected headers by name. A header without a value must not exist.
pub type ExpectedHeaders = Spanned<Vec<(String, Option<String>)>>;

/// The expected result of a case.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// The expected output of the template, or body of the response.
    pub body: BodyExpectation,
    /// The status of the response.
    pub status: Option<Spanned<u16>>,
    /// Headers of the response by name. A header that is null must not exist.
    pub headers: Option<ExpectedHeaders>,
    /// A part of the template's error message, or the type of the gateway response.
    pub error: Option<Spanned<String>>,
    /// The overrides that a template sets.
    pub overrides: Option<Spanned<Value>>,
    /// The integration request.
    pub integration: Option<Spanned<IntegrationExpectation>>,
    /// Its span.
    pub span: Span,
}

impl Expectation {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
            && self.status.is_none()
            && self.headers.is_none()
            && self.error.is_none()
            && self.overrides.is_none()
            && self.integration.is_none()
    }
}

/// The expected body. All given conditions must be met.
#[derive(Clone, Debug, Default)]
pub struct BodyExpectation {
    /// The exact text.
    pub text: Option<Spanned<String>>,
    /// JSON with this value, regardless of the order of members and the notation of numbers.
    pub json: Option<Spanned<Value>>,
    /// JSON that contains this value: objects may have more members, lists must have the same length.
    pub subset: Option<Spanned<Value>>,
    /// JSON that is valid under this schema.
    pub schema: Option<Spanned<Schema>>,
    /// These bytes.
    pub base64: Option<Spanned<Vec<u8>>>,
}

impl BodyExpectation {
    /// Whether nothing is expected.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self { text: None, json: None, subset: None, schema: None, base64: None })
    }
}

/// A JSON Schema (draft 4), like API Gateway's models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// The text of a schema.
    Inline(String),
    /// A model of the API.
    Model(String),
}

/// The expected integration request.
#[derive(Clone, Debug)]
pub enum IntegrationExpectation {
    /// The endpoint must not be called.
    NotCalled,
    /// This request.
    Request(Box<IntegrationRequestExpectation>),
}

/// The expected request to the endpoint. All given conditions must be met.
#[derive(Clone, Debug, Default)]
pub struct IntegrationRequestExpectation {
    /// The method.
    pub method: Option<Spanned<String>>,
    /// The whole URI.
    pub uri: Option<Spanned<String>>,
    /// Headers by name. A header that is null must not exist.
    pub headers: Option<ExpectedHeaders>,
    /// The body.
    pub body: BodyExpectation,
}

/// The members of each kind of mapping in a case file.
pub const MEMBERS: [(&str, &[&str]); 6] = [
    ("suite", &["$schema", "template", "phase", "api", "apiName", "stage", "route", "cases"]),
    (
        "case",
        &[
            "name",
            "template",
            "phase",
            "api",
            "apiName",
            "stage",
            "route",
            "request",
            "authorizer",
            "backend",
            "time",
            "expect",
        ],
    ),
    (
        "request",
        &[
            "body",
            "isBase64Encoded",
            "bodyFile",
            "headers",
            "querystring",
            "path",
            "stageVariables",
            "context",
        ],
    ),
    ("backend", &["status", "headers", "body", "isBase64Encoded", "bodyFile", "error"]),
    (
        "expect",
        &[
            "text",
            "json",
            "subset",
            "bodySchema",
            "base64",
            "status",
            "headers",
            "error",
            "overrides",
            "integration",
        ],
    ),
    ("integration", &["method", "uri", "headers", "text", "json", "subset", "bodySchema", "base64"]),
];
