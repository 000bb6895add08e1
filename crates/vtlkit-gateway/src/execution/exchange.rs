//! What goes in and out of an execution: messages, and what the caller has to supply.

use serde_json::{Map, Value};
use vtlkit_api::GatewayResponseType;

use super::AuthorizerDecision;

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
        last(&self.headers, name)
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
        last(&self.headers, name)
    }
}

/// The last value of a header, whatever the case of its name.
pub(super) fn last<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Sets a header in place of one of the same name, whatever its case.
pub(super) fn set(headers: &mut Headers, name: &str, value: String) {
    headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value));
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

/// What is thought of a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It matches the model.
    Valid,
    /// It does not; the list of messages as the service logs it, brackets included.
    Invalid(String),
    /// The validator itself failed, for this reason.
    Fault(String),
}

/// What checks bodies against the models of the API.
pub trait Validator {
    /// Checks a body against the model of this name. Every API has the models `Empty` and `Error` too.
    fn validate(&self, model: &str, body: &str) -> Verdict;
}

impl<F: Fn(&str, &str) -> Verdict> Validator for F {
    fn validate(&self, model: &str, body: &str) -> Verdict {
        self(model, body)
    }
}

/// What decides whether the caller is let in. Authorizers, policies and firewalls are not run.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Access {
    /// The request alone. A caller is let in whose request has the identity that the method asks for: the identity
    /// sources of an authorizer, or a signature for `AWS_IAM`. So is one to whom `$context` already gives an
    /// `authorizer`.
    #[default]
    Identity,
    /// The authorizer of the method, which decides this. A method without one does not ask it.
    Authorizer(AuthorizerDecision),
    /// Something in front of the authorizer, such as a firewall or a resource policy, which refuses every request.
    Refused {
        /// Why; the type of the gateway response.
        kind: GatewayResponseType,
        /// What is said about it in place of the service's own text for the type.
        message: Option<String>,
    },
}

impl From<Option<AuthorizerDecision>> for Access {
    /// What the authorizer decides, where it is given.
    fn from(decision: Option<AuthorizerDecision>) -> Self {
        decision.map_or(Self::Identity, Self::Authorizer)
    }
}

/// A call of an API: the request and everything around it that the service would know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Invocation {
    /// The request.
    pub request: ClientRequest,
    /// The stage that is called; without one, the first of the API, or `test` where it has none.
    pub stage: Option<String>,
    /// When the request arrives, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
    /// What `$context` holds besides what follows of the request, or in place of it: `requestId`, `identity`,
    /// `authorizer` and so on. Members of `identity` are put in one by one.
    pub context: Map<String, Value>,
    /// What decides whether the caller is let in.
    pub access: Access,
}
