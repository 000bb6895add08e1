//! The JSON object that stands for what a render gave.

use serde_json::{Map, Value};
use vtlkit_eval::{EvalError, EvalErrorKind};
use vtlkit_gateway::{Overrides, Trace, trace_to_json};
use vtlkit_report::{Source, diagnostics, json as report_json};
use vtlkit_syntax::SyntaxError;

use crate::cli::json;

/// Appends `{"output": …, "overrides": …}` and a line end; with a trace, `trace` is in it too.
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

/// Appends `{"error": …}` and a line end.
pub(crate) fn push_error(out: &mut Vec<u8>, kind: &'static str, members: Map<String, Value>) {
    let mut error = Map::new();
    error.insert("kind".into(), kind.into());
    error.extend(members);
    let mut object = Map::new();
    object.insert("error".into(), error.into());
    out.extend_from_slice(Value::Object(object).to_string().as_bytes());
    out.push(b'\n');
}

/// Appends why a render failed.
pub(crate) fn push_render_error(out: &mut Vec<u8>, source: &Source<'_>, error: &EvalError) {
    let mut members = report_json::object(source, &diagnostics::of_render(error));
    if let EvalErrorKind::Limit(limit) = error.kind {
        members.insert("limit".into(), limit.name().into());
    }
    push_error(out, error.kind.name(), members);
}

/// Appends why a template cannot be read: the first error.
pub(crate) fn push_syntax_error(out: &mut Vec<u8>, source: &Source<'_>, errors: &[SyntaxError]) {
    let first = diagnostics::of_syntax(errors.get(..1).unwrap_or_default());
    let members = first.first().map(|first| report_json::object(source, first)).unwrap_or_default();
    push_error(out, "syntax", members);
}
