//! Writes actual results to a case file, preserving comments and order.

use std::collections::HashMap;
use std::fmt;

use serde_json::{Map, Value};
use vtlkit_gateway::execution::EncodedBody;
use vtlkit_host::Document;

use crate::alone::Cases;
use crate::case::{Case, Expectation, ExpectedHeaders, IntegrationExpectation, Suite};
use crate::edit::{Notation, set, whole, written};
use crate::run::{Actual, Outcome};

/// An expectation that could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of the case.
    pub case: String,
    /// The reason.
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.case, self.why)
    }
}

/// Returns the file with the expectations of failed cases changed so that they pass, and the cases for which that is
/// not possible.
///
/// Only values that differ are written, in their notation. A case without an expectation gets one. Schemas stay
/// unchanged, since a single body does not determine what they should allow.
///
/// `outcomes` are the outcomes of the cases that were run, with their indexes.
pub fn update(text: &str, suite: &Suite, outcomes: &[(usize, &Outcome)]) -> (String, Vec<Refused>) {
    let mut changes = Vec::new();
    let mut refused = Vec::new();
    for &(index, outcome) in outcomes {
        let Some(case) = suite.cases.get(index).filter(|_| !outcome.failures.is_empty()) else { continue };
        match wanted(case, outcome) {
            Ok(sets) => changes.push(Change { case: index, sets }),
            Err(why) => refused.push((index, why)),
        }
    }
    let document = Document::read(text);
    let (mut text, left) = together(text, &document, &changes, &mut refused)
        .unwrap_or_else(|| (text.to_owned(), changes.iter().collect()));
    for change in left {
        match change.written(&text, Notation::of(&text), change.case) {
            Ok(changed) => text = changed,
            Err(why) => refused.push((change.case, why)),
        }
    }
    let mut told: HashMap<usize, String> = refused.into_iter().collect();
    let mut out = Vec::new();
    for &(index, outcome) in outcomes {
        let Some(case) = suite.cases.get(index).filter(|_| !outcome.failures.is_empty()) else { continue };
        let schema = outcome.failures.iter().find(|failure| failure.what.ends_with("bodySchema"));
        let schema = schema
            .map(|failure| format!("`{}` is not updated: change the schema or the template", failure.what));
        out.extend(told.remove(&index).or(schema).map(|why| Refused { case: case.name.value.clone(), why }));
    }
    (text, out)
}

/// The changes to a case.
struct Change {
    case: usize,
    sets: Vec<Set>,
}

impl Change {
    /// A file with the changes made in one of its cases.
    fn written(&self, file: &str, notation: Notation, case: usize) -> Result<String, String> {
        self.sets.iter().try_fold(file.to_owned(), |file, set| {
            written(&file, notation, case, &set.path, set.value.as_ref())
        })
    }
}

/// The file with the changes that can be made in each case separately, and the remaining changes. The result is
/// parsed again to verify it; `None` if it does not have the intended value.
fn together<'c>(
    text: &str,
    document: &Document,
    changes: &'c [Change],
    refused: &mut Vec<(usize, String)>,
) -> Option<(String, Vec<&'c Change>)> {
    let mut wanted = whole(document)?;
    let cases = Cases::find(text, document)?;
    let notation = Notation::of(text);
    let (mut out, mut end) = (String::with_capacity(text.len()), 0);
    let (mut left, mut failed) = (Vec::new(), Vec::new());
    for change in changes {
        let Some(alone) = cases.alone(change.case) else {
            left.push(change);
            continue;
        };
        match change.written(&alone.file(), notation, 0) {
            Ok(changed) => {
                out.push_str(text.get(end..alone.place.start)?);
                out.push_str(alone.case(&changed)?);
                end = alone.place.end;
                let case = wanted.get_mut("cases")?.get_mut(change.case)?;
                for member in &change.sets {
                    let path = [&["expect"], &*member.path].concat();
                    set(case, &path, member.value.as_ref())?;
                }
            }
            Err(why) => failed.push((change.case, why)),
        }
    }
    out.push_str(text.get(end..)?);
    if whole(&Document::read(&out)).is_none_or(|whole| whole != wanted) {
        return None;
    }
    refused.append(&mut failed);
    Some((out, left))
}

