//! A call of an API: the request and what the caller has to supply with it.

use serde_json::{Map, Value};
use vtlkit_api::{ClientRequest, GatewayResponseType, Headers};

use super::AuthorizerDecision;

/// Sets a header in place of one of the same name, whatever its case.
pub(super) fn set(headers: &mut Headers, name: &str, value: String) {
    headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value));
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
    /// The method that is run without routing, as the test of the console does: authorizers, API keys and limits do not
    /// count, and nor does the path of the request.
    pub test: Option<TestInvoke>,
}

/// A method that is run without routing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestInvoke {
    /// The path of the resource as it is declared, such as `/pets/{id}`.
    pub resource: String,
    /// The values of its path parameters.
    pub path_parameters: Vec<(String, String)>,
}

impl TestInvoke {
    /// The name of the stage in `$context`.
    pub const STAGE: &str = "test-invoke-stage";

    /// The members of `$context` that differ from those of a request from outside, as recorded.
    pub fn context() -> Map<String, Value> {
        let identity = serde_json::json!({
            "apiKey": "test-invoke-api-key",
            "apiKeyId": "test-invoke-api-key-id",
            "sourceIp": "test-invoke-source-ip",
        });
        let members = [
            ("domainPrefix", "testPrefix".into()),
            ("domainName", "testPrefix.testDomainName".into()),
            ("identity", identity),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
