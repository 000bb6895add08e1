//! What a case expects of an execution.

use serde_json::Value;
use vtlkit_api::Headers;
use vtlkit_gateway::execution::Execution;

/// What is not as expected, in sentences.
pub(crate) fn problems(expect: &Value, execution: &Execution) -> Vec<String> {
    let mut problems = Vec::new();
    let response = &execution.response;
    for (name, wanted) in expect.as_object().expect("a case expects something") {
        let mut check = |what: &str, got: &Value| {
            if got != wanted {
                problems.push(format!("{what} is {got}, not {wanted}"));
            }
        };
        match name.as_str() {
            "status" => check("the status", &response.status.into()),
            "body" => check("the body", &body(&response.body, wanted)),
            "json" => check("the body", &parsed(&response.body)),
            "gateway" => {
                let kind = execution.gateway_response.map(|kind| kind.as_str());
                check("the gateway response", &kind.into());
            }
            "headers" => problems.extend(header_problems(wanted, &response.headers, "the response")),
            "log" => {
                let text = wanted.as_str().unwrap();
                if !execution
                    .trail
                    .iter()
                    .any(|step| step.reason.contains(text) || step.decision.contains(text))
                {
                    problems.push(format!("no step says `{text}`"));
                }
            }
            "sent" => problems.extend(sent_problems(wanted, execution)),
            other => problems.push(format!("`{other}` cannot be expected")),
        }
    }
    problems
}

fn sent_problems(expect: &Value, execution: &Execution) -> Vec<String> {
    let Some(request) = &execution.integration_request else {
        return if expect.is_null() { Vec::new() } else { vec!["nothing was sent".to_owned()] };
    };
    let mut problems = Vec::new();
    for (name, wanted) in expect.as_object().into_iter().flatten() {
        let got = match name.as_str() {
            "method" => request.method.as_str().into(),
            "uri" => request.uri.as_str().into(),
            "body" => body(&request.body, wanted),
            "json" => parsed(&request.body),
            "headers" => {
                problems.extend(header_problems(wanted, &request.headers, "the integration request"));
                continue;
            }
            "event" => {
                let event = parsed(&request.body);
                for (pointer, wanted) in wanted.as_object().unwrap() {
                    let got = event.pointer(pointer).cloned().unwrap_or_else(|| "missing".into());
                    if got != *wanted {
                        problems.push(format!("the event's {pointer} is {got}, not {wanted}"));
                    }
                }
                continue;
            }
            "eventKeys" => parsed(&request.body)
                .as_object()
                .map(|event| event.keys().cloned().collect::<Vec<_>>())
                .into(),
            other => {
                problems.push(format!("`sent.{other}` cannot be expected"));
                continue;
            }
        };
        if got != *wanted {
            problems.push(format!("the integration request's {name} is {got}, not {wanted}"));
        }
    }
    problems
}

/// Bytes as the case writes them: text, or a list of numbers.
fn body(bytes: &[u8], like: &Value) -> Value {
    if like.is_array() { bytes.iter().copied().collect() } else { String::from_utf8_lossy(bytes).into() }
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|_| Value::from(format!("no JSON: {}", String::from_utf8_lossy(bytes))))
}

/// Names in any case, but a name that the case spells has to be spelled so; null for a header that is not there, and
/// several values of a name as a list.
fn header_problems(expect: &Value, headers: &Headers, whose: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, wanted) in expect.as_object().unwrap() {
        let found: Vec<&(String, String)> =
            headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).collect();
        let got = match found.as_slice() {
            [] => Value::Null,
            [(_, value)] => value.as_str().into(),
            several => several.iter().map(|(_, value)| value.as_str()).collect(),
        };
        if got != *wanted {
            problems.push(format!("{name} of {whose} is {got}, not {wanted}"));
        }
        if found.iter().any(|(known, _)| known != name) {
            problems.push(format!("{name} of {whose} is spelled otherwise: {found:?}"));
        }
    }
    problems
}
