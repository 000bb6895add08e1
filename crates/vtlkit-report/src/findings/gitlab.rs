use serde_json::{Value, json};
use vtlkit_text::Severity;

use super::{Linted, fingerprints, places};
use crate::json::text;

/// A GitLab Code Quality report: a JSON array, followed by a newline.
pub fn gitlab(files: &[Linted<'_>]) -> String {
    let findings = files.iter().flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
    let issues = findings.zip(fingerprints(files)).map(|((file, finding), fingerprint)| {
        let (from, to) = places(&file.source, finding.diagnostic.primary.span);
        json!({
            "type": "issue",
            "check_name": finding.rule(),
            "description": finding.diagnostic.message,
            "content": {"body": finding.words()},
            "categories": ["Bug Risk"],
            "severity": match finding.diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            "fingerprint": fingerprint,
            "location": {
                "path": file.source.name(),
                "lines": {"begin": from.line, "end": to.line},
            },
        })
    });
    text(&Value::Array(issues.collect()), true) + "\n"
}
