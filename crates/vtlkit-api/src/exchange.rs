//! Messages between a client, the gateway and an integration's endpoint, and the traits of backends and validators.

/// The headers of a message in order, names as written.
pub type Headers = Vec<(String, String)>;

/// A client's request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientRequest {
    /// The method, in upper case.
    pub method: String,
    /// The path below the stage, with the query string if there is one, as in the request line.
    pub target: String,
    /// The headers.
    pub headers: Headers,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The last value of a header, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        last_header(&self.headers, name)
    }

    /// The body as text; invalid UTF-8 becomes U+FFFD.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// The request to the integration's endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrationRequest {
    /// The method.
    pub method: String,
    /// The full URI including the query string. For an AWS service, that of its endpoint.
    pub uri: String,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl IntegrationRequest {
    /// The last value of a header, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        last_header(&self.headers, name)
    }
}

/// The last value of a header, ignoring case.
pub fn last_header<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The answer of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response. For a Lambda function, its result with status 200; if the function failed, the body contains
    /// `errorMessage`, or the header `X-Amz-Function-Error` is set.
    Response(Response),
    /// No response within the integration's timeout.
    Timeout,
    /// No connection, or a broken one.
    Unreachable,
    /// The service is not allowed to call the endpoint.
    Forbidden,
}

/// Answers in place of an integration's endpoint.
pub trait Backend {
    /// Answers a request.
    fn call(&mut self, request: &IntegrationRequest) -> Answer;
}

impl<F: FnMut(&IntegrationRequest) -> Answer> Backend for F {
    fn call(&mut self, request: &IntegrationRequest) -> Answer {
        self(request)
    }
}

/// The verdict of a validator on a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyVerdict {
    /// It matches the model.
    Valid,
    /// It does not match; the messages as the service logs them, including brackets.
    Invalid(String),
    /// The validator failed, for this reason.
    Fault(String),
}

/// Validates bodies against the models of the API.
pub trait BodyValidator {
    /// Validates a body against a model. Every API also has the models `Empty` and `Error`.
    fn validate(&self, model: &str, body: &str) -> BodyVerdict;

    /// Why the service would refuse to create a model; `None` if it would not, or if the validator does not know.
    fn refusal(&self, _model: &str) -> Option<String> {
        None
    }
}

impl<F: Fn(&str, &str) -> BodyVerdict> BodyValidator for F {
    fn validate(&self, model: &str, body: &str) -> BodyVerdict {
        self(model, body)
    }
}
