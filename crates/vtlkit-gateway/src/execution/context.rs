//! What `$context` holds.

use serde_json::{Map, Value, json};

use super::exchange::{Invocation, last};
use super::route::Route;
use super::target::Target;
use super::time::Moment;

/// The members of `$context.identity` in the order recorded of the service; they are there even where they are null.
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

/// The members in the order recorded of the service, which is that of a Java map. What the caller supplies replaces
/// them, or comes after them. A request without a route has no resource.
pub(super) fn context(
    invocation: &Invocation,
    target: &Target,
    route: Option<&Route<'_>>,
) -> Map<String, Value> {
    let given = &invocation.context;
    let text = |name: &str, default: &str| given.get(name).cloned().unwrap_or_else(|| default.into());
    let api_id = text("apiId", "0000000000");
    let host = last(&invocation.request.headers, "Host").map_or_else(
        || format!("{}.execute-api.us-east-1.amazonaws.com", api_id.as_str().unwrap_or_default()),
        str::to_owned,
    );
    let domain_name = text("domainName", &host);
    let prefix = domain_name.as_str().and_then(|name| name.split('.').next()).unwrap_or_default();
    let stage =
        route.map_or_else(|| invocation.stage.clone().unwrap_or_default(), |route| route.stage_name.clone());
    let moment = Moment::of(invocation.time_millis);
    let resource_path = route.map_or("", |route| route.resource.path.value.as_str());
    let http_method = route.map_or(invocation.request.method.as_str(), |route| route.http_method.as_str());
    let mut context = Map::new();
    for (name, value) in [
        ("resourceId", Value::from(if route.is_some() { "000000" } else { "" })),
        ("resourcePath", resource_path.into()),
        ("httpMethod", http_method.into()),
        ("extendedRequestId", "AAAAAAAAAAAAAAA=".into()),
        ("requestTime", moment.common_log_format().into()),
        ("path", format!("/{stage}{}", target.path).into()),
        ("accountId", "000000000000".into()),
        ("protocol", "HTTP/1.1".into()),
        // They hold their places; templates fill them.
        ("requestOverride", Value::Null),
        ("stage", stage.into()),
        ("domainPrefix", prefix.into()),
        ("requestTimeEpoch", invocation.time_millis.into()),
        ("requestId", "00000000-0000-0000-0000-000000000000".into()),
        ("identity", identity(invocation)),
        ("domainName", domain_name.clone()),
        ("deploymentId", "000000".into()),
        ("responseOverride", Value::Null),
        ("apiId", api_id.clone()),
    ] {
        context.insert(name.to_owned(), value);
    }
    for (name, value) in given {
        if name != "identity" {
            context.insert(name.clone(), value.clone());
        }
    }
    context
}

fn identity(invocation: &Invocation) -> Value {
    let mut identity: Map<String, Value> =
        IDENTITY.iter().map(|&name| (name.to_owned(), Value::Null)).collect();
    identity.insert("sourceIp".to_owned(), "127.0.0.1".into());
    if let Some(agent) = last(&invocation.request.headers, "User-Agent") {
        identity.insert("userAgent".to_owned(), agent.into());
    }
    if let Some(Value::Object(given)) = invocation.context.get("identity") {
        for (name, value) in given {
            identity.insert(name.clone(), value.clone());
        }
    }
    Value::Object(identity)
}

/// Enters the API key that was found.
pub(super) fn enter_api_key(context: &mut Map<String, Value>, value: &str, name: &str) {
    if let Some(Value::Object(identity)) = context.get_mut("identity") {
        identity.entry("apiKey").or_insert_with(|| value.into());
        identity.entry("apiKeyId").or_insert_with(|| name.into());
    }
}

/// A member by its dotted name, as mappings and gateway responses name it.
pub(super) fn member<'c>(context: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    let mut parts = name.split('.');
    let mut value = context.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

/// The overrides of a phase in the shape the templates see, with what was set before.
pub(super) fn overrides(parts: &[&str], set: &Map<String, Value>) -> Value {
    let mut all: Map<String, Value> = parts.iter().map(|&part| (part.to_owned(), json!({}))).collect();
    for (name, value) in set {
        all.insert(name.clone(), value.clone());
    }
    Value::Object(all)
}