/// A member of an expectation with its new value; `None` to remove it.
struct Set {
    /// The path below `expect`; empty for the whole expectation.
    path: Vec<&'static str>,
    value: Option<Value>,
}

/// The changes that make the case pass.
fn wanted(case: &Case, outcome: &Outcome) -> Result<Vec<Set>, String> {
    let actual = &outcome.actual;
    if actual.body.is_none() && actual.error.is_none() {
        let failure = outcome.failures.first().map(ToString::to_string);
        return Err(failure.unwrap_or_else(|| "the case was not run".to_owned()));
    }
    let expected = case.expect.as_ref().filter(|expected| !expected.is_empty());
    Ok(match expected {
        Some(expected) => changes(expected, actual, &outcome.failures),
        None => vec![Set { path: Vec::new(), value: Some(Value::Object(all(actual))) }],
    })
}

/// An expectation for a case that has none.
fn all(actual: &Actual) -> Map<String, Value> {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    if let Some(status) = actual.status {
        put("status", status.into());
    }
    if let Some(error) = &actual.error {
        put("error", error.name.as_str().into());
    }
    if let Some(body) = &actual.body {
        let (name, value) = whole_body(body);
        put(name, value);
    }
    if let Some(overrides @ Value::Object(members)) = &actual.overrides
        && !members.is_empty()
    {
        put("overrides", overrides.clone());
    }
    if let Some(integration) = integration(actual) {
        put("integration", integration);
    }
    out
}

fn integration(actual: &Actual) -> Option<Value> {
    let sent = actual.sent.as_ref()?;
    let mut integration = Map::new();
    integration.insert("uri".to_owned(), sent.uri.as_str().into());
    if !sent.body.is_empty() {
        let (name, value) = whole_body(&sent.body);
        integration.insert(name.to_owned(), value);
    }
    Some(integration.into())
}

/// A body as `json`, as `text` if it is not an object or a list, or as `base64` if it is not UTF-8.
fn whole_body(body: &[u8]) -> (&'static str, Value) {
    match serde_json::from_slice::<Value>(body) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => ("json", value),
        _ => as_text(body),
    }
}

fn as_text(body: &[u8]) -> (&'static str, Value) {
    let body = EncodedBody::of(body);
    (if body.is_base64 { "base64" } else { "text" }, body.text.into())
}

/// The actual value for each expectation that was not met.
fn changes(expected: &Expectation, actual: &Actual, failures: &[crate::Failure]) -> Vec<Set> {
    let mut out = Vec::new();
    for failure in failures {
        match failure.what.strip_prefix("integration.") {
            None => {
                let body = BodyOf { path: &[], expected: &expected.body, is: actual.body.as_deref() };
                change(&failure.what, expected, actual, &body, &mut out);
            }
            Some(name) => {
                let Some(IntegrationExpectation::Request(request)) =
                    expected.integration.as_ref().map(|integration| &integration.value)
                else {
                    continue;
                };
                let Some(sent) = &actual.sent else { continue };
                let mut put = |name, value| {
                    out.push(Set { path: vec!["integration", name], value: Some(value) });
                };
                match name {
                    "method" => put("method", sent.method.as_str().into()),
                    "uri" => put("uri", sent.uri.as_str().into()),
                    "headers" => put("headers", headers(request.headers.as_ref(), &sent.headers)),
                    _ => {
                        let path = &["integration"];
                        let body = BodyOf { path, expected: &request.body, is: Some(&sent.body) };
                        body.change(name, &mut out);
                    }
                }
            }
        }
    }
    out
}

