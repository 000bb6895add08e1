//! A call of an API: the request and what the caller supplies with it.

use serde_json::{Map, Value};
use vtlkit_api::{ClientRequest, GatewayResponseType, Headers};

use super::AuthorizerDecision;

/// Sets a header, replacing those with the same name, ignoring case.
pub(super) fn set(headers: &mut Headers, name: &str, value: String) {
    headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value));
}

/// How the caller is authorized. Authorizers, policies and firewalls are not run.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Access {
    /// By the request alone. A caller is authorized if the request has the identity that the method requires: the
    /// identity sources of an authorizer, or a signature for `AWS_IAM`. The same applies if `$context` already has an
    /// `authorizer`.
    #[default]
    Identity,
    /// By the method's authorizer, with this decision. It has no effect on a method without one.
    Authorizer(AuthorizerDecision),
    /// A firewall or a resource policy rejects every request before the authorizer.
    Refused {
        /// The type of the gateway response.
        kind: GatewayResponseType,
        /// The message that replaces the service's own message for the type.
        message: Option<String>,
    },
}

impl From<Option<AuthorizerDecision>> for Access {
    /// The authorizer's decision, if it is given.
    fn from(decision: Option<AuthorizerDecision>) -> Self {
        decision.map_or(Self::Identity, Self::Authorizer)
    }
}

/// A call of an API: the request and everything else that the service would know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Invocation {
    /// The request.
    pub request: ClientRequest,
    /// The stage that is called; if it is missing, the first stage of the API, or `test` if it has none.
    pub stage: Option<String>,
    /// When the request arrives, in milliseconds since 1970-01-01 UTC.
    pub time_millis: u64,
    /// Members of `$context` that are added to or replace those that follow from the request, such as `requestId`,
    /// `identity` and `authorizer`. Members of `identity` are merged.
    pub context: Map<String, Value>,
    /// How the caller is authorized.
    pub access: Access,
    /// The method to run without routing, like the test feature of the API Gateway console: authorizers, API keys,
    /// limits and the request's path are ignored.
    pub test: Option<TestInvoke>,
}

/// A method to run without routing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestInvoke {
    /// The resource path as it is declared, such as `/pets/{id}`.
    pub resource: String,
    /// The values of its path parameters.
    pub path_parameters: Vec<(String, String)>,
}

impl TestInvoke {
    /// The name of the stage in `$context`.
    pub const STAGE: &str = "test-invoke-stage";

    /// The members of `$context` that differ from those of a real request, as recorded.
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
