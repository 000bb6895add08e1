//! The URL of an endpoint.

use std::fmt::Write;

use vtlkit_api::{HttpMethod, Integration, ServiceUri};

/// The reason why a URL is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvalidEndpoint(pub(super) String);

/// Substitutes stage variables and path parameters in a URI. A missing stage variable is empty; a path parameter that
/// is not mapped stays unchanged.
pub(super) fn substitute(
    uri: &str,
    stage_variables: &[(String, String)],
    path: &[(String, String)],
) -> String {
    let mut out = String::with_capacity(uri.len());
    let mut rest = uri;
    while let Some(at) = rest.find('{') {
        let (before, braces) = rest.split_at(at);
        let Some(end) = braces.find('}') else { break };
        let (inner, after) = (&braces[1..end], &braces[end + 1..]);
        let is_reference = before.ends_with('$');
        let value = if is_reference {
            inner
                .strip_prefix("stageVariables.")
                .map(|name| lookup(stage_variables, name).unwrap_or_default())
        } else {
            lookup(path, inner.strip_suffix('+').unwrap_or(inner))
        };
        match value {
            Some(value) => {
                out.push_str(if is_reference { &before[..before.len() - 1] } else { before });
                out.push_str(value);
            }
            None => {
                out.push_str(before);
                out.push_str(&braces[..=end]);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn lookup<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Appends query parameters to those of the URI.
pub(super) fn with_query(mut uri: String, query: &[(String, String)]) -> String {
    for (name, value) in query {
        uri.push(if uri.contains('?') { '&' } else { '?' });
        encode(name, &mut uri);
        uri.push('=');
        encode(value, &mut uri);
    }
    uri
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Checks an HTTP URL. Returns its host.
pub(super) fn check_http(uri: &str) -> Result<&str, InvalidEndpoint> {
    let invalid = |why: String| Err(InvalidEndpoint(why));
    let Some(rest) = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")) else {
        return invalid(format!("`{uri}` starts with neither http:// nor https://"));
    };
    if let Some(name) = rest.split('{').nth(1).and_then(|rest| rest.split('}').next()) {
        return invalid(format!("there is no mapping for `integration.request.path.{name}`"));
    }
    if let Some(c) = rest.chars().find(|c| c.is_whitespace() || c.is_control() || "\"<>\\^`}".contains(*c)) {
        return invalid(format!("`{uri}` contains {c:?}"));
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        return invalid(format!("`{uri}` has no host"));
    }
    Ok(host)
}

/// The services whose actions are in the header `X-Amz-Target`, and its prefix.
const TARGETS: [(&str, &str); 4] = [
    ("dynamodb", "DynamoDB_20120810"),
    ("kinesis", "Kinesis_20131202"),
    ("ssm", "AmazonSSM"),
    ("states", "AWSStepFunctions"),
];

/// The API versions of services, which are sent with the action.
const VERSIONS: [(&str, &str); 9] = [
    ("dynamodb", "2012-08-10"),
    ("events", "2015-10-07"),
    ("firehose", "2015-08-04"),
    ("kinesis", "2013-12-02"),
    ("logs", "2014-03-28"),
    ("sns", "2010-03-31"),
    ("sqs", "2012-11-05"),
    ("ssm", "2014-11-06"),
    ("states", "2016-11-23"),
];

/// The endpoint of an AWS service, and the value of `X-Amz-Target` if the service sets it by itself.
pub(super) fn service(uri: &str) -> Result<(String, Option<String>), InvalidEndpoint> {
    let Some(parsed) = ServiceUri::parse(uri) else {
        return Err(InvalidEndpoint(format!("`{uri}` is not the ARN of a service's action or path")));
    };
    let find = |list: &[(&str, &'static str)]| {
        list.iter().find(|(name, _)| *name == parsed.service).map(|&(_, value)| value)
    };
    let mut endpoint = format!("https://{}.{}.amazonaws.com/", parsed.service, parsed.region);
    endpoint.push_str(parsed.path.unwrap_or_default());
    let mut target = None;
    if let Some(action) = parsed.action {
        let _ = write!(endpoint, "?Action={action}");
        if let Some(version) = find(&VERSIONS) {
            let _ = write!(endpoint, "&Version={version}");
        }
        target = find(&TARGETS).map(|prefix| format!("{prefix}.{action}"));
    }
    check_http(&endpoint)?;
    Ok((endpoint, target))
}

/// Whether a service's action reads its parameters only from the query string, not from the body: as recorded,
/// Systems Manager still uses the old protocol here.
pub(super) fn reads_query_only(integration: &Integration) -> bool {
    let uri = integration.uri.as_ref().and_then(|uri| ServiceUri::parse(&uri.value));
    uri.is_some_and(|uri| uri.service == "ssm" && uri.action.is_some())
}

/// The HTTP method of the integration request: the integration's, or the client's if it has none or `ANY`.
pub(super) fn method(declared: Option<HttpMethod>, client: HttpMethod) -> HttpMethod {
    declared.filter(|&method| method != HttpMethod::Any).unwrap_or(client)
}
