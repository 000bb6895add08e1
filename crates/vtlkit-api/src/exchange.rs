//! Messages between a client, the gateway and an integration's endpoint, and who answers and who validates.

/// The headers of a message, in order, names as written.
pub type Headers = Vec<(String, String)>;

/// A request as the client sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path below the stage, with the query string if there is one, as it stands in the request line.
    pub target: String,
    /// The headers.
    pub headers: Headers,
    /// The body; empty where there is none.
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
    /// The value of a header, whatever the case of its name: the last one if it is there more than once.
    pub fn header(&self, name: &str) -> Option<&str> {
        last_header(&self.headers, name)
    }

    /// The body as text; bytes that are no UTF-8 become U+FFFD.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// The request that is sent to the integration's endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrationRequest {
    /// The method.
    pub method: String,
    /// The whole URI, query string included. For an AWS service it is that of the service's endpoint.
    pub uri: String,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl IntegrationRequest {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        last_header(&self.headers, name)
    }
}

/// The last value of a header, whatever the case of its name.
pub fn last_header<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// What an endpoint answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response. That of a Lambda function is its result with status 200; where the function failed, the body holds
    /// `errorMessage`, or the header `X-Amz-Function-Error` is there.
    Response(Response),
    /// Nothing within the integration's timeout.
    Timeout,
    /// No connection, or one that broke.
    Unreachable,
    /// The service may not call the endpoint.
    Forbidden,
}

/// What answers in the place of an integration's endpoint.
pub trait Backend {
    /// Answers a request.
    fn call(&mut self, request: &IntegrationRequest) -> Answer;
}

impl<F: FnMut(&IntegrationRequest) -> Answer> Backend for F {
    fn call(&mut self, request: &IntegrationRequest) -> Answer {
        self(request)
    }
}

/// What a validator says of a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyVerdict {
    /// It matches the model.
    Valid,
    /// It does not; the list of messages as the service logs it, brackets included.
    Invalid(String),
    /// The validator itself failed, for this reason.
    Fault(String),
}

/// What checks bodies against the models of the API.
pub trait BodyValidator {
    /// Checks a body against the model of this name. Every API has the models `Empty` and `Error` too.
    fn validate(&self, model: &str, body: &str) -> BodyVerdict;

    /// Why the service would refuse to create the model of this name; `None` where it would not, or where the
    /// validator does not know.
    fn refusal(&self, _model: &str) -> Option<String> {
        None
    }
}

impl<F: Fn(&str, &str) -> BodyVerdict> BodyValidator for F {
    fn validate(&self, model: &str, body: &str) -> BodyVerdict {
        self(model, body)
    }
}
