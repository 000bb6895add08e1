//! The path and query string of a request.

use super::failure::Failure;
use super::{StepKind, Trail, edge};
use vtlkit_api::{Api, ClientRequest, EndpointType, GatewayResponseType, last_header};

/// The parts of a request line.
#[derive(Clone, Debug, Default)]
pub(super) struct Target<'r> {
    /// The path, not decoded.
    pub(super) path: &'r str,
    /// Its segments, not decoded, without empty ones at the start and the end.
    pub(super) segments: Vec<&'r str>,
    /// The query parameters, decoded, in order.
    pub(super) query: Vec<(String, String)>,
}

/// 10 MB, the documented limit of a payload.
const MAX_PAYLOAD: usize = 10 * 1024 * 1024;

/// Parses a request line, and rejects requests that exceed the documented limits.
pub(super) fn receive<'r>(
    api: &Api,
    request: &'r ClientRequest,
    trail: &mut Trail,
) -> Result<Target<'r>, Failure> {
    edge::check(api, request)?;
    let endpoint = api.endpoint_type.map_or(EndpointType::Edge, |endpoint| endpoint.value);
    let (max_url, max_headers) = match endpoint {
        EndpointType::Edge => (8192, 10_240),
        EndpointType::Regional => (10_240, 10_240),
        EndpointType::Private => (8192, 8000),
    };
    let too_large = |what: &str, size: usize, limit: usize| {
        let log = format!("{what} of {size} bytes: the limit is {limit} bytes");
        Failure::new(GatewayResponseType::RequestTooLarge, StepKind::Receive, log)
    };
    if request.target.len() > max_url {
        let log = too_large("a URL", request.target.len(), max_url).log;
        return Err(Failure::uri_too_long(StepKind::Receive, log));
    }
    let headers: usize = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if headers > max_headers {
        return Err(too_large("headers", headers, max_headers));
    }
    if request.body.len() > MAX_PAYLOAD {
        return Err(too_large("a payload", request.body.len(), MAX_PAYLOAD));
    }
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    // As documented, these must be encoded. The response is not recorded; an invalid request line is a bad request.
    if let Some(raw) = query.chars().find(|c| matches!(c, '|' | '{' | '}')) {
        let log = format!("`{raw}` in the query string must be URL-encoded");
        let failure = Failure::new(GatewayResponseType::Default4xx, StepKind::Receive, log);
        return Err(failure.with_status(400).with_message("Bad Request"));
    }
    let trimmed = path.trim_matches('/');
    let segments = if trimmed.is_empty() { Vec::new() } else { trimmed.split('/').collect() };
    trail.note(StepKind::Receive, || {
        let content_type = last_header(&request.headers, "Content-Type").unwrap_or("no content type");
        (
            format!("{} {}", request.method, request.target),
            format!("{} bytes of body, {content_type}", request.body.len()),
        )
    });
    Ok(Target { path, segments, query: parse_query(query) })
}

/// The parameters of a query string. As documented, `;` separates them like `&`.
fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split(['&', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Decodes URL encoding: `+` is a space, and a `%` without two hexadecimal digits is unchanged.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
                continue;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
