//! Runs the cases of `tests/cases`: paths and documents with what Jayway 2.9.0 gives.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use vtlkit_jsonpath::JsonPath;
use vtlkit_value::{Heap, Object, Type, Value, View, json};

/// More than any case needs.
const STEPS: u64 = 100_000;

#[test]
fn paths_read_as_in_jayway() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut failures = Vec::new();
    let mut passed = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "ndjson") {
            continue;
        }
        let mut documents = HashMap::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            let case: Json = serde_json::from_str(line).unwrap();
            let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            if case["document"].is_string() {
                documents.insert(text("document"), text("json"));
                continue;
            }
            let document = documents.get(&text("on")).cloned().unwrap_or_else(|| text("json"));
            let actual = run(&text("path"), &document);
            if actual == case["expected"] {
                passed += 1;
            } else {
                failures.push(format!(
                    "{} {}\n  expected {}\n  actual   {actual}",
                    text("id"),
                    text("path"),
                    case["expected"]
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} failed, {passed} passed:\n{}", failures.len(), failures.join("\n"));
    assert!(passed > 2_000, "only {passed} cases were found");
}

/// What a path gives, in the form of the field `expected`.
fn run(path: &str, document: &str) -> Json {
    let Ok(path) = JsonPath::compile(path) else { return serde_json::json!({"invalid": true}) };
    let mut heap = Heap::new();
    let document = json::read_str(&mut heap, document).unwrap();
    let before = json::to_string(&heap, document);
    let mut result = match path.read(&mut heap, document, &mut STEPS.clone()) {
        Err(error) => {
            let class = error.kind().java_class().and_then(|class| class.rsplit('.').next());
            return serde_json::json!({"error": class});
        }
        Ok(None) => serde_json::json!({"missing": true}),
        Ok(Some(value)) => {
            serde_json::json!({"output": json::to_string(&heap, value), "class": class(&heap, value)})
        }
    };
    result["definite"] = path.is_definite().into();
    let after = json::to_string(&heap, document);
    if after != before {
        result["document_after"] = after.into();
    }
    result
}

/// The name of a value's Java class.
fn class(heap: &Heap, value: Value) -> &'static str {
    match value {
        Value::Object(object) => match heap.object(object) {
            Object::View { view: View::Keys, .. } => "LinkedKeySet",
            _ => "?",
        },
        _ => match heap.type_of(value) {
            Type::Map => "LinkedHashMap",
            other => other.name(),
        },
    }
}
