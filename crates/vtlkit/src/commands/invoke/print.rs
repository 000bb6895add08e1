//! What is printed of an execution.

use std::io::Write as _;

use serde_json::{Map, Value, json};
use vtlkit_gateway::execution::{Execution, Headers, IntegrationRequest, Response};

/// Appends a response as it goes over the wire, with these line ends.
pub(super) fn response(out: &mut Vec<u8>, response: &Response, line_end: &str) {
    // A vector takes everything that is written to it.
    let _ = write!(out, "HTTP/1.1 {}{line_end}", response.status);
    for (name, value) in &response.headers {
        let _ = write!(out, "{name}: {value}{line_end}");
    }
    out.extend_from_slice(line_end.as_bytes());
    out.extend_from_slice(&response.body);
}

/// How wide the names of the steps are.
const WIDTH: usize = 22;

/// Appends the way the request took.
pub(super) fn explain(out: &mut Vec<u8>, execution: &Execution) {
    for step in &execution.trail {
        let mark = if step.failed { "x" } else { " " };
        let _ = writeln!(out, "{mark} {:WIDTH$}{}", step.kind.name(), indented(&step.decision));
        if !step.reason.is_empty() {
            let _ = writeln!(out, "  {:WIDTH$}{}", "", indented(&step.reason));
        }
        if step.kind == vtlkit_gateway::execution::StepKind::Integration
            && let Some(request) = &execution.integration_request
        {
            sent(out, request);
        }
    }
    out.push(b'\n');
}

fn sent(out: &mut Vec<u8>, request: &IntegrationRequest) {
    let mut lines = vec![format!("{} {}", request.method, request.uri)];
    lines.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if !request.body.is_empty() {
        lines.push(String::new());
        lines.extend(String::from_utf8_lossy(&request.body).lines().map(str::to_owned));
    }
    for line in lines {
        let _ = writeln!(out, "  {:WIDTH$}| {line}", "");
    }
}

/// A text of several lines, each but the first below the column of the decisions.
fn indented(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(WIDTH + 2)))
}

/// Appends everything as one JSON object. A body that is no UTF-8 has U+FFFD in it.
pub(super) fn json(out: &mut Vec<u8>, execution: &Execution) {
    let trail: Vec<Value> = execution
        .trail
        .iter()
        .map(|step| {
            json!({
                "step": step.kind.name(),
                "decision": step.decision,
                "reason": step.reason,
                "failed": step.failed,
            })
        })
        .collect();
    let sent = execution.integration_request.as_ref().map(|request| {
        json!({
            "method": request.method,
            "uri": request.uri,
            "headers": headers(&request.headers),
            "body": String::from_utf8_lossy(&request.body),
        })
    });
    let mapped: Vec<Value> = execution
        .mapped
        .iter()
        .map(|mapped| {
            json!({
                "step": mapped.step.name(),
                "contentType": mapped.content_type,
                "request": mapped.request.to_json(),
            })
        })
        .collect();
    let object = json!({
        "response": {
            "status": execution.response.status,
            "headers": headers(&execution.response.headers),
            "body": execution.response.text(),
        },
        "gatewayResponse": execution.gateway_response.map(|kind| kind.as_str()),
        "integrationRequest": sent,
        "mapped": mapped,
        "trail": trail,
    });
    out.extend_from_slice(object.to_string().as_bytes());
    out.push(b'\n');
}

/// An object of names and values; a name that is there more than once has a list.
fn headers(headers: &Headers) -> Value {
    let mut object = Map::new();
    for (name, value) in headers {
        match object.get_mut(name) {
            None => {
                object.insert(name.clone(), value.as_str().into());
            }
            Some(Value::Array(values)) => values.push(value.as_str().into()),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    Value::Object(object)
}
