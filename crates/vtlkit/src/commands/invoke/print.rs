//! What is printed of an execution.

use std::io::Write as _;

use vtlkit_gateway::execution::{Execution, IntegrationRequest, Response};

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

/// Appends everything as one JSON object.
pub(super) fn json(out: &mut Vec<u8>, execution: &Execution) {
    out.extend_from_slice(execution.to_json().to_string().as_bytes());
    out.push(b'\n');
}
