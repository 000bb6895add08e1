//! What is thought of an output that should be JSON.

use serde::de::IgnoredAny;
use serde_json::Value;
use vtlkit_text::Span;

use super::variant::INJECTED;

/// Why an output is broken, and where in it.
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

/// How an output is shown in the text of a problem.
pub(super) const SENT: &str = "what the backend gets";
pub(super) const RECEIVED: &str = "what the client gets";

/// What is wrong with an output that should be JSON: where it is not, or where a value has added a member. In a whole body
/// that was given, the member may stand on purpose.
pub(super) fn problem(output: &str, what: &str, looks_for_members: bool) -> Option<Problem> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(output) {
        // A document nested beyond what the reader takes is not known to be broken.
        if error.to_string().starts_with("recursion limit exceeded") {
            return None;
        }
        let mut message = error.to_string();
        message.truncate(message.rfind(" at line ").unwrap_or(message.len()));
        let message = message.replacen("EOF while parsing", "the text ends inside", 1);
        let message = message.replace("expected value", "expected a JSON value");
        let before: usize =
            output.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let start = output.floor_char_boundary(before + error.column().saturating_sub(1));
        let start = start.min(output.char_indices().next_back().map_or(0, |(at, _)| at));
        let end = output.ceil_char_boundary((start + 1).min(output.len()));
        return Some(Problem {
            text: format!("{what} is invalid JSON: {message}"),
            span: Span::new(start, end),
        });
    }
    let start = looks_for_members.then(|| injected(output)).flatten()?;
    Some(Problem {
        text: format!("the value ends its string and adds the member `{INJECTED}`"),
        span: Span::new(start, start + INJECTED.len()),
    })
}

/// Where the marker is the name of a member of a JSON text, at any depth.
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
