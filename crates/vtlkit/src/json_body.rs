//! Bodies with a JSON content type that are invalid JSON.

use serde::de::IgnoredAny;
use vtlkit_api::{Headers, last_header};
use vtlkit_gateway::execution::Execution;
use vtlkit_text::Span;

/// A body of an execution with a JSON content type that is invalid JSON.
#[derive(Clone, Debug)]
pub struct InvalidBody {
    /// Whether the backend receives it, as opposed to the client.
    pub sent: bool,
    /// The body.
    pub text: String,
    /// The parser's message.
    pub message: String,
    /// The position of the error in the text.
    pub span: Span,
}

/// The bodies of an execution that are invalid JSON although their content type says JSON: the backend's, and the
/// client's. The service does not check them.
pub fn invalid_bodies(execution: &Execution) -> Vec<InvalidBody> {
    let sent = execution.integration_request.as_ref().map(|sent| (true, &sent.headers, &sent.body));
    let received = (false, &execution.response.headers, &execution.response.body);
    let bodies = sent.into_iter().chain([received]);
    let invalid = bodies.filter(|(_, headers, body)| !body.is_empty() && is_json(headers));
    let invalid = invalid.filter_map(|(sent, _, body)| {
        let text = String::from_utf8_lossy(body).into_owned();
        let (message, span) = fault(&text)?;
        Some(InvalidBody { sent, text, message, span })
    });
    invalid.collect()
}

/// Whether the content type is JSON: `application/json`, `application/x-amz-json-1.0` and similar.
pub(crate) fn is_json(headers: &Headers) -> bool {
    last_header(headers, "Content-Type").is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "json")
    })
}

/// Why a text is invalid JSON, and where.
pub(crate) fn fault(text: &str) -> Option<(String, Span)> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    // A document beyond the parser's maximum nesting is not known to be invalid.
    if error.to_string().starts_with("recursion limit exceeded") {
        return None;
    }
    let mut message = error.to_string();
    message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
    let message = message.replacen("EOF while parsing", "the text ends inside", 1);
    let message = message.replace("expected value", "expected a JSON value");
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let start = text.floor_char_boundary(before + error.column().saturating_sub(1));
    let start = start.min(text.char_indices().next_back().map_or(0, |(at, _)| at));
    let end = text.ceil_char_boundary((start + 1).min(text.len()));
    Some((message, Span::new(start, end)))
}
