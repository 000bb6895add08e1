//! Gateway responses: the answers to failed requests.

use serde_json::{Map, Value};
use vtlkit_api::{Api, GatewayResponse, GatewayResponseType, Headers, Response, last_header};

use super::context::member;
use super::exchange::set;
use super::failure::{self, Failure, Whose};
use super::mapping::{Message, Sources};
use super::parameters::Incoming;
use super::{StepKind, Trail, media};
use crate::Request;

/// Everything that a gateway response may refer to.
pub(super) struct Known<'k> {
    pub(super) incoming: Incoming<'k>,
    /// With `error` in it.
    pub(super) context: &'k Map<String, Value>,
    pub(super) stage_variables: &'k [(String, String)],
}

/// The response to a failure: the API's gateway response for its type, otherwise that for the default type, otherwise
/// the service's own.
pub(super) fn respond(
    api: &Api,
    failure: &Failure,
    request: &mut Request,
    body: &[u8],
    trail: &mut Trail,
) -> Response {
    trail.fail(failure.step, &failure.log);
    let kind = failure.kind;
    let set = settings(api, failure);
    let stock_status = failure.status.or(kind.status()).unwrap_or(500);
    let declared = set.and_then(|set| set.status_code.as_ref()?.value.parse().ok());
    let status = declared.unwrap_or(stock_status);
    request.context.insert("error".to_owned(), error(failure));
    let known = Known {
        incoming: Incoming::new(request, body),
        context: &request.context,
        stage_variables: &request.stage_variables,
    };
    let mut headers = Headers::new();
    let sources = Sources::new(Message::Request(known.incoming), known.context, known.stage_variables);
    for mapping in set.into_iter().flat_map(|set| &set.parameters) {
        let Some(name) = mapping.target.strip_prefix("gatewayresponse.header.") else { continue };
        if let Ok(Some(value)) = sources.read(&mapping.source) {
            headers.push((name.to_owned(), value.into_header()));
        }
    }
    let (content_type, body) = make_body(set, failure, &known);
    if last_header(&headers, "Content-Type").is_none() {
        set_header(&mut headers, "Content-Type", content_type);
    }
    set_header(&mut headers, "x-amzn-ErrorType", failure.error_type());
    trail.note(StepKind::GatewayResponse, || {
        let reason = match set {
            Some(set) if set.kind.value == kind => "defined by the API".to_owned(),
            Some(set) => format!("the API defines {} and not {kind}", set.kind.value),
            None if failure.whose == Whose::Service => {
                "the service's default response, which an API cannot change".to_owned()
            }
            None => "the service's default response, since the API does not define one".to_owned(),
        };
        (format!("{kind}, status {status}"), reason)
    });
    Response { status, headers, body: body.into_bytes() }
}

fn set_header(headers: &mut Headers, name: &str, value: &str) {
    set(headers, name, value.to_owned());
}

/// The API's gateway response for a failure. A defined type inherits nothing from the default type. Status 413 cannot
/// be customized.
fn settings<'a>(api: &'a Api, failure: &Failure) -> Option<&'a GatewayResponse> {
    if failure.whose != Whose::Api || failure.kind == GatewayResponseType::RequestTooLarge {
        return None;
    }
    api.gateway_response(failure.kind).or_else(|| api.gateway_response(failure.kind.fallback()?))
}

/// `$context.error`.
fn error(failure: &Failure) -> Value {
    let message = message(failure);
    let quoted =
        message.as_ref().map_or_else(|| "null".to_owned(), |text| Value::from(text.as_str()).to_string());
    let mut error = Map::new();
    error.insert("message".to_owned(), message.map_or(Value::Null, Value::from));
    error.insert("messageString".to_owned(), quoted.into());
    error.insert("responseType".to_owned(), failure.kind.as_str().into());
    if let Some(list) = &failure.validation {
        let escaped = list.replace('\\', "\\\\").replace('"', "\\\"");
        error.insert("validationErrorString".to_owned(), escaped.into());
    }
    Value::Object(error)
}

fn message(failure: &Failure) -> Option<String> {
    failure.message.clone().or_else(|| failure::message(failure.kind).map(str::to_owned))
}

/// The template is selected by `Accept`, like that of an integration response. Its key is the content type of the
/// body.
fn make_body<'a>(
    set: Option<&'a GatewayResponse>,
    failure: &Failure,
    known: &Known<'_>,
) -> (&'a str, String) {
    let templates = set.map(|set| set.templates.as_slice()).unwrap_or_default();
    let accept = media::first_accepted(last_header(known.incoming.headers, "Accept")).unwrap_or(media::JSON);
    let chosen = media::template(templates, accept)
        .or_else(|| media::template(templates, media::JSON))
        .or_else(|| media::existing(templates).next());
    match chosen {
        Some(entry) => (entry.content_type.value.as_str(), fill(entry.template.as_str(), known)),
        None => (media::JSON, stock_body(failure)),
    }
}

fn stock_body(failure: &Failure) -> String {
    let key = if failure.kind == GatewayResponseType::AccessDenied { "Message" } else { "message" };
    let blank = if failure::is_late(failure.kind) { " " } else { "" };
    let message = message(failure).map_or(Value::Null, Value::from);
    format!("{{\"{key}\":{blank}{message}}}")
}

/// Substitutes the references of a template, which is not a Velocity template. A reference without a value is
/// replaced by the empty string.
pub(super) fn fill(template: &str, known: &Known<'_>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (braced, inner) = match after.strip_prefix('{') {
            Some(inner) => (true, inner),
            None => (false, after),
        };
        let len = reference(inner);
        let (name, behind) = inner.split_at(len);
        let behind = if braced { behind.strip_prefix('}') } else { Some(behind) };
        match (value(name, known), behind) {
            (Some(value), Some(behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            _ => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The length of the dotted name at the start of a text.
fn reference(text: &str) -> usize {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let bytes = text.as_bytes();
    let mut end = bytes.iter().take_while(|&&b| is_name(b)).count();
    while bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(|&b| is_name(b)) {
        end += 1 + bytes.get(end + 1..).unwrap_or_default().iter().take_while(|&&b| is_name(b)).count();
    }
    end
}

/// The value for a name; `None` if it is not a reference.
fn value(name: &str, known: &Known<'_>) -> Option<String> {
    if let Some(name) = name.strip_prefix("context.") {
        return Some(match member(known.context, name) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => String::new(),
        });
    }
    if let Some(name) = name.strip_prefix("stageVariables.") {
        let found = known.stage_variables.iter().find(|(key, _)| key == name);
        return Some(found.map(|(_, value)| value.clone()).unwrap_or_default());
    }
    let name = name.strip_prefix("method.request.")?;
    Some(known.incoming.by_location(name).unwrap_or_default().to_owned())
}
