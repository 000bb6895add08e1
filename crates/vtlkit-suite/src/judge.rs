//! Compares the result of a case with its expectation.

use std::fmt;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};
use vtlkit_gateway::execution::EncodedBody;
use vtlkit_schema::{References, violations};
use vtlkit_text::{Span, Spanned};

use crate::case::{
    BodyExpectation, Expectation, ExpectedHeaders, IntegrationExpectation, IntegrationRequestExpectation,
    Schema,
};
use crate::diff::{Difference, Match, differences};
use crate::run::{Actual, Sent};

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The path of the expectation below `expect`, such as `integration.json`; empty for the case itself.
    pub what: String,
    /// A short message.
    pub message: String,
    /// More lines: the differences.
    pub details: Vec<String>,
    /// The span of the expectation in the file.
    pub span: Span,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for line in self.details.iter().flat_map(|detail| detail.split('\n')) {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

/// The most differences that are shown for one expectation.
const MOST: usize = 20;

pub(crate) fn judge(expected: &Expectation, actual: &Actual, references: &References) -> Vec<Failure> {
    let mut out = Vec::new();
    if expected.is_empty() {
        let message = "the case has no expectation".to_owned();
        let details = vec!["`vtlkit test --update` writes the actual result".to_owned()];
        return vec![Failure { what: String::new(), message, details, span: expected.span }];
    }
    error(expected, actual, &mut out);
    if let Some(status) = &expected.status
        && actual.status != Some(status.value)
    {
        let is = actual.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let details = vec![format!("- {}", status.value), format!("+ {is}")];
        out.push(Failure {
            what: "status".into(),
            message: "status differs".into(),
            details,
            span: status.span,
        });
    }
    headers("headers", expected.headers.as_ref(), &actual.headers, &mut out);
    let body = actual.body.as_deref();
    body_differences("", &expected.body, body, references, &mut out);
    if let Some(overrides) = &expected.overrides
        && let Some(left) = &actual.overrides
    {
        json("overrides", "overrides differ", overrides, left, Match::Whole, &mut out);
    }
    if let Some(integration) = &expected.integration {
        self::integration(integration, actual, references, &mut out);
    }
    out
}

/// Compares the error of a template, or the gateway response.
fn error(expected: &Expectation, actual: &Actual, out: &mut Vec<Failure>) {
    let failure = |message: &str, details: Vec<String>, span: Span| Failure {
        what: "error".into(),
        message: message.to_owned(),
        details,
        span,
    };
    match (&expected.error, &actual.error) {
        (None, None) => {}
        (Some(expected), None) => {
            let details = vec![format!("- {}", expected.value), "+ none".to_owned()];
            out.push(failure("the expected error did not occur", details, expected.span));
        }
        (Some(expected), Some(error)) => {
            // For a template, any part of the message; for an API, the type of the gateway response.
            let fits = if actual.status.is_some() {
                expected.value == error.name
            } else {
                error.name.contains(expected.value.as_str())
            };
            if !fits {
                let details = vec![format!("- {}", expected.value), format!("+ {}", error.name)];
                out.push(failure("the error differs", details, expected.span));
            }
        }
        (None, Some(error)) if actual.status.is_none() => {
            out.push(failure("the template fails", vec![error.name.clone()], expected.span));
        }
        // A gateway response is like any other response, as long as nothing else differs.
        (None, Some(_)) => {}
    }
}

fn headers(
    what: &str,
    expected: Option<&ExpectedHeaders>,
    actual: &[(String, String)],
    out: &mut Vec<Failure>,
) {
    let Some(expected) = expected else { return };
    let mut details = Vec::new();
    for (name, value) in &expected.value {
        let found: Vec<&str> = actual
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        match value {
            Some(value) if found.contains(&value.as_str()) => {}
            None if found.is_empty() => {}
            Some(value) if found.is_empty() => details.push(format!("{name} is missing\n  - {value}")),
            Some(value) => details.push(format!("{name}\n  - {value}\n  + {}", found.join(", "))),
            None => details.push(format!("{name} is unexpected\n  + {}", found.join(", "))),
        }
    }
    if !details.is_empty() {
        let message = format!("{what} differ");
        out.push(Failure { what: what.to_owned(), message, details, span: expected.span });
    }
}

fn body_differences(
    prefix: &str,
    expected: &BodyExpectation,
    body: Option<&[u8]>,
    references: &References,
    out: &mut Vec<Failure>,
) {
    let Some(bytes) = body else { return };
    if let Some(expected) = &expected.base64
        && expected.value != bytes
    {
        let what = format!("{prefix}base64");
        let message = format!("{what} differs");
        let details = vec![format!("- {}", shown(&expected.value)), format!("+ {}", shown(bytes))];
        out.push(Failure { what, message, details, span: expected.span });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text_differences(prefix, expected, text, references, out),
        Err(_) => {
            for (name, span) in textual(expected) {
                let what = format!("{prefix}{name}");
                let message = format!("{what}: the body is not UTF-8");
                let details =
                    vec![format!("+ {}", shown(bytes)), "use `base64` for a binary body".to_owned()];
                out.push(Failure { what, message, details, span });
            }
        }
    }
}

/// The expectations that require text, with their spans.
fn textual(expected: &BodyExpectation) -> impl Iterator<Item = (&'static str, Span)> {
    let BodyExpectation { text, json, subset, schema, base64: _ } = expected;
    let all = [
        ("text", text.as_ref().map(|it| it.span)),
        ("json", json.as_ref().map(|it| it.span)),
        ("subset", subset.as_ref().map(|it| it.span)),
        ("bodySchema", schema.as_ref().map(|it| it.span)),
    ];
    all.into_iter().filter_map(|(name, span)| Some((name, span?)))
}

/// Bytes as Base64, shortened for a long body.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 60;
    let start = bytes.get(..MOST);
    let base64 = EncodedBody::base64(start.unwrap_or(bytes)).text;
    match start {
        Some(_) if bytes.len() > MOST => format!("{base64}… ({} bytes)", bytes.len()),
        _ => base64.into_owned(),
    }
}

