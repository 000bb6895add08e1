//! Unresolved values of a definition that appear in the sent messages.

use vtlkit_api::{Api, IntegrationRequest, Response};

use super::{StepKind, Trail};

/// Records the unresolved values whose placeholders are in the integration request or in the response.
pub(super) fn note(api: &Api, sent: Option<&IntegrationRequest>, response: &Response, trail: &mut Trail) {
    if !trail.explains || api.unresolved.is_empty() {
        return;
    }
    let headers =
        |headers: &[(String, String)], mark: &str| headers.iter().any(|(_, value)| value.contains(mark));
    let holds = |text: &[u8], mark: &str| memchr::memmem::find(text, mark.as_bytes()).is_some();
    let mut names: Vec<&str> = Vec::new();
    for open in api.unresolved.iter() {
        let mark = format!("<{}>", open.name);
        let is_sent = sent.is_some_and(|sent| {
            sent.uri.contains(&mark) || headers(&sent.headers, &mark) || holds(&sent.body, &mark)
        });
        let is_seen = is_sent || headers(&response.headers, &mark) || holds(&response.body, &mark);
        if is_seen && !names.contains(&open.name.as_str()) {
            names.push(&open.name);
        }
    }
    if !names.is_empty() {
        let marks: Vec<String> = names.iter().map(|name| format!("`<{name}>`")).collect();
        trail.note(StepKind::UnknownValues, || {
            (marks.join(", "), "the definition does not contain these values, so placeholders are used")
        });
    }
}
