//! What a file of cases says.

use serde_json::{Map, Value};
use vtlkit_gateway::execution::AuthorizerDecision;
use vtlkit_text::{Diagnostic, Span, Spanned};

/// A file of cases.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
}

impl Suite {
    /// Reads a file of cases.
    ///
    /// # Errors
    ///
    /// Everything in it that is no YAML or says nothing a case can say, with its place.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        crate::read::read(text)
    }
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called; no other case of the file is called so.
    pub name: Spanned<String>,
    /// What is run.
    pub subject: Subject,
    /// The request, without its body.
    pub request: Request,
    /// The body of the request; in the response phase of a template, that of the integration's response.
    pub body: Body,
    /// What the authorizer of the method decides, where the case says it.
    pub authorizer: Option<AuthorizerDecision>,
    /// What the endpoint of an API answers.
    pub backend: BackendAnswer,
    /// When the request arrives, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
    /// What is to come of it; none where the case does not say so yet.
    pub expect: Option<Expectation>,
    /// Where the case stands in the file.
    pub span: Span,
}

/// What a case runs.
#[derive(Clone, Debug)]
pub enum Subject {
    /// One template.
    Template {
        /// The file, as seen from the file of cases.
        path: Spanned<String>,
        /// What kind of template it is.
        phase: Phase,
    },
    /// A whole API.
    Api {
        /// The definition's file, as seen from the file of cases.
        path: Spanned<String>,
        /// Which API, where the file defines several.
        name: Option<String>,
        /// The method and the path that is asked for.
        route: Spanned<Route>,
        /// The stage; without it, the first of the definition.
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

/// What kind of template is rendered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// A request template.
    #[default]
    Request,
    /// A response template, which overrides nothing of the request.
    Response,
}

/// A method and a path with its query string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method, in capitals.
    pub method: String,
    /// The path below the stage, with the query string if there is one.
    pub target: String,
}

/// A request without its body.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// Parameters of the query string, decoded.
    pub querystring: Vec<(String, String)>,
    /// The path parameters; an API has them from the route.
    pub path: Vec<(String, String)>,
    /// The stage's variables; an API has them from the stage.
    pub stage_variables: Vec<(String, String)>,
    /// Members of `$context`.
    pub context: Map<String, Value>,
}

/// A body.
#[derive(Clone, Debug, Default)]
pub enum Body {
    /// There is none.
    #[default]
    None,
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A file, as seen from the file of cases.
    File(Spanned<String>),
}

/// What an endpoint answers.
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
    /// It fails: `timeout`, `unreachable`, `forbidden`, or the error message of a Lambda function.
    Error(String),
}

impl Default for BackendAnswer {
    /// `{}` with status 200.
    fn default() -> Self {
        Self::Response { status: 200, headers: Vec::new(), body: Body::Text("{}".to_owned()) }
    }
}

/// Headers by name, and where they stand; one without a value must not be there.
pub type ExpectedHeaders = Spanned<Vec<(String, Option<String>)>>;

/// What is to come of a case.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// What the rendered text, or the body of the response, has to be.
    pub body: BodyExpectation,
    /// The status of the response.
    pub status: Option<Spanned<u16>>,
    /// Headers of the response by name; one that is null must not be there.
    pub headers: Option<ExpectedHeaders>,
    /// A part of the message with which the template fails, or the type of the gateway response.
    pub error: Option<Spanned<String>>,
    /// What a template leaves in `requestOverride` and `responseOverride`.
    pub overrides: Option<Spanned<Value>>,
    /// The request that the endpoint gets.
    pub integration: Option<Spanned<IntegrationExpectation>>,
    /// Where it stands.
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

/// What a body has to be; all that is given has to hold.
#[derive(Clone, Debug, Default)]
pub struct BodyExpectation {
    /// This text, byte for byte.
    pub text: Option<Spanned<String>>,
    /// A JSON text of this value; the order of members and the way a number is written do not matter.
    pub json: Option<Spanned<Value>>,
    /// A JSON text that has all of this: an object may have more members, a list as many elements.
    pub subset: Option<Spanned<Value>>,
    /// A JSON text that is valid under this schema.
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

/// A JSON schema, draft 4, as the service's request models are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// The text of a schema.
    Inline(String),
    /// A model of the API.
    Model(String),
}

/// What the endpoint is to get.
#[derive(Clone, Debug)]
pub enum IntegrationExpectation {
    /// Nothing: it is not called.
    NotCalled,
    /// This request.
    Request(Box<IntegrationRequestExpectation>),
}

/// What the request to the endpoint has to be; all that is given has to hold.
#[derive(Clone, Debug, Default)]
pub struct IntegrationRequestExpectation {
    /// The method.
    pub method: Option<Spanned<String>>,
    /// The whole URI.
    pub uri: Option<Spanned<String>>,
    /// Headers by name; one that is null must not be there.
    pub headers: Option<ExpectedHeaders>,
    /// The body.
    pub body: BodyExpectation,
}

/// The members of each mapping of a file of cases, by what the mapping is.
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