fn text_differences(
    prefix: &str,
    expected: &BodyExpectation,
    body: &str,
    references: &References,
    out: &mut Vec<Failure>,
) {
    if let Some(expected) = &expected.text
        && expected.value != body
    {
        let what = format!("{prefix}text");
        let message = format!("{what} differs");
        out.push(Failure { what, message, details: lines(&expected.value, body), span: expected.span });
    }
    let mut parsed: Option<Result<Value, String>> = None;
    let mut value = || {
        let parsed =
            parsed.get_or_insert_with(|| serde_json::from_str(body).map_err(|error| error.to_string()));
        parsed.clone()
    };
    let no_json = |what: String, why_not: &str, span: Span| {
        let details = vec![why_not.to_owned(), format!("+ {}", shortened(body))];
        Failure { what: what.clone(), message: format!("{what}: the text is invalid JSON"), details, span }
    };
    for (name, expected, how) in
        [("json", &expected.json, Match::Whole), ("subset", &expected.subset, Match::Subset)]
    {
        let Some(expected) = expected else { continue };
        let what = format!("{prefix}{name}");
        match value() {
            Ok(value) => json(&what, &format!("{what} differs"), expected, &value, how, out),
            Err(error) => out.push(no_json(what, &error, expected.span)),
        }
    }
    if let Some(expected) = &expected.schema {
        let what = format!("{prefix}bodySchema");
        let details = wrong_under(&expected.value, body, references);
        if !details.is_empty() {
            let message = format!("{what} is not met");
            out.push(Failure { what, message, details, span: expected.span });
        }
    }
}

/// The validation errors of a body, or the errors of the schema.
fn wrong_under(schema: &Schema, body: &str, references: &References) -> Vec<String> {
    let text = match schema {
        Schema::Inline(text) => text.clone(),
        // A reference to the model, in the form of references between models.
        Schema::Model(name) => {
            let reference = format!("{}{name}", vtlkit_api::Model::REFERENCE_PREFIX);
            serde_json::json!({"$ref": reference}).to_string()
        }
    };
    violations(&text, references, body)
}

fn integration(
    expected: &Spanned<IntegrationExpectation>,
    actual: &Actual,
    references: &References,
    out: &mut Vec<Failure>,
) {
    let span = expected.span;
    let failure = |message: &str, details: Vec<String>| Failure {
        what: "integration".into(),
        message: message.to_owned(),
        details,
        span,
    };
    match (&expected.value, &actual.sent) {
        (IntegrationExpectation::NotCalled, None) => {}
        (IntegrationExpectation::NotCalled, Some(sent)) => {
            let details = vec![format!("+ {} {}", sent.method, sent.uri)];
            out.push(failure("the endpoint was called", details));
        }
        (IntegrationExpectation::Request(_), None) => {
            out.push(failure("the endpoint was not called", Vec::new()));
        }
        (IntegrationExpectation::Request(expected), Some(sent)) => {
            request(expected, sent, references, out);
        }
    }
}

fn request(
    expected: &IntegrationRequestExpectation,
    sent: &Sent,
    references: &References,
    out: &mut Vec<Failure>,
) {
    for (name, expected, is) in
        [("method", &expected.method, &sent.method), ("uri", &expected.uri, &sent.uri)]
    {
        if let Some(expected) = expected
            && expected.value != *is
        {
            let what = format!("integration.{name}");
            let message = format!("{what} differs");
            let details = vec![format!("- {}", expected.value), format!("+ {is}")];
            out.push(Failure { what, message, details, span: expected.span });
        }
    }
    headers("integration.headers", expected.headers.as_ref(), &sent.headers, out);
    body_differences("integration.", &expected.body, Some(&sent.body), references, out);
}

fn json(
    what: &str,
    message: &str,
    expected: &Spanned<Value>,
    actual: &Value,
    how: Match,
    out: &mut Vec<Failure>,
) {
    let found = differences(&expected.value, actual, how);
    if found.is_empty() {
        return;
    }
    let mut details: Vec<String> = found.iter().take(MOST).map(Difference::to_string).collect();
    if let Some(more @ 1..) = found.len().checked_sub(MOST) {
        details.push(format!("… and {more} more"));
    }
    out.push(Failure { what: what.to_owned(), message: message.to_owned(), details, span: expected.span });
}

/// The lines that differ, with a few lines of context.
fn lines(expected: &str, actual: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(expected, actual);
    let mut out = Vec::new();
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            out.push("…".to_owned());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value();
            let end = if line.ends_with('\n') { "" } else { " (no newline)" };
            let line = line.trim_end_matches('\n');
            // Trailing white space and control characters would be invisible.
            let line = if line.ends_with([' ', '\t', '\r'])
                || line.contains(|c: char| c.is_control() && c != '\t')
            {
                format!("{line:?}")
            } else {
                line.to_owned()
            };
            out.push(format!("{sign} {line}{end}").trim_end().to_owned());
            if out.len() > 100 {
                out.push("…".to_owned());
                return out;
            }
        }
    }
    out
}

fn shortened(text: &str) -> String {
    let text = format!("{text:?}");
    match text.char_indices().nth(200) {
        Some((at, _)) => [text.get(..at).unwrap_or_default(), "…"].concat(),
        None => text,
    }
}
