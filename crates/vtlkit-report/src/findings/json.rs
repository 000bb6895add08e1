use serde_json::{Map, Value, json as value};
use vtlkit_text::{Applicability, Span};

use super::{Finding, Linted, places};
use crate::Source;
use crate::json::text;

/// All findings as a JSON array, each with its file, rule, place, remarks, witness and fix. Offsets are bytes of the
/// file, columns count characters. Ends in a line end.
pub fn json(files: &[Linted<'_>]) -> String {
    let list =
        files.iter().flat_map(|file| file.findings.iter().map(|finding| object(&file.source, finding)));
    text(&Value::Array(list.collect()), true) + "\n"
}

fn object(source: &Source<'_>, finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let place = |span: Span| {
        let (from, to) = places(source, span);
        value!({
            "start": span.start(), "end": span.end(),
            "line": from.line, "column": from.column, "endLine": to.line, "endColumn": to.column,
        })
    };
    let mut out = Map::new();
    out.insert("file".into(), source.name().into());
    out.insert("rule".into(), diagnostic.rule.into());
    out.insert("severity".into(), diagnostic.severity.name().into());
    out.insert("message".into(), (*diagnostic.message).into());
    out.insert("place".into(), place(diagnostic.primary.span));
    if !diagnostic.primary.text.is_empty() {
        out.insert("label".into(), (*diagnostic.primary.text).into());
    }
    let labels = diagnostic.secondary.iter();
    let labels: Vec<Value> =
        labels.map(|label| value!({"text": label.text, "place": place(label.span)})).collect();
    if !labels.is_empty() {
        out.insert("labels".into(), labels.into());
    }
    for note in &diagnostic.notes {
        out.insert(note.name.into(), (*note.text).into());
    }
    if !finding.template.is_empty() {
        out.insert("template".into(), finding.template.as_str().into());
    }
    out.extend(witness(finding).map(|witness| ("witness".into(), witness)));
    if let Some(fix) = &diagnostic.fix {
        let applicability = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::DisplayOnly => "display",
        };
        let edits: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| value!({"start": edit.span.start(), "end": edit.span.end(), "content": edit.content}))
            .collect();
        out.insert(
            "fix".into(),
            value!({"message": fix.message, "applicability": applicability, "edits": edits}),
        );
    }
    Value::Object(out)
}

/// The witness as an object of `request`, as `vtlkit render --request` takes it, and `output`.
pub(super) fn witness(finding: &Finding) -> Option<Value> {
    let witness = finding.diagnostic.witness.as_ref()?;
    let request: Value = serde_json::from_str(&witness.request).unwrap_or_default();
    Some(value!({"request": request, "output": witness.output}))
}
