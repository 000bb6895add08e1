//! The JSON object for the result of a render.

use serde_json::{Map, Value};
use vtlkit::{Error, ErrorKind, Overrides, Trace};
use vtlkit_eval::EvalErrorKind;
use vtlkit_gateway::trace_to_json;
use vtlkit_report::{Source, json as report_json};

use crate::cli::json;

/// Appends `{"output": …, "overrides": …}` and a newline; with a trace, the object has `trace` too.
pub(crate) fn push_output(out: &mut Vec<u8>, text: &str, overrides: &Overrides, trace: Option<&Trace>) {
    out.extend_from_slice(b"{\"output\":");
    json::push_string(out, text);
    out.extend_from_slice(b",\"overrides\":");
    if overrides.is_empty() {
        out.extend_from_slice(b"{}");
    } else {
        out.extend_from_slice(Value::Object(overrides.to_json()).to_string().as_bytes());
    }
    if let Some(trace) = trace {
        out.extend_from_slice(b",\"trace\":");
        let trace = trace_to_json(trace, |offset| offset, |offset| offset);
        out.extend_from_slice(Value::Object(trace).to_string().as_bytes());
    }
    out.extend_from_slice(b"}\n");
}

/// Appends `{"error": …}` and a newline.
pub(crate) fn push_members(out: &mut Vec<u8>, kind: &'static str, members: Map<String, Value>) {
    let mut error = Map::new();
    error.insert("kind".into(), kind.into());
    error.extend(members);
    let mut object = Map::new();
    object.insert("error".into(), error.into());
    out.extend_from_slice(Value::Object(object).to_string().as_bytes());
    out.push(b'\n');
}

/// Appends the error of a template; the first one if there are several.
pub(crate) fn push_error(out: &mut Vec<u8>, source: &Source<'_>, error: &Error) {
    let diagnostics = error.diagnostics();
    let mut members = diagnostics.first().map(|first| report_json::object(source, first)).unwrap_or_default();
    if let ErrorKind::Render(EvalErrorKind::Limit(limit)) = error.kind {
        members.insert("limit".into(), limit.name().into());
    }
    push_members(out, error.kind.name(), members);
}
