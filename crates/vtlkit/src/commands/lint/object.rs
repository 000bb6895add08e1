//! A finding as JSON.

use serde_json::{Map, Value as Json, json};
use vtlkit_report::Source;
use vtlkit_text::{Applicability, Encoding, Span};

use super::file::Finding;

/// A finding as an object: offsets are bytes of the file, columns count characters.
pub(super) fn object(source: &Source<'_>, finding: &Finding) -> Json {
    let diagnostic = &finding.diagnostic;
    let place = |span: Span| {
        let index = source.index();
        let (from, to) = (
            index.place(source.text(), span.start(), Encoding::Chars),
            index.place(source.text(), span.end(), Encoding::Chars),
        );
        json!({
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
    let labels: Vec<Json> =
        labels.map(|label| json!({"text": label.text, "place": place(label.span)})).collect();
    if !labels.is_empty() {
        out.insert("labels".into(), labels.into());
    }
    for note in &diagnostic.notes {
        out.insert(note.name.into(), (*note.text).into());
    }
    if !finding.template.is_empty() {
        out.insert("template".into(), finding.template.as_str().into());
    }
    if let Some(witness) = &diagnostic.witness {
        let request = serde_json::from_str(&witness.request).unwrap_or(Json::Null);
        out.insert("witness".into(), json!({"request": request, "output": witness.output}));
    }
    if let Some(fix) = &diagnostic.fix {
        let applicability = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::DisplayOnly => "display",
        };
        let edits: Vec<Json> = fix
            .edits
            .iter()
            .map(|edit| json!({"start": edit.span.start(), "end": edit.span.end(), "content": edit.content}))
            .collect();
        out.insert(
            "fix".into(),
            json!({"message": fix.message, "applicability": applicability, "edits": edits}),
        );
    }
    Json::Object(out)
}
