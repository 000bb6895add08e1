//! Prints an execution.

use std::fmt::Write as _;
use std::io::Write as _;

use vtlkit::{Execution, IntegrationRequest, Response, StepKind};
use vtlkit_report::visible;

/// A response in HTTP/1.1 format, byte for byte.
pub(super) fn wire(response: &Response) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a vector or a string does not fail.
    let _ = write!(out, "HTTP/1.1 {}\r\n", response.status);
    for (name, value) in &response.headers {
        let _ = write!(out, "{name}: {value}\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&response.body);
    out
}

/// Appends a response as text.
pub(super) fn response(out: &mut String, response: &Response) {
    let _ = writeln!(out, "HTTP/1.1 {}", response.status);
    for (name, value) in &response.headers {
        let _ = writeln!(out, "{}", visible::line(&format!("{name}: {value}")));
    }
    out.push('\n');
    match std::str::from_utf8(&response.body) {
        Ok(body) => out.push_str(&visible::lines(body)),
        Err(_) => {
            let count = response.body.len();
            let _ = write!(
                out,
                "({count} bytes that are not UTF-8: `--output http` writes them, `json` as Base64)"
            );
        }
    }
    if !response.body.ends_with(b"\n") {
        out.push('\n');
    }
}

/// The width of the column with the names of the steps.
const WIDTH: usize = 22;

/// Appends the trail.
pub(super) fn explain(out: &mut String, execution: &Execution) {
    for step in &execution.trail {
        let mark = if step.failed { "x" } else { " " };
        let _ = writeln!(out, "{mark} {:WIDTH$}{}", step.kind.name(), indented(&step.decision));
        if !step.reason.is_empty() {
            let _ = writeln!(out, "  {:WIDTH$}{}", "", indented(&step.reason));
        }
        if step.kind == StepKind::Integration
            && let Some(request) = &execution.integration_request
        {
            sent(out, request);
        }
    }
    out.push('\n');
}

fn sent(out: &mut String, request: &IntegrationRequest) {
    let mut lines = vec![format!("{} {}", request.method, request.uri)];
    lines.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    let mut lines: Vec<String> = lines.iter().map(|line| visible::line(line).into_owned()).collect();
    if !request.body.is_empty() {
        lines.push(String::new());
        match std::str::from_utf8(&request.body) {
            Ok(body) => lines.extend(body.lines().map(|line| visible::lines(line).into_owned())),
            Err(_) => lines.push(format!("({} bytes that are not UTF-8)", request.body.len())),
        }
    }
    for line in lines {
        let _ = writeln!(out, "  {:WIDTH$}| {line}", "");
    }
}

/// Indents the lines of a text after the first to the column of the decisions.
fn indented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible::lines).collect();
    lines.join(&format!("\n{}", " ".repeat(WIDTH + 2)))
}
