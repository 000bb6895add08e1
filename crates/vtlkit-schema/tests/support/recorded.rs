//! Cases recorded from the real validator: one JSON object per line, with `schema` and `body`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use vtlkit_schema::{Message, Model, References, Verdict};

#[derive(Deserialize)]
struct Case<'a> {
    id: Option<String>,
    /// As written: the notation of numbers matters.
    #[serde(borrow)]
    schema: &'a RawValue,
    body: String,
    #[serde(borrow, default)]
    preloaded: BTreeMap<String, &'a RawValue>,
    valid: bool,
    #[serde(default)]
    messages: Vec<Value>,
    #[serde(default)]
    invalid_schema: Option<String>,
    #[serde(default)]
    unparsable: bool,
    #[serde(default)]
    aws_list: Option<String>,
    #[serde(default)]
    schema_syntax: Option<Vec<Value>>,
}

/// One test for each case of the files in a folder.
pub(crate) fn trials(folder: &Path) -> Vec<Trial> {
    let mut files: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut trials = Vec::new();
    for file in files {
        if file.is_dir() {
            trials.extend(self::trials(&file));
        }
        if file.extension().is_none_or(|extension| extension != "ndjson") {
            continue;
        }
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&file).unwrap_or_default();
        for (index, line) in text.lines().enumerate() {
            let line = line.to_owned();
            let Some(id) = serde_json::from_str::<Case<'_>>(&line).ok().map(|case| case.id) else { continue };
            let id = id.unwrap_or_else(|| format!("line {}", index + 1));
            trials.push(Trial::test(format!("{name}::{id}"), move || run(&line)));
        }
    }
    trials
}

fn run(line: &str) -> Result<(), Failed> {
    let case: Case<'_> = serde_json::from_str(line)?;
    let mut references = References::new();
    for (uri, schema) in &case.preloaded {
        references.add_uri(uri, schema.get());
    }
    let model = Model::compile(case.schema.get(), &references)?;
    let verdict = model.validate_with_warnings(&case.body);
    let exception = match &verdict {
        Verdict::Exception(exception) => Some(exception.text()),
        _ => None,
    };
    same("valid", &verdict.is_valid(), &case.valid)?;
    same("unparsable", &matches!(verdict, Verdict::Unparsable(_)), &case.unparsable)?;
    same("exception", &exception, &case.invalid_schema.as_deref())?;
    let messages: Vec<Value> = verdict.messages().iter().map(to_json).collect();
    same("messages", &messages, &case.messages)?;
    same("list", &verdict.aws_list(), &case.aws_list)?;
    spans(verdict.messages(), &case.body)?;
    let refused = case.schema_syntax.is_some_and(|messages| !messages.is_empty());
    if refused && model.refusals().is_empty() {
        return Err("the syntax check refuses the model, but no refusal was found".into());
    }
    for refusal in model.refusals() {
        if refusal.span().text(case.schema.get()).is_empty() {
            return Err(format!("a refusal without a place: {refusal}").into());
        }
    }
    // The verdict does not depend on whether warnings are collected.
    let quick = model.validate(&case.body);
    same("verdict without warnings", &quick.is_valid(), &case.valid)?;
    if quick.is_valid() { Ok(()) } else { same("verdict", &quick, &verdict) }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Failed> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}\n   found {found:?}\nexpected {expected:?}").into())
    }
}

/// Each message about a value must have the span of that value in the body.
fn spans(messages: &[Message], body: &str) -> Result<(), Failed> {
    for message in messages {
        let Some(span) = message.span() else { continue };
        let text = span.text(body);
        let pointer = message.instance_pointer().unwrap_or_default();
        if text.contains("\\ud8") || text.contains("\\udc") {
            // The reader used here does not support lone surrogates.
            continue;
        }
        // Only the text distinguishes members with the same name.
        let value: Value =
            serde_json::from_str(text).map_err(|_| format!("{pointer}: no value at {span:?}"))?;
        if let Ok(body) = serde_json::from_str::<Value>(body) {
            same("place", &Some(&value), &body.pointer(pointer))?;
        }
    }
    Ok(())
}

fn to_json(message: &Message) -> Value {
    let mut json = json!({
        "message": message.text(),
        "keyword": message.keyword(),
        "instance_pointer": message.instance_pointer(),
        "schema_pointer": message.schema_pointer(),
    });
    if let Some(uri) = message.schema_uri() {
        json["schema_uri"] = uri.into();
    }
    json["level"] = message.level().name().into();
    if message.reports().len() > 0 {
        json["reports"] = message
            .reports()
            .map(|(pointer, messages)| (pointer.to_owned(), messages.iter().map(to_json).collect::<Value>()))
            .collect::<serde_json::Map<_, _>>()
            .into();
    }
    json
}
