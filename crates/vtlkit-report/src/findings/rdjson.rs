use serde_json::{Map, Value, json};
use vtlkit_text::{Applicability, Encoding, Severity, Span, rule_url};

use super::{Finding, Linted};
use crate::Source;
use crate::json::text;

/// reviewdog's Diagnostic Format, followed by a newline. Columns count bytes.
pub fn rdjson(files: &[Linted<'_>], home: &str) -> String {
    let findings = files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
    let diagnostics: Vec<Value> = findings.map(|(file, finding)| diagnostic(&file.source, finding)).collect();
    let report = json!({"source": {"name": "vtlkit", "url": home}, "diagnostics": diagnostics});
    text(&report, true) + "\n"
}

fn diagnostic(source: &Source<'_>, finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut code = Map::new();
    code.insert("value".into(), finding.rule().into());
    code.extend(diagnostic.rule.map(|rule| ("url".to_owned(), rule_url(rule).into())));
    let mut out = json!({
        "message": finding.words(),
        "location": {"path": source.name(), "range": range(source, diagnostic.primary.span)},
        "severity": match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        "code": code,
    });
    let fix = diagnostic.fix.as_ref().filter(|fix| fix.applicability > Applicability::DisplayOnly);
    if let Some(fix) = fix {
        let suggestion =
            |edit: &vtlkit_text::Edit| json!({"range": range(source, edit.span), "text": edit.content});
        out["suggestions"] = fix.edits.iter().map(suggestion).collect();
    }
    out
}

fn range(source: &Source<'_>, span: Span) -> Value {
    let position = |offset| {
        let place = source.index().place(source.text(), offset, Encoding::Utf8);
        json!({"line": place.line, "column": place.column})
    };
    json!({"start": position(span.start()), "end": position(span.end())})
}
