//! Judges an output that should be JSON.

use serde_json::Value;
use vtlkit_text::Span;

use super::variant::INJECTED;
use crate::json_body::fault;

/// Why an output is broken, and where.
pub(super) struct Problem {
    pub(super) text: String,
    pub(super) span: Span,
}

/// An output, and whether it should be JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct Output {
    pub(super) text: String,
    pub(super) is_json: bool,
}

/// The name of an output in the text of a problem.
pub(super) const SENT: &str = "what the backend gets";
pub(super) const RECEIVED: &str = "what the client gets";

/// The problem of an output that should be JSON: it is invalid, or a value has added a member to it. Added members are
/// not looked for if the whole body was replaced, since they can be intended then.
pub(super) fn problem(output: &str, what: &str, looks_for_members: bool) -> Option<Problem> {
    if let Some((message, span)) = fault(output) {
        return Some(Problem { text: format!("{what} is invalid JSON: {message}"), span });
    }
    let start = looks_for_members.then(|| injected(output)).flatten()?;
    Some(Problem {
        text: format!("the value breaks out of its string and adds the member `{INJECTED}`"),
        span: Span::new(start, start + INJECTED.len()),
    })
}

/// The offset of the injected member name in JSON text, at any depth.
fn injected(output: &str) -> Option<usize> {
    let at = output.find(INJECTED)?;
    let document = serde_json::from_str::<Value>(output).ok()?;
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) if members.contains_key(INJECTED) => return Some(at),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    None
}