fn change(what: &str, expected: &Expectation, actual: &Actual, body: &BodyOf<'_>, out: &mut Vec<Set>) {
    let mut put = |name, value| out.push(Set { path: vec![name], value });
    match what {
        "status" => put("status", actual.status.map(Value::from)),
        "headers" => put("headers", Some(headers(expected.headers.as_ref(), &actual.headers))),
        "overrides" => put("overrides", actual.overrides.clone()),
        "integration" => put("integration", Some(integration(actual).unwrap_or_default())),
        "error" => {
            let error = actual.error.as_ref().map(|error| Value::from(error.name.as_str()));
            if error.is_some() {
                put("error", error.clone());
            }
            // Expectations of a missing text are removed; a text that is there now is expected.
            match &actual.body {
                None => {
                    for (name, is_there) in [
                        ("text", expected.body.text.is_some()),
                        ("json", expected.body.json.is_some()),
                        ("subset", expected.body.subset.is_some()),
                        ("bodySchema", expected.body.schema.is_some()),
                        ("base64", expected.body.base64.is_some()),
                        ("overrides", expected.overrides.is_some()),
                    ] {
                        if is_there {
                            put(name, None);
                        }
                    }
                }
                Some(body) if expected.body.is_empty() && actual.error.is_none() => {
                    let (name, value) = whole_body(body);
                    put(name, Some(value));
                }
                Some(_) => {}
            }
            if error.is_none() {
                put("error", None);
            }
        }
        name => body.change(name, out),
    }
}

/// A body and its expectation.
struct BodyOf<'a> {
    path: &'static [&'static str],
    expected: &'a crate::BodyExpectation,
    is: Option<&'a [u8]>,
}

impl BodyOf<'_> {
    fn change(&self, name: &str, out: &mut Vec<Set>) {
        let Some(is) = self.is else { return };
        let mut put = |name, value| out.push(Set { path: [self.path, &[name]].concat(), value });
        let (kind, text) = as_text(is);
        match (name, serde_json::from_slice::<Value>(is)) {
            ("text", _) if kind == "text" => put("text", Some(text)),
            ("base64", _) => put("base64", Some(EncodedBody::base64(is).text.into())),
            ("json", Ok(value)) => put("json", Some(value)),
            ("subset", Ok(value)) => {
                put("subset", self.expected.subset.as_ref().map(|subset| projected(&subset.value, &value)));
            }
            // Invalid JSON is expected as text from now on, and bytes that are not text as Base64.
            ("text" | "json" | "subset", _) => {
                put(kind, Some(text));
                put(
                    match name {
                        "text" => "text",
                        "json" => "json",
                        _ => "subset",
                    },
                    None,
                );
            }
            _ => {}
        }
    }
}

fn headers(expected: Option<&ExpectedHeaders>, is: &[(String, String)]) -> Value {
    let expected = expected.iter().flat_map(|headers| &headers.value);
    expected.map(|(name, _)| (name.clone(), header(name, is))).collect()
}

fn header(name: &str, headers: &[(String, String)]) -> Value {
    let found = headers.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or(Value::Null, |(_, value)| value.as_str().into())
}

/// The part of a value that corresponds to a subset.
fn projected(subset: &Value, actual: &Value) -> Value {
    match (subset, actual) {
        (Value::Object(subset), Value::Object(actual)) => {
            let members = subset.iter().filter_map(|(name, value)| Some((name, value, actual.get(name)?)));
            members.map(|(name, value, actual)| (name.clone(), projected(value, actual))).collect()
        }
        (Value::Array(subset), Value::Array(actual)) => {
            let elements = actual.iter().enumerate();
            elements
                .map(|(at, actual)| {
                    subset.get(at).map_or_else(|| actual.clone(), |value| projected(value, actual))
                })
                .collect()
        }
        _ => actual.clone(),
    }
}
