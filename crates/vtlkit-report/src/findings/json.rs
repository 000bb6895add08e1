use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value, json as value};
use vtlkit_text::{Applicability, Span, Witness};

use super::{Finding, Linted, places};
use crate::Source;
use crate::json::text;

/// All findings as a JSON array, each with its file, rule, location, notes, witness and fix. Offsets are bytes of the
/// file, columns count characters. Ends with a newline.
pub fn json(files: &[Linted<'_>]) -> String {
    let mut witnesses = Witnesses::default();
    let mut list = Vec::new();
    for file in files {
        for finding in file.findings {
            list.push(object(&file.source, finding, witnesses.of(finding)));
        }
    }
    text(&Value::Array(list), true) + "\n"
}

fn object(source: &Source<'_>, finding: &Finding, witness: Option<Value>) -> Value {
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
    out.extend(witness.map(|witness| ("witness".into(), witness)));
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

/// The witnesses of the findings written so far. One witness can belong to hundreds of findings.
#[derive(Default)]
pub(super) struct Witnesses {
    /// The number of findings so far.
    count: usize,
    /// The index of the first finding of each witness.
    first: HashMap<*const Witness, usize>,
}

impl Witnesses {
    /// The witness of the next finding: an object with `request`, in the format of `vtlkit render --request`, and
    /// `output`; if an earlier finding has the same one, `sameAs` with the index of that finding.
    pub(super) fn of(&mut self, finding: &Finding) -> Option<Value> {
        let number = self.count;
        self.count += 1;
        let witness = finding.diagnostic.witness.as_ref()?;
        let first = *self.first.entry(Arc::as_ptr(witness)).or_insert(number);
        if first < number {
            return Some(value!({"sameAs": first}));
        }
        let request: Value = serde_json::from_str(&witness.request).unwrap_or_default();
        Some(value!({"request": request, "output": witness.output}))
    }
}
