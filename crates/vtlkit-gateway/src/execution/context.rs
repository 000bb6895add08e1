//! The members of `$context`.

use serde_json::{Map, Value, json};
use vtlkit_api::last_header;

use super::exchange::Invocation;
use super::route::Route;
use super::time::Moment;
use crate::authorizer;

/// The members of `$context.identity`, in the order recorded from the service. They exist even if they are null.
const IDENTITY: [&str; 12] = [
    "cognitoIdentityPoolId",
    "accountId",
    "cognitoIdentityId",
    "caller",
    "sourceIp",
    "principalOrgId",
    "accessKey",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "userArn",
    "userAgent",
    "user",
];

/// The part of `$context` that does not depend on the request, created once for an API.
#[derive(Debug)]
pub(super) struct Context {
    members: Map<String, Value>,
}

const API_ID: &str = "0000000000";
const DOMAIN: &str = ".execute-api.us-east-1.amazonaws.com";

impl Context {
    /// The members in the order recorded from the service, that of a Java map.
    pub(super) fn new() -> Self {
        let mut identity: Map<String, Value> =
            IDENTITY.iter().map(|&name| (name.to_owned(), Value::Null)).collect();
        identity.insert("sourceIp".to_owned(), "127.0.0.1".into());
        let members = [
            ("resourceId", "".into()),
            ("resourcePath", "".into()),
            ("httpMethod", Value::Null),
            ("extendedRequestId", "AAAAAAAAAAAAAAA=".into()),
            ("requestTime", Value::Null),
            ("path", Value::Null),
            ("accountId", "000000000000".into()),
            ("protocol", "HTTP/1.1".into()),
            // Placeholders in this order, which templates replace.
            ("requestOverride", Value::Null),
            ("stage", Value::Null),
            ("domainPrefix", API_ID.into()),
            ("requestTimeEpoch", Value::Null),
            ("requestId", "00000000-0000-0000-0000-000000000000".into()),
            ("identity", Value::Object(identity)),
            ("domainName", format!("{API_ID}{DOMAIN}").into()),
            ("deploymentId", "000000".into()),
            ("responseOverride", Value::Null),
            ("apiId", API_ID.into()),
        ];
        Self { members: members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }
    }

    /// The `$context` of a request. Members supplied by the caller replace others or are appended. What an authorizer
    /// adds exists only after it ran. A request without a route has no resource.
    pub(super) fn of(
        &self,
        invocation: &Invocation,
        stage: &str,
        route: Option<&Route<'_>>,
    ) -> Map<String, Value> {
        let given = &invocation.context;
        let mut context = self.members.clone();
        let mut set = |name: &str, value: Value| {
            if let Some(member) = context.get_mut(name) {
                *member = value;
            }
        };
        match route {
            Some(route) => {
                set("resourceId", "000000".into());
                set("resourcePath", route.resource.path.as_str().into());
                set("httpMethod", route.http_method.as_str().into());
            }
            None => set("httpMethod", invocation.request.method.as_str().into()),
        }
        let path = invocation.request.target.split('?').next().unwrap_or_default();
        set("requestTime", Moment::of(invocation.time_millis).common_log_format().into());
        set("requestTimeEpoch", invocation.time_millis.into());
        set("path", format!("/{stage}{path}").into());
        set("stage", stage.into());
        if let Some(domain_name) = domain_name(invocation) {
            let prefix = domain_name.as_str().and_then(|name| name.split('.').next()).unwrap_or_default();
            set("domainPrefix", prefix.into());
            set("domainName", domain_name);
        }
        if let Some(Value::Object(identity)) = context.get_mut("identity") {
            identify(identity, invocation);
        }
        for (name, value) in given {
            if name != "identity" && name != authorizer::MEMBER {
                context.insert(name.clone(), value.clone());
            }
        }
        context
    }
}

/// The API's host name, if it is not the default one.
fn domain_name(invocation: &Invocation) -> Option<Value> {
    let given = &invocation.context;
    if let Some(name) = given.get("domainName") {
        return Some(name.clone());
    }
    if let Some(host) = last_header(&invocation.request.headers, "Host") {
        return Some(host.into());
    }
    given.get("apiId").map(|api_id| format!("{}{DOMAIN}", api_id.as_str().unwrap_or_default()).into())
}

fn identify(identity: &mut Map<String, Value>, invocation: &Invocation) {
    if let Some(agent) = last_header(&invocation.request.headers, "User-Agent") {
        identity.insert("userAgent".to_owned(), agent.into());
    }
    if let Some(Value::Object(given)) = invocation.context.get("identity") {
        for (name, value) in given {
            identity.insert(name.clone(), value.clone());
        }
    }
}

/// Adds the API key that was found.
pub(super) fn enter_api_key(context: &mut Map<String, Value>, value: &str, name: &str) {
    if let Some(Value::Object(identity)) = context.get_mut("identity") {
        identity.entry("apiKey").or_insert_with(|| value.into());
        identity.entry("apiKeyId").or_insert_with(|| name.into());
    }
}

/// A member by its dotted name, as in mappings and gateway responses.
pub(super) fn member<'c>(context: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    let mut parts = name.split('.');
    let mut value = context.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

/// The overrides of a phase as templates see them, with the values set before.
pub(super) fn overrides(parts: &[&str], set: &Map<String, Value>) -> Value {
    let mut all: Map<String, Value> = parts.iter().map(|&part| (part.to_owned(), json!({}))).collect();
    for (name, value) in set {
        all.insert(name.clone(), value.clone());
    }
    Value::Object(all)
}
