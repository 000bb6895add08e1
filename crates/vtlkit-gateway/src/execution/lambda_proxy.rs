//! A Lambda function in a proxy integration (`AWS_PROXY`): it receives the request as an event and returns the
//! response.

use serde_json::{Map, Value, json};
use vtlkit_api::{GatewayResponseType, Headers, IntegrationType, Response, last_header};

use super::exchange::set;
use super::failure::Failure;
use super::header_rules::is_forwarded;
use super::parameters::Incoming;
use super::{StepKind, media, trace_id};
use crate::base64;

/// The parts of an event.
pub(super) struct EventParts<'p> {
    pub(super) incoming: Incoming<'p>,
    pub(super) context: &'p Map<String, Value>,
    pub(super) stage_variables: &'p [(String, String)],
    pub(super) trace_id: &'p str,
    /// Whether the request's content type is one of the API's binary media types.
    pub(super) is_binary: bool,
}

/// The members of `requestContext` in the recorded order. What an authorizer added follows them.
const REQUEST_CONTEXT: [&str; 16] = [
    "accountId",
    "apiId",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "extendedRequestId",
    "httpMethod",
    "identity",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "resourcePath",
    "stage",
];

impl EventParts<'_> {
    /// The event, as JSON text.
    pub(super) fn event(&self) -> String {
        let incoming = self.incoming;
        let mut headers: Headers = incoming
            .headers
            .iter()
            .filter(|(name, value)| is_forwarded(IntegrationType::AwsProxy, name, value))
            .cloned()
            .collect();
        let source_ip = self.context.get("identity").and_then(|identity| identity.get("sourceIp"));
        for (name, value) in [
            (trace_id::HEADER, self.trace_id),
            ("X-Forwarded-For", source_ip.and_then(Value::as_str).unwrap_or_default()),
            ("X-Forwarded-Port", "443"),
            ("X-Forwarded-Proto", "https"),
        ] {
            set(&mut headers, name, value.to_owned());
        }
        let body = match (incoming.body.is_empty(), self.is_binary) {
            (true, _) => Value::Null,
            (false, true) => String::from_utf8_lossy(&base64::encode(incoming.body)).into_owned().into(),
            (false, false) => incoming.text().into_owned().into(),
        };
        let mut request_context = Map::new();
        for name in REQUEST_CONTEXT.into_iter().chain(["authorizer"]) {
            if let Some(value) = self.context.get(name) {
                request_context.insert(name.to_owned(), value.clone());
            }
        }
        let text = |name: &str| self.context.get(name).cloned().unwrap_or_default();
        // The path without the stage.
        let stage = format!("/{}", self.context.get("stage").and_then(Value::as_str).unwrap_or_default());
        let whole = self.context.get("path").and_then(Value::as_str).unwrap_or_default();
        let below = whole.strip_prefix(&stage).unwrap_or(whole);
        let path = format!("/{}", below.trim_start_matches('/'));
        json!({
            "resource": text("resourcePath"),
            "path": path,
            "httpMethod": text("httpMethod"),
            "headers": single(&headers),
            "multiValueHeaders": multiple(&headers),
            "queryStringParameters": single(incoming.query),
            "multiValueQueryStringParameters": multiple(incoming.query),
            "pathParameters": single(incoming.path),
            "stageVariables": single(self.stage_variables),
            "requestContext": request_context,
            "body": body,
            "isBase64Encoded": self.is_binary && !incoming.body.is_empty(),
        })
        .to_string()
    }
}

/// The last value of each name; null where there are none.
fn single(pairs: &[(String, String)]) -> Value {
    let map: Map<String, Value> =
        pairs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

/// All values of each name; null where there are none.
fn multiple(pairs: &[(String, String)]) -> Value {
    let mut map = Map::new();
    for (name, value) in pairs {
        if let Value::Array(values) = map.entry(name.clone()).or_insert_with(|| json!([])) {
            values.push(value.as_str().into());
        }
    }
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

/// Reads what the function answers. The body is decoded only where it says that it is base64 and the client accepts a
/// binary type.
pub(super) fn response(answer: &[u8], accepts_binary: bool) -> Result<Response, Failure> {
    read(answer, accepts_binary).map_err(|why| {
        let log =
            format!("Execution failed due to configuration error: Malformed Lambda proxy response: {why}");
        Failure::new(GatewayResponseType::Default5xx, StepKind::Integration, log).with_status(502)
    })
}

fn read(answer: &[u8], accepts_binary: bool) -> Result<Response, String> {
    let value: Value =
        serde_json::from_slice(answer).map_err(|error| format!("the result is no JSON: {error}"))?;
    let Value::Object(members) = value else { return Err("the result is not an object".to_owned()) };
    let mut response = Response { status: 200, ..Response::default() };
    let (mut solo, mut multi) = (Map::new(), Map::new());
    let mut is_base64 = false;
    for (name, value) in members {
        let wrong = |wanted: &str| format!("`{name}` is no {wanted}");
        match (name.as_str(), value) {
            ("statusCode" | "headers" | "multiValueHeaders" | "body" | "isBase64Encoded", Value::Null) => {}
            ("statusCode", value) => {
                let code = match &value {
                    Value::Number(number) => number.to_string().parse().ok(),
                    Value::String(text) => text.trim().parse().ok(),
                    _ => None,
                };
                response.status =
                    code.filter(|code| (100..600).contains(code)).ok_or_else(|| wrong("status"))?;
            }
            ("headers", Value::Object(headers)) => solo = headers,
            ("multiValueHeaders", Value::Object(headers)) => multi = headers,
            ("headers" | "multiValueHeaders", _) => return Err(wrong("object")),
            ("body", Value::String(text)) => response.body = text.into_bytes(),
            ("body", _) => return Err(wrong("text")),
            ("isBase64Encoded", Value::Bool(flag)) => is_base64 = flag,
            ("isBase64Encoded", _) => return Err(wrong("boolean")),
            (unknown, _) => return Err(format!("the result has an unknown member `{unknown}`")),
        }
    }
    for (name, values) in multi {
        let Value::Array(values) = values else {
            return Err(format!("`multiValueHeaders.{name}` is not a list"));
        };
        response.headers.extend(values.iter().map(|value| (name.clone(), text(value))));
    }
    for (name, value) in solo {
        if matches!(value, Value::Array(_) | Value::Object(_)) {
            return Err(format!("`headers.{name}` is not a string"));
        }
        // A name with several values keeps their spelling.
        let known = response.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let name = known.map_or(name, |(known, _)| known.clone());
        response.headers.push((name, text(&value)));
    }
    if is_base64 && accepts_binary {
        response.body =
            base64::decode(&response.body).map_err(|why| format!("the body is not valid Base64: {why}"))?;
    }
    if last_header(&response.headers, "Content-Type").is_none() {
        response.headers.push(("Content-Type".to_owned(), media::JSON.to_owned()));
    }
    Ok(response)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
